"""What we decide for django-allauth: nobody signs up, and a proved address takes up its access."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.accounts import actions
from openiln.accounts.models import Person
from openiln.kernel.ids import new_public_id
from openiln.kernel.seat import Unseated
from openiln.mail.post import queue_message
from openiln.shell.middleware import received_at


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Signing in by e-mail address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth passes it
        """Access is given to an address by someone who may; nobody takes it for themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue it among our own messages: the worker sends it within seconds."""
        site = urlsplit(settings.ENVIRONMENT.site_url).netloc
        words = {"email": email, "current_site": {"domain": site, "name": site}, **context}
        written = self.render_mail(template_prefix, email, words)
        queue_message(
            to=email,
            template="accounts/mail/of_sign_in",
            context={"subject": written.subject, "text": written.body},
            key=f"{template_prefix} {new_public_id()}",
            at=received_at(self.request),
        )

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- allauth's own words
        """Take up what was given to the addresses that this person has proved."""
        actions.claim_seats(user, by=Unseated(user.public_id), at=received_at(request))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Signing in through an identity provider that the operator has named."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 -- allauth passes them
        """As by address: an identity that no access was given to stays outside."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An address that the provider says its owner has proved needs no code from us.

        Only of addresses in its own domains may it say so. That is asked of what it says, and of
        whoever would be signed in: someone it has signed in before need not have such an address.

        Raises:
            ImmediateHttpResponse: an address lies outside; the page that says so.
        """
        provider = sociallogin.provider
        said = [address.email for address in sociallogin.email_addresses]
        domains = provider.app.settings["domains"]
        if any(not _lies_in(domains, address) for address in (*said, sociallogin.user.email)):
            page = {"provider": provider.name, "domains": domains}
            answer = render(request, "accounts/other_domain.html", page, status=403)
            raise ImmediateHttpResponse(answer)
        if sociallogin.user.pk is None:
            return
        proved = [a.email.lower() for a in sociallogin.email_addresses if a.verified]
        for address in EmailAddress.objects.filter(user=sociallogin.user, email__in=proved):
            address.set_verified(commit=True)


def _lies_in(domains: Collection[str], address: str) -> bool:
    """Whether an address is of one of these domains. An identity need not have an address."""
    return not address or address.rpartition("@")[2].lower() in domains
