"""The edge: each request gets an id and the moment at which it came; what is none is refused."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse

from openiln.kernel import clock
from openiln.kernel.ids import new_public_id
from openiln.kernel.request import request_id
from openiln.shell import errors

MAX_BODY = 22 * 1024 * 1024
"""Bytes of the largest request: the largest file that is kept (files.store), and its form."""

_GIVEN = re.compile(r"[A-Za-z0-9-]{8,40}")


def identify_request(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set the request's id (a proxy's, where it looks like one) and the time of its coming."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        identity = given if _GIVEN.fullmatch(given) else new_public_id()
        request.received_at = clock.now()  # type: ignore[attr-defined]  # read by received_at below
        token = request_id.set(identity)
        try:
            response = get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = identity
        return response

    return middleware


def refuse_the_unreadable(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse an address with a NUL, which no database takes, and a body that is too large.

    Before anything of the body is read: Django would else store all of it first. A body that does
    not say its length has none, to Django.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.unreadable(request)
        length = request.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and int(length) > MAX_BODY:
            return errors.too_large(request, MAX_BODY)
        return get_response(request)

    return middleware


def received_at(request: HttpRequest) -> datetime:
    """When this request came: the only time that an action learns of."""
    return cast("datetime", request.received_at)  # type: ignore[attr-defined]  # set above
