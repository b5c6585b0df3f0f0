"""Every address. The network is in the address: /ms-iln/commitments/."""

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import URLPattern, include, path, resolve

from openiln.shell.audience import public
from openiln.shell.design import design
from openiln.shell.health import healthz, readyz


def mail_webhook(provider: str) -> list[URLPattern]:
    """The address at which the mail provider tells of bounces: none where there is no provider."""
    if not provider:
        return []
    match = resolve(f"/{provider}/tracking/", urlconf="anymail.urls")

    def told(*args: object, **kwargs: object) -> HttpResponseBase:
        answer: HttpResponseBase = match.func(*args, **kwargs)
        return answer

    told.csrf_exempt = True  # type: ignore[attr-defined]  # the provider shows its secret instead
    return [path(f"mail/{provider}/", public(told), name="mail-webhook")]


urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("design/", design, name="design"),
    *mail_webhook(settings.MAIL.provider),
    path("", include("openiln.accounts.web.urls")),
    path("", include("openiln.membership.web.urls")),
    path("", include("openiln.news.web.urls")),
    path("<slug:network_id>/", include("openiln.charters.web.urls")),
    path("", include("openiln.pages.web.urls")),  # last: a network's home stands at its bare id
]
handler404 = "openiln.shell.errors.not_found"
handler403 = "openiln.shell.errors.forbidden"
handler400 = "openiln.shell.errors.bad_request"
handler500 = "openiln.shell.errors.server_error"
