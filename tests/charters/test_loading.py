from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

import make
from openiln.charters import facade
from openiln.charters.actions import load_charter
from openiln.charters.models import Charter, Network
from openiln.kernel.errors import BadInput, NotPermitted, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Visitor
from refusals import refused

pytestmark = pytest.mark.django_db


def load(text=None, *, by=None, **how):
    return load_charter(text or make.charter_text(), by=by or Operator(), at=make.NOW, **how)


def version(day, *lines):
    """A text in force from a day, with more lines in its [network]."""
    said = "\n".join(["[network]", *lines])
    return make.charter_text(in_force_on=day).replace("[network]", said)


def test_the_first_charter_founds_the_network_and_is_recorded():
    first = load()
    assert str(first) == "northland in force from 2025-07-01"
    assert AuditRecord.objects.get().sentence == (
        "The operator of this installation put rules of Northland Innovation Lab Network "
        "in force from 1 July 2025."
    )


def test_loading_the_same_text_again_changes_nothing():
    assert load() == load()
    assert AuditRecord.objects.count() == 1


def test_versions_live_side_by_side_and_each_day_has_its_own():
    load()
    load(version(date(2026, 7, 1)).replace("Take part", "Be there"))
    network = Network.objects.get()
    assert network.charters.count() == 2
    texts = [
        found and found.charter.clauses[0].text.split()[0]
        for found in (
            facade.find_network(Visitor(), "northland", day)
            for day in (date(2025, 6, 30), date(2026, 6, 30), date(2026, 7, 1))
        )
    ]
    assert texts == [None, "Take", "Be"]


def test_other_rules_for_the_same_day_are_refused_and_leave_no_trace():
    load()
    with pytest.raises(RuleViolation, match="give the new text a later day"):
        load(make.charter_text().replace("Take part", "Be there"))
    assert Charter.objects.count() == AuditRecord.objects.count() == 1


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2024, 2, 1)])
def test_a_version_that_would_put_a_day_into_two_years_is_refused_and_leaves_no_trace(day):
    load(version(date(2025, 9, 1), 'year_starts = "07-01"'))
    with pytest.raises(RuleViolation, match="no day lies in two years"):
        load(version(day, 'year_starts = "01-01"'))
    assert Charter.objects.count() == AuditRecord.objects.count() == 1


def test_a_visitor_cannot_load_a_charter_and_leaves_no_trace():
    with pytest.raises(NotPermitted, match="Ask the operator"):
        load(by=Visitor(role="operator"))
    assert not Network.objects.exists()


def test_the_database_takes_one_version_a_day():
    twin = make.charter()
    twin.pk, twin.public_id = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_what_is_no_charter_is_refused_whole():
    with pytest.raises(BadInput, match="things are to be mended"):
        load("[network]\nid = 'x'")
    assert not Network.objects.exists()


# --- Rules for days gone by -------------------------------------------------------------------


def test_rules_that_begin_in_the_past_beside_rules_in_force_are_refused_unless_meant():
    load()
    late = version(date(2026, 2, 1))
    with refused(
        r"are back-dated: the days from 1 February 2026 until 2 March 2026 had the rules of "
        r"1 July 2025 till now\. If that is meant, load them with --back-dated",
        RuleViolation,
    ):
        load(late)
    assert load(late, is_back_dated=True).in_force_on == date(2026, 2, 1)
    assert AuditRecord.objects.latest("id").sentence == (
        "The operator of this installation put rules of Northland Innovation Lab Network in force "
        "from 1 February 2026, back-dated: the days from 1 February 2026 until 2 March 2026 had "
        "the rules of 1 July 2025 till now."
    )


def test_rules_before_the_first_are_back_dated_up_to_those_that_follow():
    load()
    early = version(date(2024, 7, 1))
    with refused("from 1 July 2024 until 1 July 2025 had no rules till now", RuleViolation):
        load(early)
    assert load(early, is_back_dated=True)


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 3)])
def test_rules_that_begin_today_or_later_are_not_back_dated(day):
    load()
    assert load(version(day)).in_force_on == day


def test_the_first_rules_of_a_network_may_begin_when_they_did():
    load(version(date(2026, 7, 1)))
    assert load(version(date(2025, 7, 1))), "none were in force till now"


def test_today_is_what_it_is_where_the_network_is():
    load()
    guam = version(date(2026, 3, 2), 'time_zone = "Pacific/Guam"')  # where it is the third by now
    with refused("are back-dated: the days from 2 March 2026 until 3 March 2026", RuleViolation):
        load(guam)


# --- Which version judges a year --------------------------------------------------------------


def judged(on, network_id="northland"):
    found = facade.judged_year(Visitor(), network_id, on)
    return found and (str(found.year), found.charter.network.in_force_on)


def test_a_year_is_judged_by_the_rules_in_force_at_its_start():
    load()
    load(version(date(2026, 3, 2)))
    assert judged(date(2026, 4, 1)) == ("2025-07-01 to 2026-06-30", date(2025, 7, 1))
    assert judged(date(2026, 7, 1)) == ("2026-07-01 to 2027-06-30", date(2026, 3, 2))


def test_new_rules_may_say_that_they_judge_the_year_under_way():
    load()
    load(version(date(2026, 3, 2), 'judges = "the-year-under-way"'))
    assert judged(date(2026, 2, 1)) == ("2025-07-01 to 2026-06-30", date(2026, 3, 2))


def test_the_first_rules_judge_the_year_in_which_they_begin_and_none_before():
    load(version(date(2026, 3, 1)))
    assert judged(date(2026, 4, 1)) == ("2025-07-01 to 2026-06-30", date(2026, 3, 1))
    assert judged(date(2025, 6, 30)) is None


def test_a_first_year_may_be_longer_than_a_year():
    load(version(date(2018, 3, 14), "first_year = { starts = 2018-03-14, ends = 2019-06-30 }"))
    assert judged(date(2018, 12, 1)) == ("2018-03-14 to 2019-06-30", date(2018, 3, 14))
    assert judged(date(2019, 7, 1)) == ("2019-07-01 to 2020-06-30", date(2018, 3, 14))


def test_rules_that_begin_their_years_elsewhere_cut_the_year_before():
    load()
    load(version(date(2027, 1, 1), 'year_starts = "01-01"'))
    assert judged(date(2026, 8, 1)) == ("2026-07-01 to 2026-12-31", date(2025, 7, 1))
    assert judged(date(2027, 8, 1)) == ("2027-01-01 to 2027-12-31", date(2027, 1, 1))


def test_an_unknown_network_has_no_year():
    assert judged(date(2026, 1, 1), "nowhere") is None


@pytest.mark.parametrize(
    ("zone", "hour", "first_word"),
    [
        ("America/Denver", 5, "Take"),  # 1 July in London, still 30 June in Denver
        ("America/Denver", 7, "Be"),
        ("Pacific/Guam", 1, "Be"),
    ],
)
def test_a_networks_day_begins_in_its_own_time_zone(zone, hour, first_word):
    load(version(date(2025, 7, 1), f'time_zone = "{zone}"'))
    later = version(date(2026, 7, 1), f'time_zone = "{zone}"')
    load(later.replace("Take part", "Be there"))
    at = datetime(2026, 7, 1, hour, tzinfo=UTC)
    found = facade.network_today(Visitor(), "northland", at)
    assert found.charter.clauses[0].text.startswith(first_word)


def test_before_its_first_day_a_network_has_no_rules():
    load(version(date(2026, 7, 1), 'time_zone = "America/Denver"'))
    at = datetime(2026, 7, 1, 5, tzinfo=UTC)
    assert facade.network_today(Visitor(), "northland", at) is None
    assert facade.network_today(Visitor(), "nowhere", at) is None


def test_a_day_ahead_of_london_begins_sooner():
    load(version(date(2026, 7, 1), 'time_zone = "Pacific/Guam"'))
    assert facade.network_today(Visitor(), "northland", datetime(2026, 6, 30, 15, tzinfo=UTC))


@pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'no'", "DELETE FROM {}"])
def test_the_database_refuses_to_edit_or_delete_rules(statement):
    make.charter()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("charters_charter"))


@pytest.mark.parametrize("networks", [1, 3])
def test_listing_networks_costs_one_query(networks, django_assert_num_queries):
    for number in range(networks):
        make.charter(f"network-{number}")
    with django_assert_num_queries(1):
        found = facade.networks_today(Visitor(), datetime(2026, 1, 1, 12, tzinfo=UTC))
    assert [n.id for n in found] == [f"network-{n}" for n in range(networks)]
