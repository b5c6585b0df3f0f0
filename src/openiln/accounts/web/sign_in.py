"""Signing in: the page with every way in, and the guards around django-allauth's views."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.views import LoginView
from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from openiln.accounts import queries
from openiln.accounts.web.middleware import person_of
from openiln.shell.middleware import received_at

View = Callable[..., HttpResponseBase]
FRESH_FOR = 300  # seconds; what django-allauth asks of those who can prove themselves again


class SignIn(LoginView):  # type: ignore[misc]  # allauth is untyped
    """Every way in on one page: a mailed code, a provider, a passkey, a password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- allauth's own words
        """Add the providers and, in a demonstration, its people."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["providers"] = [
            {"name": p.name, "url": reverse("openid_connect_login", args=[p.id])}
            for p in settings.ENVIRONMENT.oidc
        ]
        if settings.ENVIRONMENT.demo:
            context["demo_people"] = queries.demo_people()
        return context


def to_providers(view: View) -> View:
    """Let the forms of this page lead to the identity providers: `form-action` is ours alone else.

    Only the origin of each provider's own address is allowed.
    """
    parts = [urlsplit(provider.server_url) for provider in settings.ENVIRONMENT.oidc]
    origins = [f"{part.scheme}://{part.netloc}" for part in parts]
    decorated: View = csp_update({"form-action": [SELF, *origins]})(view)
    return decorated


def signing_in_alone(view: View) -> View:
    """A provider's way in signs in, and does nothing else.

    django-allauth would also take `process=connect` from the address, and tie the identity of a
    provider to the account of whoever is signed in. There are no pages for that here.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a view's own
        if "process" in request.GET or "process" in request.POST:
            raise Http404("This address signs in, and does nothing else.")
        return view(request, *args, **kwargs)

    return guarded


def freshly(view: View) -> View:
    """Ask for a new sign-in where django-allauth asks for nothing.

    It asks for a password or a second factor before sign-in methods are changed, but waves
    through whoever has neither: a person who signs in by mailed code. Without this, a session left
    open would be enough to add a passkey and keep it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a view's own
        if not _has_means(request) and _seconds_since_sign_in(request) > FRESH_FOR:
            return render(request, "accounts/sign_in_again.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def _has_means(request: HttpRequest) -> bool:
    return bool(get_adapter().get_reauthentication_methods(person_of(request)))


def _seconds_since_sign_in(request: HttpRequest) -> float:
    records = get_authentication_records(request, person_of(request))
    last = max((record["at"] for record in records), default=0)
    return received_at(request).timestamp() - float(last)
