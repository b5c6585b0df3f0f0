import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

import make
from openiln.kernel.request import request_id
from openiln.shell import errors
from openiln.shell.audience import Audience, public, seat_of, seated
from openiln.shell.middleware import identify_request, received_at


def answer(view, path="/somewhere/?q=1", **headers):
    return identify_request(view)(RequestFactory(headers=headers).get(path))


def test_each_request_has_an_id_that_the_answer_names():
    seen = []

    def view(request):
        seen.append((request_id.get(), received_at(request)))
        return HttpResponse()

    first, second = answer(view), answer(view)
    assert first["X-Request-Id"] == seen[0][0] != second["X-Request-Id"]
    assert seen[0][1].tzinfo is not None
    assert request_id.get() == ""


def test_a_proxy_may_name_the_request_but_not_write_into_our_log():
    assert answer(lambda _: HttpResponse(), **{"X-Request-Id": "proxy-1234"})["X-Request-Id"] == (
        "proxy-1234"
    )
    forged = answer(lambda _: HttpResponse(), **{"X-Request-Id": "a b\tforged"})
    assert " " not in forged["X-Request-Id"]


def test_the_id_is_forgotten_when_a_view_fails():
    def view(_):
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 -- its own
        answer(view)
    assert request_id.get() == ""


def test_a_seated_page_leads_a_visitor_to_sign_in():
    view = seated(lambda _: HttpResponse("in"))
    refused = answer(view)
    assert refused.status_code == 302
    assert refused.url.endswith("?next=/somewhere/%3Fq%3D1")
    assert view.audience is Audience.SEATED


def test_a_seated_page_opens_for_a_seat():
    request = RequestFactory().get("/")
    request.seat = make.SomeSeat()
    assert seated(lambda r: HttpResponse(seat_of(r).label))(request).content == b"Some seat"


def test_a_public_page_is_anyones():
    assert public(lambda _: HttpResponse()).audience is Audience.PUBLIC


@pytest.mark.parametrize(
    ("page", "status"),
    [(errors.not_found, 404), (errors.forbidden, 403), (errors.bad_request, 400)],
)
def test_an_error_page_says_what_to_do_and_names_the_request(page, status):
    got = answer(lambda request: page(request, Http404()))
    assert got.status_code == status
    assert got["X-Request-Id"] in got.content.decode()


def test_our_own_failure_says_that_nothing_is_lost():
    got = answer(errors.server_error)
    assert got.status_code == 500
    assert "Nothing that you saved is lost" in got.content.decode()


def test_a_page_comes_packed_to_a_browser_that_unpacks(client, db):
    packed = client.get("/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(client.get("/").content) / 2
