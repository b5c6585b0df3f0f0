"""Which seat a request acts from, and that a form is never sent in another's name."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

import digest
import make
from openiln.accounts import actions
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import Role
from openiln.accounts.web.middleware import take_seat
from openiln.kernel.seat import Operator, Unseated, Visitor
from openiln.kernel.telephones import dialled

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_seats():
    return make.seat(Role.MENTOR), make.seat(Role.SUPERINTENDENT, make.district("Southfield"))


def give_page(seat):
    return f"/organisations/{seat.organisation_id}/people/give/"


def sent(seat, **fields):
    return {"address": "casey@northland.example", "role": "mentor", "acting_as": seat, **fields}


def test_the_seat_is_looked_up_once_and_only_when_asked(client, django_assert_num_queries):
    seat = make.seat()
    request = RequestFactory().get("/")
    request.user, request.session = seat.person, {}
    with django_assert_num_queries(0):
        take_seat(lambda _: HttpResponse())(request)
    with django_assert_num_queries(1):
        assert request.seat.public_id == request.seat.public_id == seat.public_id
    assert not isinstance(request.seat, Visitor)


def test_a_page_for_anyone_asks_the_database_for_no_seat(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # the networks
        assert "Sign in" in client.get("/").content.decode()


def test_the_session_chooses_among_the_seats_that_are_still_held(two_seats):
    first, second = two_seats

    def acts_as():
        request = RequestFactory().get("/")
        request.user, request.session = first.person, {"seat": second.public_id}
        take_seat(lambda _: HttpResponse())(request)
        return request.seat

    assert acts_as() == second.held()
    actions.end_seat(second, reason="Has left", by=Operator(), at=make.NOW)
    assert acts_as() == first.held()
    actions.end_seat(first, reason="Has left", by=Operator(), at=make.NOW)
    assert acts_as() == Unseated(first.person.public_id)


def test_the_seat_stands_on_every_page(acting, two_seats):
    page = acting(two_seats[1]).get("/").content.decode()
    assert "Superintendent, Southfield" in page


def test_one_switches_between_ones_seats(acting, two_seats):
    first, second = two_seats
    client = acting(first)
    page = client.post("/account/acting-as/", {"acting_as": second.public_id}, follow=True)
    assert "You now act as Superintendent, Southfield." in page.content.decode()
    assert client.session["seat"] == second.public_id


def test_one_cannot_switch_to_anothers_seat(acting, two_seats):
    other = make.seat(Role.VIEWER, make.district("Elsewhere"), "casey@northland.example")
    client = acting(two_seats[0])
    page = client.post("/account/acting-as/", {"acting_as": other.public_id}, follow=True)
    assert "You do not hold that role any more" in page.content.decode()
    assert client.session["seat"] == two_seats[0].public_id


def test_switching_is_no_way_out_to_another_site(acting, two_seats):
    answer = acting(two_seats[0]).post(
        "/account/acting-as/?resume=https://elsewhere.example/",
        {"acting_as": two_seats[1].public_id},
    )
    assert answer.url == "/work/"


def test_a_form_of_another_seat_is_refused_and_nothing_typed_is_lost(acting, two_seats):
    first, second = two_seats
    client = acting(first)
    before = digest.of_database()
    answer = client.post(give_page(second), sent(second.public_id))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert digest.of_database() == before
    assert "You now act as <strong>Mentor or coach, Northland Unified</strong>" in page
    assert page.count("casey@northland.example") == 2, "kept, and shown"
    assert "Files cannot be kept" not in page
    resumed = client.post(f"/account/acting-as/?resume={give_page(second)}", sent(second.public_id))
    assert (resumed.status_code, resumed.url) == (307, give_page(second))
    assert client.post(resumed.url, sent(second.public_id)).status_code == 302
    assert Seat.objects.filter(granted_to="casey@northland.example").exists()


def test_files_that_cannot_be_kept_are_named(acting, two_seats):
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("scan.pdf", b"%PDF")
    answer = acting(two_seats[0]).post(give_page(two_seats[1]), {"scan": upload, "note": ""})
    assert "Files cannot be kept: choose them once more." in answer.content.decode()


def test_a_form_that_names_no_seat_is_refused(acting, two_seats):
    client = acting(two_seats[1])
    fields = sent("")
    del fields["acting_as"]
    assert client.post(give_page(two_seats[1]), fields).status_code == 409


def test_who_has_no_access_is_told_whom_to_ask(client):
    client.force_login(make.account())
    answer = client.get(f"/organisations/{make.district().public_id}/people/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Ask your superintendent" in page
    assert "avery@northland.example" in page
    assert "For nobody yet" in client.get("/account/").content.decode()


def test_our_own_failure_is_shown_without_asking_the_database(client, django_assert_num_queries):
    from openiln.shell import errors
    from openiln.shell.middleware import identify_request

    seat = make.seat()
    request = RequestFactory().get("/")
    request.user, request.session = seat.person, {}
    with django_assert_num_queries(0):
        answer = identify_request(take_seat(errors.server_error))(request)
    assert answer.status_code == 500


def test_one_says_what_one_is_called(acting, two_seats):
    client = acting(two_seats[0])
    assert "This field is required" in client.post("/account/", {"name": " "}).content.decode()
    page = client.post("/account/", {"name": "Avery F. Field"}, follow=True).content.decode()
    assert "Your name and telephone are saved." in page
    assert 'value="Avery F. Field"' in page


def test_one_says_where_one_is_called_at_work(acting, two_seats):
    client = acting(two_seats[0])
    said = {"name": "Avery", "telephone": "(601) 555-0100 ext. 4"}
    page = client.post("/account/", said, follow=True).content.decode()
    assert 'value="(601) 555-0100 ext. 4"' in page
    assert 'type="tel"' in page
    page = client.post("/account/", said | {"telephone": "the front desk"}).content.decode()
    assert "“the front desk” is no number that can be dialled." in page
    assert 'value="the front desk"' in page
    assert Person.objects.get(name="Avery").telephone == "(601) 555-0100 ext. 4"


@pytest.mark.parametrize(
    ("written", "digits"),
    [("601-555-0100 x4", "6015550100"), ("+1 (601) 555 0100", "+16015550100"), ("", "")],
)
def test_a_telephone_dials_what_stands_before_the_extension(written, digits):
    assert dialled(written) == digits
