"""Members that a published source names, and whose letter is not here."""

from datetime import date, timedelta

import pytest

import make
import networks
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord, OutboxEvent
from openiln.kernel.seat import Operator
from openiln.membership import facade
from openiln.membership.actions import drawing, founding, joining
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import Letter, Receipt, Signature
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, letters
from openiln.membership.rules.states import State
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
DAY = date(2022, 9, 14)
SOURCE = "the release of 14 September 2022"
DOI = "district-of-innovation"


def words(**changes):
    """What it takes to record one; the network is there."""
    make.northland()
    said = {
        "organisation_id": make.superintendent(NAME).organisation_id,
        "tier": "member",
        "on": DAY,
        "source": SOURCE,
        "by": Operator(),
        "at": make.NOW,
    }
    return {**said, **changes}


def record(**changes):
    return founding.record_founding_member("northland-iln", **words(**changes))


def test_a_published_member_is_one_by_its_source_and_signed_nothing():
    found = record(designations=[DOI])
    assert (found.state, found.member_on, found.source) == (State.MEMBER, DAY, SOURCE)
    assert found.route == "By the release of 14 September 2022."
    held = found.designations.get()
    assert (held.designation, held.since, held.until, held.source) == (DOI, DAY, None, SOURCE)
    for model in (Letter, Signature, Decision, Receipt):
        assert model.objects.count() == 0
    assert AuditRecord.objects.get(about_id=found.public_id).sentence == (
        "The operator of this installation recorded Northland Unified as a member of the "
        "Northland Innovation Lab Network by the release of 14 September 2022."
    )
    assert OutboxEvent.objects.latest("id").name == "membership.recorded"


def test_its_membership_began_with_the_day_where_the_network_is():
    found = record()
    rules = in_force.network(found.network_id, make.NOW).charter
    assert in_force.local_day(rules, found.state_since) == DAY
    assert in_force.local_day(rules, found.state_since - timedelta(seconds=1)) < DAY


def test_other_contexts_see_the_source():
    found = record()
    (fact,) = facade.members_of(found.network_id, make.TODAY)
    assert (fact.source, fact.member_on) == (SOURCE, DAY)


@pytest.mark.parametrize(
    ("changes", "sentence", "kind"),
    [
        ({"source": " "}, "Write what names the member", BadInput),
        ({"source": "x" * 301}, "longer than 300", BadInput),
        ({"on": make.TODAY + timedelta(days=1)}, "lies in the future", BadInput),
        ({"on": date(2019, 1, 1)}, "no network .* with rules in force", RuleViolation),
        ({"tier": "guest"}, "no membership .guest.", RuleViolation),
        ({"designations": ["star"]}, "no status .star.", RuleViolation),
        ({"organisation_id": "nobody"}, "no organisation of this id", RuleViolation),
    ],
)
def test_what_is_not_so_is_not_recorded(changes, sentence, kind):
    said = words(**changes)
    with refused(sentence, kind):
        founding.record_founding_member("northland-iln", **said)


def test_staff_record_nobody_by_a_source():
    said = words(by=make.staff())
    with refused("Only the operator", NotPermitted):
        founding.record_founding_member("northland-iln", **said)


def test_nobody_is_recorded_twice():
    record()
    said = words()
    with refused("under way in this network or a member already", OutOfDate):
        founding.record_founding_member("northland-iln", **said)


def test_a_founding_member_can_still_give_its_letter():
    found = record()
    by = make.superintendent(NAME)
    letter = drawing.renew(found, by=by, at=make.NOW)
    assert (letter.number, letter.accepted_at) == (1, None)
    make.signed(found)
    drawing.submit_letter(found, by=by, at=make.NOW)
    found = Membership.objects.get(pk=found.pk)
    assert (found.state, found.member_on) == (State.MEMBER, DAY)
    assert letters.accepted_letter(found) == letter


def page_of(client, found):
    held = make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, NAME)
    client.force_login(Person.objects.get(public_id=held.person_id))
    return " ".join(client.get(found.get_absolute_url()).content.decode().split())


def test_its_page_says_by_what_it_is_a_member_and_claims_no_day(client):
    page = page_of(client, record(designations=[DOI]))
    assert "by the release of 14 September 2022. No letter of commitment is kept here." in page
    assert "Member from" not in page
    assert "since" not in page
    assert "District of Innovation by 14 September 2022" in page
    assert "Draw up a letter of commitment to sign" in page


def test_its_page_says_when_and_why_it_ended(client):
    found = record()
    joining.end(found, reason="Merged", by=make.superintendent(NAME), at=make.NOW)
    page = page_of(client, Membership.objects.get(pk=found.pk))
    assert "Member by the release of 14 September 2022, until 2 March 2026: Merged." in page


def test_a_source_of_a_network_that_asks_votes_is_recorded_without_one():
    make.northland(networks.voting_text())
    loaded = founding.record_founding_member(
        "southmark-iln",
        organisation_id=make.superintendent(NAME).organisation_id,
        tier="member",
        on=DAY,
        source=SOURCE,
        by=Operator(),
        at=make.NOW,
    )
    assert loaded.letters.count() == 0


def test_a_status_that_outlived_an_earlier_membership_is_not_recorded_twice():
    found = record(designations=[DOI])
    joining.end(found, reason="Moved.", by=make.staff(), at=make.NOW)
    again = words(designations=[DOI])
    with refused("recorded already, since 14 September 2022, without a last day", RuleViolation):
        founding.record_founding_member("northland-iln", **again)
    assert record().standing_state is State.MEMBER
    [line] = facade.members_listed("northland-iln")
    assert line.designation == DOI
