import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

import make
from openiln.files import store
from openiln.kernel.request import request_id
from openiln.shell import errors
from openiln.shell.audience import Audience, public, seat_of, seated
from openiln.shell.middleware import (
    MAX_BODY,
    identify_request,
    received_at,
    refuse_the_unreadable,
)


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


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/?q=a%00b", "/ms-iln%00/", "/account/?next=%00"])
def test_an_address_with_what_is_no_text_is_refused(client, address):
    refused = client.get(address)
    assert refused.status_code == 400
    assert "Type the address" in refused.content.decode()


@pytest.mark.parametrize(("length", "status"), [(MAX_BODY, 200), (MAX_BODY + 1, 413)])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(length, status):
    request = RequestFactory().post("/", headers={"Content-Length": str(length)})
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = request.META["wsgi.input"] = None
    got = identify_request(refuse_the_unreadable(lambda _: HttpResponse()))(request)
    assert got.status_code == status


def test_the_largest_file_that_is_kept_fits_into_a_request():
    assert MAX_BODY > store.MAX_BYTES
