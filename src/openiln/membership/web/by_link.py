"""The one page of someone who signs by a mailed link, without an account."""

from datetime import datetime, timedelta
from functools import partial

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.kernel.errors import Refusal
from openiln.kernel.limits import TooOften, check_left, check_rate
from openiln.membership.actions import links
from openiln.membership.models.letter import SigningLink
from openiln.membership.queries import letters
from openiln.membership.web import forms
from openiln.membership.web.signing import asked_of
from openiln.membership.web.steps import attempt, charter_of
from openiln.shell.audience import public
from openiln.shell.middleware import received_at

MOST_WRONG, IN = 20, timedelta(minutes=10)
"""Wrong links from one place **[choice]**: one that a mail program cut is tried a few times."""


@public
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Read and sign. A GET shows it, and spends nothing: mail scanners follow links."""
    at = received_at(request)
    try:
        found = _link_of(token, get_adapter().get_client_ip(request), at)
    except TooOften as refusal:
        return render(request, "membership/by_link.html", {"refusal": refusal.sentence}, status=429)
    membership = found.letter.membership
    request.network_id = membership.network_id  # type: ignore[attr-defined]  # the frame reads it
    _, asked = asked_of(membership, found.signatory)
    form = forms.Signature(request.POST or None)
    page = {
        "charter": charter_of(request, membership.network_id),
        "membership": membership,
        "asked": asked,
        "form": form,
        "text": found.letter.text,
    }
    if request.method == "POST":
        sign = partial(links.sign_by_link, token, at=at)
        if attempt(form, lambda: sign(**form.cleaned_data)):
            page["signed"] = letters.signature_by_link(found)
    else:
        page["refusal"] = _why_not(found, at)
    return render(request, "membership/by_link.html", page)


def _why_not(link: SigningLink, at: datetime) -> str:
    """Why a link signs nothing any more; empty where it does."""
    try:
        links.check_link(link, at)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def _link_of(token: str, place: str, at: datetime) -> SigningLink:
    """The link of a token. Wrong ones are counted, and too many end the guessing.

    Raises:
        TooOften: too many wrong ones came from this place.
        Http404: this is a wrong one.
    """
    key = f"wrong signing links from {place}"
    check_left(key, limit=MOST_WRONG, per=IN, at=at)
    found = letters.link_of(token)
    if found is None:
        check_rate(key, limit=MOST_WRONG, per=IN, at=at)
        raise Http404("This link is not one of ours. Copy it whole from the mail.")
    return found
