"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from openiln.kernel.request import request_id
from openiln.shell.audience import seat_of


def page(request: HttpRequest) -> dict[str, object]:
    """The seat, whether this is a demonstration, and the request's id for error pages."""
    return {
        "seat": seat_of(request),
        "is_demo": settings.ENVIRONMENT.demo,
        "request_id": request_id.get(),
    }
