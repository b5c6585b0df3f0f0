"""Which records are told as one line: only those that agree in every part."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openiln.kernel.models import AuditRecord
from openiln.pages.queries.told import told

CHICAGO = ZoneInfo("America/Chicago")
NOON = datetime(2026, 3, 2, 18, tzinfo=UTC)


def record(**words):
    """Someone gave access to somebody, at noon."""
    said = {
        "sentence": "gave access.",
        "at": NOON,
        "by_id": "head",
        "of_organisation_id": "district",
        "about_kind": "accounts.seat",
        "about_id": "mentor",
    }
    return AuditRecord(**{**said, **words})


def test_the_same_twice_is_one_line():
    (line,) = told([record(at=NOON + timedelta(minutes=5)), record()], {}, CHICAGO)
    assert (line.times, line.first_at, line.last_at) == (2, NOON, NOON + timedelta(minutes=5))


@pytest.mark.parametrize(
    "other",
    [
        {"sentence": "ended access."},
        {"by_id": "another head"},
        {"of_organisation_id": "another district"},
        {"at": NOON + timedelta(days=1)},
        {"about_id": "another mentor"},
    ],
    ids=lambda words: next(iter(words)),
)
def test_what_differs_in_one_part_is_two_lines(other):
    lines = told([record(**other), record()], {}, CHICAGO)
    assert [line.times for line in lines] == [1, 1]


def test_midnight_is_that_of_the_network():
    before = datetime(2026, 3, 3, 5, 59, tzinfo=UTC)  # 11:59 p.m. in Chicago
    after = before + timedelta(minutes=2)
    across = [record(at=after), record(at=before)]
    assert len(told(across, {}, CHICAGO)) == 2
    assert len(told(across, {}, ZoneInfo("UTC"))) == 1
    utc_midnight = datetime(2026, 3, 3, tzinfo=UTC)  # 6 p.m. in Chicago
    around = [record(at=utc_midnight), record(at=utc_midnight - timedelta(minutes=1))]
    assert len(told(around, {}, CHICAGO)) == 1


def test_a_thing_that_is_nobodys_access_is_one_line_whichever_it_is():
    rows = [record(about_kind="membership.participant", about_id=each) for each in ("a", "b")]
    assert [line.times for line in told(rows, {}, CHICAGO)] == [2]
