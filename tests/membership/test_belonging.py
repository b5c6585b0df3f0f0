"""What belongs to a membership: the statuses that are held, and the roster."""

from datetime import date, timedelta

import pytest

import digest
import make
from asking import news
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.membership import facade
from openiln.membership.actions import belonging, joining
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
LATER = make.NOW + timedelta(days=1)
DOI = "district-of-innovation"


def designate(found, **changes):
    words = {
        "designation": DOI,
        "since": date(2018, 3, 14),
        "until": None,
        "source": "Release",
        "by": make.staff(),
        "at": LATER,
    }
    return belonging.record_designation(found, **{**words, **changes})


def test_a_designation_is_held_from_a_day_to_a_day():
    found = make.member()
    designate(found, until=date(2020, 6, 30))
    designate(found, since=date(2021, 7, 1))
    for day, held in (
        (date(2018, 3, 13), 0),
        (date(2020, 6, 30), 1),
        (date(2020, 7, 1), 0),
        (date(2026, 3, 2), 1),
    ):
        assert len(facade.designations_held(found.network_id, day)) == held
    [fact] = facade.designations_held(found.network_id, date(2020, 1, 1))
    assert (fact.organisation, fact.until) == (NAME, date(2020, 6, 30))


def end_it(held, **changes):
    words = {"until": date(2026, 3, 2), "reason": " Order 9. ", "by": make.staff(), "at": LATER}
    return belonging.end_designation(held, **{**words, **changes})


def test_a_designation_gets_its_last_day_and_the_list_follows():
    found = make.member()
    held = end_it(designate(found), until=LATER.date())
    assert (held.until, held.end_reason) == (LATER.date(), "Order 9.")
    said = "recorded Northland Unified as District of Innovation until 3 March 2026."
    assert AuditRecord.objects.latest("id").sentence.endswith(said)
    assert "membership.designation_ended" in news()
    [line] = facade.members_listed(found.network_id)
    assert line.designation == DOI, "the last day is one on which it is held"
    end_it(held, until=date(2026, 3, 2))
    said = "until 2 March 2026, not 3 March 2026."
    assert AuditRecord.objects.latest("id").sentence.endswith(said)
    [line] = facade.members_listed(found.network_id)
    assert line.designation == ""
    designate(found, since=LATER.date())
    [line] = facade.members_listed(found.network_id)
    assert line.designation == DOI


def test_a_status_recorded_by_mistake_is_taken_back_and_counts_no_longer():
    found = make.member()
    held = designate(found)
    words = {"reason": " Another district. ", "by": make.staff(), "at": LATER}
    gone = belonging.take_back_designation(held, **words)
    assert gone.taken_back_why == "Another district."
    said = "took back the record of Northland Unified as District of Innovation."
    assert AuditRecord.objects.latest("id").sentence.endswith(said)
    assert "membership.designation_taken_back" in news()
    [line] = facade.members_listed(found.network_id)
    assert line.designation == ""
    assert not facade.designations_held(found.network_id, LATER.date())
    assert not facade.designations_of(found.network_id, found.organisation_id)
    with refused("taken back already", OutOfDate):
        belonging.take_back_designation(held, **words)
    with refused("taken back already", OutOfDate):
        end_it(held)
    designate(found)
    [line] = facade.members_listed(found.network_id)
    assert line.designation == DOI, "the true record takes its place"


def test_taking_a_status_back_needs_a_reason_and_leaves_no_trace_without():
    held = designate(make.member())
    by, before = make.staff(), digest.of_database()
    with refused("reason", RuleViolation):
        belonging.take_back_designation(held, reason=" ", by=by, at=LATER)
    assert digest.of_database() == before


def test_a_last_day_has_a_reason_and_lies_in_its_own_spell():
    found = make.member()
    held = designate(found)
    with refused("Only the staff", NotPermitted):
        end_it(held, by=make.superintendent(NAME))
    with refused("Write the reason", RuleViolation):
        end_it(held, reason=" ")
    with refused("lies before the first, 14 March 2018", BadInput):
        end_it(held, until=date(2018, 3, 13))
    end_it(held, until=date(2020, 6, 30))
    with refused("This last day is recorded already", OutOfDate):
        end_it(held, until=date(2020, 6, 30))
    designate(found, since=date(2021, 7, 1), until=date(2022, 6, 30))
    with refused("recorded already, from 1 July 2021 to 30 June 2022", RuleViolation):
        end_it(held, until=date(2021, 7, 1))
    assert end_it(held, until=date(2021, 6, 30)).until == date(2021, 6, 30)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2018, 3, 14), date(2018, 3, 14)),
        (date(2017, 1, 1), date(2018, 3, 14)),
        (date(2020, 6, 30), None),
        (date(2017, 1, 1), None),
        (date(2019, 1, 1), date(2019, 2, 1)),
    ],
)
def test_two_spells_of_one_designation_share_no_day(since, until):
    found = make.member()
    designate(found, until=date(2020, 6, 30))
    with refused("recorded already, from 14 March 2018 to 30 June 2020", RuleViolation):
        designate(found, since=since, until=until)


def test_a_designation_outlives_the_membership_under_which_it_was_recorded():
    first = make.member()
    held = designate(first)
    joining.end(first, reason="Moved.", by=make.staff(), at=LATER)
    again = make.member()
    [line] = facade.members_listed(again.network_id)
    assert line.designation == DOI
    with refused("recorded already, since 14 March 2018, without a last day", RuleViolation):
        designate(again, since=date(2026, 3, 2))
    end_it(held, until=date(2026, 3, 1))
    [line] = facade.members_listed(again.network_id)
    assert line.designation == "", "the line of the membership that stands follows at once"


def test_rules_that_no_longer_know_a_designation_hinder_nobody_to_end_it():
    held = designate(make.member())
    type(held).objects.update(designation="forgotten")
    end_it(held)
    assert "as forgotten until" in AuditRecord.objects.latest("id").sentence


def test_a_designation_has_days_and_a_source_and_stands_once():
    found = make.member()
    with refused("no status “king”", RuleViolation):
        designate(found, designation="king")
    with refused("where it is on record", BadInput):
        designate(found, source=" ")
    with refused("lies before the first", BadInput):
        designate(found, until=date(2017, 1, 1))
    designate(found)
    with refused("recorded already", RuleViolation):
        designate(found)
    with refused("Only the staff", NotPermitted):
        designate(found, by=make.superintendent(NAME))
    joining.end(found, reason="x", by=make.staff(), at=LATER)
    with refused("is closed", OutOfDate):
        designate(found, until=LATER.date())


def add(found, **changes):
    words = {
        "name": " Tess  Teacher ",
        "role": "Teacher",
        "contact": "Tess@Northland.example",
        "on": make.TODAY,
        "by": make.superintendent(NAME),
        "at": LATER,
    }
    return belonging.add_participant(found, **{**words, **changes})


def test_a_roster_is_of_a_member_and_a_program_year():
    found = make.member()
    tess = add(found)
    add(found, on=date(2024, 9, 1), name="Earlier")
    assert (tess.year_starts, tess.contact) == (date(2025, 7, 1), "tess@northland.example")
    facts = facade.roster_of(found.public_id, make.TODAY, make.superintendent(NAME))
    assert [f.name for f in facts] == ["Tess Teacher"]
    with refused("on the roster of this year already", RuleViolation):
        add(found)
    belonging.remove_participant(tess, by=make.staff(), at=LATER)
    with refused("taken off the roster already", OutOfDate):
        belonging.remove_participant(tess, by=make.staff(), at=LATER)
    assert facade.roster_of(found.public_id, make.TODAY, make.staff()) == []
    add(found)


def test_a_roster_has_people_with_names_in_years_that_the_network_had():
    found = make.member()
    with refused("Write the person's name", BadInput):
        add(found, name="")
    with refused("no rules on that day", RuleViolation):
        add(found, on=date(2001, 1, 1))
    with refused("Your role cannot do this", NotPermitted):
        add(found, by=make.acting(Role.EDUCATOR, Kind.DISTRICT, NAME))
    other = make.membership(name="Second Unified")
    with refused("cannot be given people", OutOfDate):
        add(other, by=make.superintendent("Second Unified"))
