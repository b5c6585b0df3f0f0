"""Every address, asked for by a visitor and by every role, answers as its audience says."""

import pytest
from django.urls import get_resolver

import addresses
import make
from openiln.accounts.rules import ROLES_OF, Role
from openiln.membership.models.letter import Signature
from openiln.shell.audience import Audience

EXAMPLES = {
    "network_id": make.northland,
    "membership_id": lambda: make.signature().letter.membership.public_id,
    "signature_id": lambda: Signature.objects.get().public_id,
    "signatory": lambda: "teachers",
    "vote": lambda: "no-such-vote",
    "held_id": lambda: "no-such-status",
    "participant_id": lambda: "no-such-person",
    "receipt_id": lambda: "no-such-receipt",
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
        elif is_meant and (is_led_away or is_told):
            faults.append(f"{address} stays shut")
    return faults


@pytest.fixture
def examples(db):
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
