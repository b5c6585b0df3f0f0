"""Error pages: what happened, what to do, and the id to tell whoever runs this."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.kernel.seat import Visitor


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """There is nothing at this address, or nothing that you may see."""
    return _error(
        request,
        404,
        "We cannot find that page",
        "The address may be mistyped, or the page may be for people who are signed in.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """What you asked for is for others."""
    return _error(request, 403, "This is not yours to do", "Someone else in your network may.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """What came cannot be read."""
    return _error(
        request, 400, "We could not read that", "Go back, reload the page, and try once more."
    )


def unreadable(request: HttpRequest) -> HttpResponse:
    """The address holds what is no text. Said before anyone is known."""
    advice = "Its address holds a character that is none. Type the address, or search, once more."
    return _error(request, 400, "We could not read that", advice, seat=Visitor(), frame=None)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """More came than we take. Said before anyone is known, and before any of it is read."""
    advice = f"We take at most {most // 1024**2} MB at once. Go back and choose a smaller file."
    return _error(request, 413, "That is too large", advice, seat=Visitor(), frame=None)


def server_error(request: HttpRequest) -> HttpResponse:
    """We failed."""
    return _error(
        request,
        500,
        "Something went wrong on our side",
        "Nothing that you saved is lost. Try again; if it stays so, tell us the number below.",
        seat=Visitor(),  # the database may be what failed: ask it nothing
        frame=None,
    )


def _error(
    request: HttpRequest, status: int, title: str, advice: str, **more: object
) -> HttpResponse:
    page = {"title": title, "advice": advice, "status": status, **more}
    return render(request, "shell/error.html", page, status=status)
