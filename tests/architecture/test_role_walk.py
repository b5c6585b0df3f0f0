"""Every address, asked for by a visitor and by every role, answers as its audience says.

Every role is one of an organisation that has nothing to do with the network: what belongs to
another organisation is not there for it, and nothing that it sends changes a row.
"""

from datetime import timedelta

import pytest
from django.urls import get_resolver

import addresses
import digest
import make
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import ROLES_OF, Role
from openiln.directory.models import Organisation
from openiln.membership.actions.belonging import record_designation
from openiln.membership.actions.decisions import approve, send_back
from openiln.membership.actions.drawing import submit_letter
from openiln.membership.actions.signing import record_paper_signature
from openiln.membership.models.decision import Answer
from openiln.membership.models.letter import Receipt, Signature
from openiln.membership.models.membership import Membership
from openiln.shell.audience import Audience


def member_id():
    """The id of a membership: its head signed on paper, and whoever leads it came later."""
    of = make.membership()
    make.signature("board", of)
    make.signature("teachers", of)
    record_paper_signature(
        of,
        signatory="superintendent",
        name="Avery Field",
        title="Superintendent",
        signed_on=make.TODAY,
        read=of.letters.get().sha256,
        scan=make.stored_file(),
        minutes_reference="",
        by=make.staff(),
        at=make.NOW,
    )
    submit_letter(of, by=make.superintendent(), at=make.NOW)
    read = of.letters.get().sha256
    send_back(of, reason="Who speaks for all?", read=read, by=make.staff(), at=make.NOW)
    proof = make.stored_file()
    submit_letter(of, attachment=proof, by=make.superintendent(), at=make.NOW)
    approve(of, read=of.letters.get().sha256, by=make.staff(), at=make.NOW)
    make.replace_head(of, at=make.NOW + timedelta(days=1))
    return of.public_id


def held_designation():
    """A status that the member holds."""
    return record_designation(
        Membership.objects.get(),
        designation="district-of-innovation",
        since=make.TODAY,
        until=None,
        source="Board order 7",
        by=make.staff(),
        at=make.NOW,
    )


EXAMPLES = {
    "network_id": make.northland,
    "membership_id": member_id,
    "signature_id": lambda: Signature.objects.get(signatory="superintendent").public_id,
    "signatory": lambda: "teachers",
    "vote": lambda: "no-such-vote",
    "held_id": lambda: held_designation().public_id,
    "participant_id": lambda: make.participant(Membership.objects.get()).public_id,
    "answer_id": lambda: Answer.objects.get().public_id,
    "receipt_id": lambda: Receipt.objects.first().public_id,
    "announcement_id": lambda: make.announcement().public_id,
    "token": lambda: "no-such-link",
    "organisation_id": lambda: make.district("Walked").public_id,
    "seat_id": lambda: (
        make.seat(Role.MENTOR, make.district("Also walked"), "walked@northland.example").public_id
    ),
    "provider_id": lambda: "no-such-provider",
    "pk": lambda: 1,
    "format": lambda: "json",
}
"""Something that is there for each part of an address. A part that is not here fails the walk."""

OF_ONE = {part for part in EXAMPLES if part.endswith("_id")} - {"network_id", "provider_id"}
"""Parts of an address that name a thing which belongs to an organisation."""

OPEN_TO_OTHERS = {
    "<slug:network_id>/join/": "shows anyone with access the ways in",
    "<slug:network_id>/join/ask/": "leads back to the ways in until a form is sent",
    "<slug:network_id>/join/follow/": "leads back to the ways in until a form is sent",
    "<slug:network_id>/join/invite/": "is a form about one's own; its refusal keeps what was typed",
    "<slug:network_id>/join/exception/": "is such a form too",
    "<slug:network_id>/work/": "says that one's organisation is not in the network yet",
}
"""Pages of a network that an organisation outside it may open, each with its reason."""

ASKED = "<slug:network_id>/memberships/<slug:membership_id>/"
MEANT_FOR = {"": {Audience.PUBLIC}, "unseated": {Audience.PUBLIC, Audience.SIGNED_IN}}
SIGN_IN = "/sign-in/?next="


def every_address():
    """Each address as written, with its view, each once."""
    return [(at, view) for at, view in addresses.views(get_resolver().url_patterns) if at]


def filled(address, examples):
    """The address with an example for each of its parts."""
    return "/" + "/".join(
        str(examples[part.strip("<>").split(":")[-1]]) if part.startswith("<") else part
        for part in address.split("/")
    )


def parts_of(address):
    """The parts of an address that stand for something."""
    return {p.strip("<>").split(":")[-1] for p in address.split("/") if p.startswith("<")}


def is_anothers(address, view):
    """Whether it must not be there for an organisation that has nothing to do with it."""
    parts = parts_of(address)
    is_inside = "network_id" in parts and address not in OPEN_TO_OTHERS
    return view.audience is Audience.SEATED and (is_inside or bool(parts & OF_ONE))


def faults_of(client, role, examples, found):
    """What is wrong with the answers that someone in a role gets."""
    faults = []
    for address, view in found:
        answer = client.get(filled(address, examples))
        is_meant = view.audience in MEANT_FOR.get(role, set(Audience))
        is_led_away = answer.status_code == 302 and answer.url.startswith(SIGN_IN)
        is_told = answer.status_code == 403 and b"have no access yet" in answer.content
        if answer.status_code >= 500:
            faults.append(f"{address} fails")
        elif not is_meant and not (is_led_away if role == "" else is_told):
            faults.append(f"{address} opens ({answer.status_code})")
        elif is_meant and is_anothers(address, view) and answer.status_code != 404:
            faults.append(f"{address} opens to another organisation ({answer.status_code})")
        elif is_meant and (is_led_away or is_told):
            faults.append(f"{address} stays shut")
    return faults


def faults_of_sending(client, seat_id, examples, found):
    """What is wrong with the answers to forms that someone sends as whoever they are."""
    faults = []
    for address, view in found:
        if view.audience is Audience.SEATED:
            before = digest.of_database()
            answer = client.post(filled(address, examples), {"acting_as": seat_id})
            if is_anothers(address, view) and answer.status_code != 404:
                faults.append(f"{address} takes it from another ({answer.status_code})")
            if digest.of_database() != before:
                faults.append(f"{address} writes")
    return faults


@pytest.fixture
def examples(db, state):
    return {part: make_one() for part, make_one in EXAMPLES.items()}


@pytest.fixture
def as_role(client):
    """A client signed in in a role, in an organisation of the right kind; "" is a visitor."""

    def sign_in(role):
        if role == "unseated":
            client.force_login(make.account("nobody@northland.example"))
        elif role:
            kind = next(kind for kind, roles in ROLES_OF.items() if role in roles)
            place = make.organisation(f"Of a {role}", kind=kind)
            client.force_login(make.seat(role, place, f"{role}@northland.example").person)
        return client

    return sign_in


@pytest.mark.parametrize("role", ["", "unseated", *Role])
def test_every_address_answers_each_role_as_its_audience_says(role, as_role, examples):
    assert faults_of(as_role(role), role, examples, every_address()) == []


@pytest.mark.parametrize("role", ["", "unseated"])
def test_nobody_without_a_seat_sends_anything_to_a_page_for_those_with_one(role, as_role, examples):
    client = as_role(role)
    seated = [at for at, view in every_address() if view.audience is Audience.SEATED]
    assert seated
    for address in seated:
        assert client.post(filled(address, examples)).status_code in {302, 403}


@pytest.mark.parametrize("role", Role)
def test_nobody_sends_a_form_that_names_no_seat(role, as_role, examples):
    client = as_role(role)
    for address, view in every_address():
        if view.audience is Audience.SEATED:
            assert client.post(filled(address, examples)).status_code == 409


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_what_is_anothers_in_their_own_name(role, as_role, examples):
    client = as_role(role)
    own = Seat.objects.get(granted_to=f"{role}@northland.example").public_id
    assert faults_of_sending(client, own, examples, every_address()) == []


def test_what_is_hidden_from_others_is_there_for_its_own(client, examples):
    """Else the walk would prove nothing: a thing that is not there is a 404 for everyone."""
    by_part = {
        "organisation_id": make.seat(
            Role.SUPERINTENDENT, Organisation.objects.get(name="Walked"), "head@walked.example"
        ).person,
        "seat_id": make.seat(
            Role.SUPERINTENDENT, Organisation.objects.get(name="Also walked"), "head@also.example"
        ).person,
        "announcement_id": Person.objects.get(email="staff@northland.example"),
    }
    head = Person.objects.get(email="next@northland.example")
    staff = by_part["announcement_id"]
    shut = set()
    for address, view in every_address():
        if is_anothers(address, view):
            mine = next((by_part[p] for p in parts_of(address) if p in by_part), head)
            for person in (mine, staff):
                client.force_login(person)
                if client.get(filled(address, examples)).status_code != 404:
                    break
            else:
                shut.add(address)
    assert shut == {ASKED + "vote/<slug:vote>/"}  # these rules ask for no vote


def test_a_planted_page_that_opens_to_another_organisation_is_found(as_role, examples):
    from openiln.accounts.web.views import invitation

    def careless(request, seat_id):
        return invitation(request, seat_id)

    careless.audience = Audience.SEATED
    found = [("invitations/<slug:seat_id>/", careless)]
    client = as_role(Role.MENTOR)
    assert faults_of(client, Role.MENTOR, examples, found) == [
        "invitations/<slug:seat_id>/ opens to another organisation (200)"
    ]
    assert faults_of_sending(client, "", examples, found) == [
        "invitations/<slug:seat_id>/ takes it from another (200)"
    ]


def test_a_planted_page_that_opens_to_everyone_is_found(client, examples):
    from openiln.accounts.web.views import invitation

    def careless(request, seat_id):
        return invitation(request, seat_id)

    careless.audience = Audience.SEATED
    found = [("invitations/<slug:seat_id>/", careless)]
    assert faults_of(client, "", examples, found) == ["invitations/<slug:seat_id>/ opens (200)"]
    careless.audience = Audience.PUBLIC
    assert faults_of(client, "", examples, found) == []


def test_a_planted_page_that_stays_shut_is_found(client, examples):
    def shut(request):
        raise AssertionError("only its address is asked")

    shut.audience = Audience.PUBLIC
    assert faults_of(client, "", examples, [("account/", shut)]) == ["account/ stays shut"]
