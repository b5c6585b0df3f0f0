"""Northland, loaded on several days of the year: everything that the pages can show is there."""

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from openiln.accounts import queries as accounts
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import Role
from openiln.charters.rules.checking import read_charter
from openiln.demo.northland import districts, national, network, news, people, telling
from openiln.directory.models import Organisation, OrganisationYear, Rating
from openiln.jobs import queue
from openiln.kernel import outbox
from openiln.kernel.attempts import MAX_ATTEMPTS
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Visitor
from openiln.mail.models import Message
from openiln.membership import facade
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import Letter, Reaffirmation, Signature, SigningLink
from openiln.membership.models.membership import HeldDesignation, Membership
from openiln.membership.queries import letters
from openiln.membership.rules.signatures import How
from openiln.membership.rules.states import State
from openiln.news.models import Correction
from openiln.news.queries import followers, in_hand, published, visible_to
from openiln.news.rules import Standing
from openiln.pages.queries.waiting import lost_mail
from openiln.pages.web.history import kinds_in

ID = network.ID
MOMENTS = {
    "an autumn day": datetime(2026, 11, 27, 15, 30, tzinfo=UTC),
    "the first day of a program year": datetime(2026, 7, 1, 18, 0, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 9, 0, tzinfo=UTC),
    "the last night of the year": datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
}
SHARED = Path(__file__).parents[3] / "shared" / "data" / "us_districts_2023_24_nces_basic.csv"


@pytest.mark.django_db
@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS.keys())
def test_it_shows_every_state_on_whatever_day_it_is_loaded(at):
    assert telling.seed(at)
    assert {State(m.state) for m in Membership.objects.all()} == set(State)
    check_who_waits_and_for_how_long(at)
    check_what_was_decided()
    check_how_letters_were_signed(at)
    check_what_members_hold(at)
    check_directory(at)
    check_people(at)
    check_history(at)
    check_news(at)
    check_troubles(at)
    check_the_state_is_a_member_of_another_network(at)
    check_each_way_in_was_open_by_the_ratings_that_were_out_then()


def check_who_waits_and_for_how_long(at):
    waiting = Membership.objects.filter(state=State.WAITING)
    assert sorted((at - m.state_since).days for m in waiting) == [3, 12, 40]
    assert Membership.objects.filter(state=State.INTERESTED).exclude(invited_towards="").exists()
    assert Membership.objects.filter(state=State.INTERESTED).exclude(exception="").exists()
    assert Membership.objects.filter(state=State.MEMBER).exclude(exception="").exists()
    missing = {
        len(letters.folder(m).missing) for m in Membership.objects.filter(state=State.DRAFTING)
    }
    assert {0, 2, 4} <= missing, "letters with no, some and all signatures"


def check_what_was_decided():
    assert set(Decision.objects.values_list("outcome", flat=True)) == {
        *("approved", "sent-back", "declined")
    }
    assert Membership.objects.filter(state=State.ENDED).exclude(end_reason="").count() >= 2


def check_how_letters_were_signed(at):
    assert set(Signature.objects.values_list("how", flat=True)) == {how.value for how in How}
    alive = SigningLink.objects.filter(spent_at=None, dead_at=None, expires_at__gt=at)
    assert alive.count() == 1
    renewed = Letter.objects.exclude(accepted_at=None).filter(number__gt=1)
    assert renewed.filter(membership__state=State.MEMBER).count() >= 5
    members = Membership.objects.filter(state=State.MEMBER)
    renewing = [m for m in members if letters.current_letter(m).accepted_at is None]
    assert [str(m.organisation) for m in renewing] == ["Cindermoor School District"]
    today = network.local_day(at)
    assert {m.organisation for m in facade.hand_overs(ID, today, Operator())} == {
        *("Bramblegate School District", "Dapplemere School District")
    }
    assert Reaffirmation.objects.count() == 1


def check_what_members_hold(at):
    today = network.local_day(at)
    members = facade.members_of(ID, today)
    assert len(members) == 24
    assert len({m.member_on.year for m in members}) >= 4
    for member in members:
        assert facade.roster_of(member.id, today, Operator()), f"{member.organisation} has none"
    held = HeldDesignation.objects.all()
    assert held.filter(until=None).exists()
    assert held.filter(until__gt=today).exists()
    assert held.filter(until__lt=today).exists()
    for each in held:
        assert "invented" in each.source


def check_directory(at):
    assert Organisation.objects.filter(kind="district").count() == 60
    states = set(Organisation.objects.values_list("state", flat=True))
    assert states == {"NL", *national.OTHERS, national.NOWHERE}
    this_year = districts.year_of(at.date())
    for year in (this_year, this_year - 1):
        known = OrganisationYear.objects.filter(year=year)
        assert known.count() == 60
        for fact in known:
            assert 50 <= fact.latitude <= 54
            assert -40 <= fact.longitude <= -32
            assert fact.enrolment
            assert fact.staff
            assert fact.locale
            assert fact.poverty_share
    given = Rating.objects.values_list("year", flat=True)
    assert sorted(set(given)) == districts.rated_years(at.date())
    assert this_year - max(given) in {1, 2}, "out in October"


def check_people(at):
    everyone = Person.objects.all()
    assert {person.email.rpartition(".")[2] for person in everyone} == {"example"}
    assert all(person.name for person in everyone if person.seats.exists())
    assert set(Seat.objects.values_list("role", flat=True)) == {role.value for role in Role}
    assert Seat.objects.exclude(ended_at=None).exists()
    assert Seat.objects.filter(claimed_at=None).exists(), "someone invited has not come yet"
    assert sum(p.seats.filter(ended_at=None).count() > 1 for p in everyone) >= 3
    offered = {person.who: person.acts_as for person in accounts.demo_people()}
    assert set(offered) == {role.value for role in Role} | {"superintendent-joining", "two-roles"}
    assert offered["superintendent-joining"] == ("Superintendent, Hallowbrook School District",)
    assert len(offered["two-roles"]) == 2


def check_history(at):
    moments = list(AuditRecord.objects.order_by("id").values_list("at", flat=True))
    assert max(moments) <= at
    assert all(sooner <= later for sooner, later in pairwise(moments)), "told in order"
    shipped = read_charter(network.FILE.read_text(encoding="utf-8"))
    told = set(AuditRecord.objects.values_list("about_kind", flat=True))
    assert told <= set(kinds_in(shipped)), "each kind of record can be asked for"
    for message in Message.objects.all():
        assert timedelta(0) <= message.sent_at - message.queued_at < timedelta(minutes=1)


def check_news(at):
    staff = seat_of_agency(Role.STEWARD_STAFF)
    told = visible_to(staff, at)
    assert {one.standing(at) for one in told} == set(Standing)
    shown = [one.title for one in published(ID, Visitor(), at)]
    assert len(shown) == 2, "a visitor has something to read"
    assert len(published(ID, staff, at)) == 3, "one is for members alone"
    assert [one.announcement.title for one in Correction.objects.all()] == [shown[-1]]
    coming = in_hand(ID, staff, at).exclude(appears_at=None).get()
    assert coming.appears_at > at
    follower = followers(ID).get()
    mailed = Message.objects.filter(to=follower.address, template="news/mail/announcement")
    assert {message.subject for message in mailed} >= set(shown)


def check_troubles(at):
    lost = Message.objects.exclude(state="sent").get()
    assert (lost.state, lost.failure) == ("bounced", "bounced")
    assert lost.to == "new.teacher@birch-county.northland.example"
    [job], [delivery] = queue.parked(), outbox.parked()
    assert job.attempts == delivery.attempts == MAX_ATTEMPTS
    assert job.failure == delivery.failure == "DoesNotExist"
    assert timedelta(0) < at - job.parked_at < timedelta(days=2)
    staff = seat_of_agency(Role.STEWARD_STAFF)
    assert [message.to for message, _ in lost_mail(ID, staff)] == [lost.to]


def check_the_state_is_a_member_of_another_network(at):
    today = network.local_day(at)
    members = facade.members_of(national.ID, today)
    assert [m.organisation.split()[0] for m in members] == ["Eastmark", "Northland", "Southmark"]
    contact = seat_of_agency(Role.STATE_CONTACT)
    assert facade.networks_of(contact) == [national.ID]
    own = facade.memberships_of(contact.organisation_id, contact)
    assert facade.letter_of(own[0].id, contact).handed_in[0].was_taken
    assert facade.to_call(national.ID, today, contact)
    staff = seat_of_agency(Role.STEWARD_STAFF)
    assert facade.networks_of(staff) == [ID, national.ID], "it runs one, and is in another"


def seat_of_agency(role):
    return Seat.objects.get(role=role, organisation__name=network.AGENCY).held()


def check_each_way_in_was_open_by_the_ratings_that_were_out_then():
    by_rating = Membership.objects.filter(route__contains="brought")
    assert by_rating.count() > 30
    for found in by_rating:
        asked = AuditRecord.objects.get(
            about_id=found.public_id, sentence__contains="asked to join"
        )
        year = int(found.route.split("ratings: ")[1][:4])
        assert districts.published_on(year) <= asked.at.date() < districts.published_on(year + 1)


def test_no_real_district_bears_one_of_its_names():
    if not SHARED.exists():
        pytest.skip("the national file is not beside this checkout")
    with SHARED.open(encoding="utf-8") as file:
        real = {row["district_name"].casefold() for row in csv.DictReader(file)}
    for row in districts.read_table():
        name = row["name"].removesuffix(districts.SUFFIX).casefold()
        assert not [bearer for bearer in real if f"{bearer} ".startswith(f"{name} ")], name


def test_its_ids_are_of_no_state():
    assert {row["nces_id"][:2] for row in districts.read_table()} == {"99"}


def test_the_rules_of_today_are_those_that_ship():
    shipped = network.FILE.read_text(encoding="utf-8")
    (_, earlier), (day, today) = network.rules(MOMENTS["a leap day"])
    assert today == shipped.replace(network.SHIPPED_DAY, f"in_force_on = {day}")
    assert (day.month, day.day, day.year) == (7, 1, 2026)
    changed = [
        (a, b) for a, b in zip(earlier.split("\n"), today.split("\n"), strict=True) if a != b
    ]
    assert len(changed) == 2, "the day, and what is promised of sharing"


def test_a_story_told_in_the_wrong_order_says_so():
    with pytest.raises(RuntimeError, match="Birch has not begun to join"):
        people.District("x", "Birch").member  # noqa: B018 -- the question is the deed
    with pytest.raises(RuntimeError, match="“Spring” has not been drafted"):
        news.Piece("Spring", "x", by=None).written  # noqa: B018 -- the same
    with pytest.raises(RuntimeError, match="has not asked to join"):
        national.State().member  # noqa: B018 -- the same
