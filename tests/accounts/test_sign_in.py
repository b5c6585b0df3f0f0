import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

import digest
import make
from openiln.accounts import actions
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import Role
from openiln.accounts.web import urls
from openiln.accounts.web.ways import NamePasskey
from openiln.kernel.seat import Operator
from openiln.mail.models import Message

pytestmark = pytest.mark.django_db
PASSWORD = "four words are enough here"


def ask_for_code(client, address="avery@northland.example"):
    return client.post("/sign-in/code/", {"email": address}, follow=True)


def test_a_mailed_code_signs_in_and_takes_up_the_access(client, mailed_code):
    seat = make.grant()
    page = ask_for_code(client).content.decode()
    assert "Type the code from your mail" in page
    page = client.post("/sign-in/code/type/", {"code": mailed_code()}, follow=True).content.decode()
    assert "Superintendent, Northland Unified" in page
    seat.refresh_from_db()
    assert seat.person.email == "avery@northland.example"


def test_from_the_invitation_to_signed_in_takes_two_mails_and_three_taps(client, mailed_code):
    seat = make.grant()
    link = next(w for w in Message.objects.get().text.split() if "/invitations/" in w)
    address = link.removeprefix(settings.ENVIRONMENT.site_url)
    before = digest.of_database()
    page = client.get(address).content.decode()
    assert digest.of_database() == before, "a mail scanner that opens the link spends nothing"
    assert 'value="avery@northland.example"' in page
    ask_for_code(client)
    client.post("/sign-in/code/type/", {"code": mailed_code()})
    assert Seat.objects.get().is_open
    assert "already accepted" in client.get(f"/invitations/{seat.public_id}/").content.decode()


def test_a_wrong_code_is_said_and_three_are_enough(client, mailed_code):
    make.grant()
    ask_for_code(client)
    for _ in range(2):
        page = client.post("/sign-in/code/type/", {"code": "000000"}).content.decode()
        assert "Incorrect code" in page
    client.post("/sign-in/code/type/", {"code": "000000"})
    client.post("/sign-in/code/type/", {"code": mailed_code()})
    assert Seat.objects.get().person is None


def test_who_mistyped_the_address_starts_again(client):
    ask_for_code(client, "nobody@northland.example")
    page = client.post("/account/sign-out/", {"next": "/sign-in/"}, follow=True).content.decode()
    assert "By a code that we mail you" in page


def test_a_code_serves_for_ten_minutes(client, mailed_code):
    make.grant()
    ask_for_code(client)
    with time_machine.travel(time.time() + 601):
        client.post("/sign-in/code/type/", {"code": mailed_code()})
    assert Seat.objects.get().person is None


def test_an_address_without_access_is_answered_with_the_same_page(client):
    make.grant()
    known = ask_for_code(client)
    unknown = ask_for_code(Client(), "nobody@northland.example")
    assert known.redirect_chain == unknown.redirect_chain
    pages = [a.content.decode().split("<main")[1].split("<form")[0] for a in (known, unknown)]
    assert pages[0].replace("avery@", "nobody@") == pages[1]
    letter = Message.objects.first()
    assert letter.to == "nobody@northland.example"
    assert "It has no access here" in letter.text


@pytest.mark.parametrize("address", ["avery@northland.example", "nobody@northland.example"])
def test_a_wrong_password_is_answered_alike_whether_or_not_there_is_an_account(client, address):
    make.account()
    answer = client.post("/sign-in/", {"login": address, "password": PASSWORD})
    assert "The email address and/or password you specified are not correct" in (
        answer.content.decode()
    )


def test_a_password_signs_in_who_has_proved_the_address(client):
    seat = make.grant()
    person = make.account()
    person.set_password(PASSWORD)
    person.save()
    answer = client.post("/sign-in/", {"login": "Avery@northland.example", "password": PASSWORD})
    assert answer.url == "/work/"
    seat.refresh_from_db()
    assert seat.person == person


def test_a_password_is_set_by_a_code_that_was_mailed(client, mailed_code):
    make.grant()
    client.post("/sign-in/password/", {"email": "avery@northland.example"})
    client.post("/sign-in/password/code/", {"code": mailed_code()})
    answer = client.post("/sign-in/password/new/", {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.url == reverse("account_password_reset_completed")
    client.post("/sign-in/", {"login": "avery@northland.example", "password": PASSWORD})
    assert Seat.objects.get().person is not None


def test_a_short_password_is_refused(client, mailed_code):
    make.grant()
    ask_for_code(client)
    client.post("/sign-in/code/type/", {"code": mailed_code()})
    answer = client.post(
        "/account/ways/password/set/", {"password1": "short", "password2": "short"}
    )
    assert "at least 15 characters" in answer.content.decode()


def test_nobody_signs_up(client):
    for address in ("/sign-in/closed/", "/sign-in/closed/provider/"):
        page = client.get(address, follow=True).content.decode()
        assert "Access is given by invitation" in page or "Sign in" in page
    before = digest.of_database()
    client.post("/sign-in/closed/", {"email": "new@northland.example", "password1": PASSWORD})
    assert digest.of_database() == before


def test_who_signed_in_long_ago_does_so_again_before_a_way_to_sign_in_is_added(client, mailed_code):
    make.grant()
    ask_for_code(client)
    client.post("/sign-in/code/type/", {"code": mailed_code()})
    assert client.get("/account/ways/app/add/").status_code == 200
    with time_machine.travel(time.time() + timedelta(minutes=6).total_seconds()):
        answer = client.get("/account/ways/app/add/")
    assert answer.status_code == 403
    assert "Sign in once more for this" in answer.content.decode()


def test_ways_to_sign_in_are_named_in_our_words(client, mailed_code):
    grant = make.grant()
    ask_for_code(client)
    client.post("/sign-in/code/type/", {"code": mailed_code()})
    assert "Code from the app" in client.get("/account/ways/app/add/").content.decode()
    page = client.get("/account/ways/passkeys/add/").content.decode()
    assert "It signs me in by itself" in page
    assert "What you call it" in page
    key = Authenticator(
        user=Person.objects.get(email=grant.granted_to),
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "My phone", "credential": {}},
    )
    assert "What you call it" in str(NamePasskey(instance=key))


def test_who_has_a_password_is_asked_for_it_before_a_way_to_sign_in_is_added(client):
    person = make.account()
    person.set_password(PASSWORD)
    person.save()
    client.force_login(person)
    answer = client.get("/account/ways/app/add/")
    assert answer.url.startswith("/account/ways/again/")


def test_codes_are_mailed_three_times_in_five_minutes(client):
    make.grant()
    asked = {"email": "avery@northland.example"}
    answers = [Client().post("/sign-in/code/", asked) for _ in "1234"]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "Too many" in answers[-1].content.decode()
    assert Message.objects.filter(subject="Your code to sign in").count() == 3


def test_passwords_are_tried_five_times_in_five_minutes(client):
    person = make.account()
    person.set_password(PASSWORD)
    person.save()
    for _ in range(5):
        client.post("/sign-in/", {"login": person.email, "password": "wrong"})
    page = client.post("/sign-in/", {"login": person.email, "password": PASSWORD}).content.decode()
    assert "Too many failed login attempts" in page


def test_an_invitation_opened_by_someone_else_is_explained(client):
    seat = make.grant()
    client.force_login(make.account("blake@northland.example", "Blake Moore"))
    address = f"/invitations/{seat.public_id}/"
    assert "You have signed in as blake@northland.example" in client.get(address).content.decode()
    page = client.post(address).content.decode()
    assert "This access was given to another e-mail address." in page


def test_an_invitation_is_accepted_by_a_button_and_acts_at_once(client):
    first, second = make.seat(), make.grant(Role.MENTOR, make.district("Southfield"))
    client.force_login(first.person)
    page = client.post(f"/invitations/{second.public_id}/", follow=True).content.decode()
    assert "Mentor or coach, Southfield" in page
    page = client.post(f"/invitations/{second.public_id}/").content.decode()
    assert "This invitation was already accepted" in page


def test_an_invitation_that_ended_or_never_was_is_explained(client):
    seat = make.grant()
    actions.end_seat(seat, reason="Sent in error", by=Operator(), at=make.NOW)
    page = client.get(f"/invitations/{seat.public_id}/").content.decode()
    assert "This access has ended" in page
    assert client.get("/invitations/nothing/").status_code == 404
    assert client.post(f"/invitations/{seat.public_id}/").status_code == 200


def test_a_demonstration_signs_in_as_one_of_its_people(client, in_demo):
    actions.seat_demo_person(
        make.district().public_id, role=Role.SUPERINTENDENT, by=Operator(), at=make.NOW
    )
    page = client.get("/sign-in/").content.decode()
    assert "Try it as one of the people of Northland" in page
    assert "Superintendent, Northland Unified" in page, "for whom they act"
    for nobody in ("mentor", "", "\x00", "superintendent@people.northland.example"):
        assert client.post("/sign-in/demonstration/", {"role": nobody}).status_code == 404
    page = client.post("/sign-in/demonstration/", {"role": "superintendent"}, follow=True)
    assert "Superintendent, Northland Unified" in page.content.decode()
    assert client.get("/sign-in/demonstration/").status_code == 405


def test_elsewhere_nobody_signs_in_as_anyone(client):
    actions.seat_demo_person(
        make.district().public_id, role=Role.SUPERINTENDENT, by=Operator(), at=make.NOW
    )
    assert "Northland" not in client.get("/sign-in/").content.decode().split("<main")[1]
    answer = client.post("/sign-in/demonstration/", {"role": "superintendent"})
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_forms_lead_to_providers_from_the_sign_in_page_alone(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert {"form-action 'self'"} == {p.strip() for p in policy.split(";") if "form-action" in p}


def pages_of_signing_in():
    """The template of each page of the library that has an address here, each once."""
    views = [view for _, view, _ in [*urls.ENTRANCE, *urls.METHODS]]
    named = {getattr(getattr(v, "view_class", None), "template_name", None) for v in views}
    never_shown = {"account/signup.html", "socialaccount/signup.html"}  # nobody signs up
    return sorted(named - never_shown - {None, "mfa/recovery_codes/download.txt"})


@pytest.mark.parametrize("name", pages_of_signing_in())
def test_every_page_of_signing_in_is_in_our_own_words(name):
    assert "openiln/accounts/templates" in get_template(name).origin.name
