"""The pages on which anyone follows a network by mail, and stops. A GET changes nothing."""

from contextlib import suppress
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from openiln.kernel.errors import OutOfDate
from openiln.kernel.limits import TooOften, check_rate
from openiln.news import queries
from openiln.news.actions import following
from openiln.news.rules import check_link, is_public
from openiln.news.web import forms
from openiln.news.web.reading import charter_of
from openiln.shell.audience import public
from openiln.shell.middleware import received_at

FROM_ONE_PLACE, AN_HOUR = 20, timedelta(hours=1)
"""Many people of an office may share one address of the internet. **[choice]**"""
TO_ONE_ADDRESS, A_DAY = 5, timedelta(days=1)
"""Mails to one address. **[choice]**"""


@public
def follow(request: HttpRequest, network_id: str) -> HttpResponse:
    """Give an e-mail address. The answer is the same whoever it belongs to."""
    charter = charter_of(request, network_id)
    if not is_public(charter):
        raise Http404("The news of this network is for its own people.")
    form = forms.Follow(request.POST or None)
    page = {"charter": charter, "form": form, "most_mails": TO_ONE_ADDRESS}
    if request.method == "POST" and form.is_valid():
        try:
            place = get_adapter().get_client_ip(request)
            at = received_at(request)
            check_rate(f"follow from {place}", limit=FROM_ONE_PLACE, per=AN_HOUR, at=at)
        except TooOften as refusal:
            form.add_error(None, refusal.sentence)
        else:
            _ask(request, network_id, form.cleaned_data["address"])
            page["asked_for"] = form.cleaned_data["address"]
    return render(request, "news/follow.html", page)


def _ask(request: HttpRequest, network_id: str, address: str) -> None:
    """Ask in the name of an address; one that was mailed too often is not, and nobody learns it."""
    at = received_at(request)
    with suppress(TooOften):
        key = f"follow to {address.strip().lower()}"
        check_rate(key, limit=TO_ONE_ADDRESS, per=A_DAY, at=at)
        following.ask_to_follow(network_id, address=address, at=at)


@public
def confirm(request: HttpRequest, network_id: str, token: str) -> HttpResponse:
    """What a mailed link opens: one button to confirm."""
    charter = charter_of(request, network_id)
    at = received_at(request)
    found = queries.follower_of(network_id, token)
    page: dict[str, object] = {"charter": charter, "follower": found}
    try:
        if request.method == "POST":
            page["follower"] = following.confirm_following(network_id, token, at=at)
        elif found is None:
            page["refusal"] = "This link has ended, or was not copied whole."
        else:
            check_link(found.expires_at, at)
    except OutOfDate as refusal:
        page["refusal"] = refusal.sentence
    return render(request, "news/confirm.html", page)


@csrf_exempt
@public
def leave(request: HttpRequest, network_id: str, token: str) -> HttpResponse:
    """Stop following. A mail program may send this by itself (RFC 8058): the link is all it has."""
    charter = charter_of(request, network_id)
    if request.method == "POST":
        following.end_following(network_id, token, at=received_at(request))
    page = {"charter": charter, "follower": queries.follower_of(network_id, token)}
    return render(request, "news/leave.html", page)
