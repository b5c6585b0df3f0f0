"""What stands around every page."""

import pytest
from django.test import RequestFactory

import make
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.pages.web.frame import Frame
from openiln.shell import specimens

pytestmark = pytest.mark.django_db


def test_the_frame_is_of_the_network_in_the_address(client):
    make.northland()
    page = client.get("/northland-iln/commitments/").content.decode()
    assert "invented, to try the system" in page
    assert page.count('aria-current="page"') == 2  # once for each width


def test_where_no_network_is_in_the_address_it_is_that_of_ones_organisation(client):
    seat = make.seat(Role.SUPERINTENDENT, make.member().organisation)
    client.force_login(seat.person)
    assert "Northland Innovation Lab Network" in client.get("/account/").content.decode()


def test_whoever_signed_in_reads_who_they_are_and_signs_out_from_any_page(client):
    seat = make.seat(Role.SUPERINTENDENT, make.member().organisation)
    client.force_login(seat.person)
    page = client.get("/northland-iln/commitments/").content.decode()
    who = page[page.index('<details class="iln-who">') : page.index("</details>")]
    assert f"Signed in as {seat.person.email}" in who
    assert "Superintendent, Northland Unified" in who
    assert "Switch role" not in who, "it is the only one"
    assert 'action="/account/sign-out/"' in who
    client.post("/account/sign-out/")
    assert "Sign in</a>" in client.get("/northland-iln/commitments/").content.decode()


def test_someone_with_two_roles_switches_from_any_page(client):
    seat = make.seat(Role.SUPERINTENDENT, make.member().organisation)
    other = make.seat(Role.VIEWER, make.district("Elsewhere"), seat.granted_to)
    client.force_login(seat.person)
    page = client.get("/northland-iln/commitments/").content.decode()
    who = page[page.index('<details class="iln-who">') : page.index("</details>")]
    assert "Act as Viewer, Elsewhere" in who
    assert "Act as Superintendent" not in who
    answer = client.post("/account/acting-as/", {"acting_as": other.public_id}, follow=True)
    assert "You now act as Viewer, Elsewhere." in answer.content.decode()


def test_a_visitor_has_no_role_to_switch_to(client):
    make.northland()
    looked_at = Frame(client.get("/northland-iln/commitments/").wsgi_request)
    assert (looked_at.other_seats, looked_at.seats) == ([], [])


def test_a_name_is_read_beside_the_role(client):
    seat = make.seat(Role.SUPERINTENDENT, make.member().organisation)
    seat.person.name = "Robin Reed"
    seat.person.save()
    client.force_login(seat.person)
    page = client.get("/northland-iln/commitments/").content.decode()
    assert "<strong>Robin Reed</strong>" in page
    seat.person.name = "Perin"
    seat.person.save()
    page = client.get("/northland-iln/commitments/").content.decode()
    assert "<strong>Perin</strong>" in page, "though Superintendent holds it"


def test_whoever_belongs_to_no_network_has_a_frame_without_one(client):
    client.force_login(make.seat().person)
    page = client.get("/account/").content.decode()
    assert "Main" not in page


def test_whoever_is_outside_a_network_is_offered_no_work_in_it(client):
    make.northland()
    contact = make.acting(Role.STATE_CONTACT, Kind.AGENCY, "Northland Department of Education")
    outside = make.superintendent()
    for seat in (contact, outside):
        client.force_login(Person.objects.get(public_id=seat.person_id))
        page = client.get("/northland-iln/commitments/").content.decode()
        for place in ("My work", "Whom to call", "History"):
            assert f">{place}</a>" not in page
    make.membership()
    assert ">My work</a>" in client.get("/northland-iln/commitments/").content.decode()


def test_a_request_that_no_address_was_found_for_has_no_network():
    assert Frame(RequestFactory().get("/")).network is None


def test_the_page_of_components_shows_itself_in_a_demonstration_alone(client, settings):
    assert client.get("/design/").status_code == 404
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"demo": True})
    text = client.get("/design/").content.decode()
    assert "Rows of work" in text
    for figure in (*specimens.maps(), *specimens.charts()):
        assert f'id="{figure.id}"' in text
    assert "Page 2 of 3" in text


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("list=narrowed", 200, "Show all"),
        ("list=not-found", 200, "Nothing here fits what you asked for."),
        ("list=none", 200, "0 districts"),
        ("list=else", 200, "Page 2 of 3"),
        ("error=404", 404, "We cannot find that page"),
        ("error=403", 403, "This is not yours to do"),
        ("error=400", 400, "We could not read that"),
        ("error=500", 500, "Something went wrong on our side"),
        ("error=else", 200, "Components"),
    ],
)
def test_the_page_of_components_shows_lists_and_errors_in_each_state(
    client, settings, words, status, says
):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"demo": True})
    answer = client.get(f"/design/?{words}")
    assert answer.status_code == status
    assert says in answer.content.decode()
