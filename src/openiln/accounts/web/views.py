"""One's own account: the ways to sign in, the roles held, and which one acts now."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from openiln.accounts import actions, facade, queries
from openiln.accounts.web.forms import OwnName
from openiln.accounts.web.middleware import CHOSEN, held_seats, person_of
from openiln.kernel.errors import Refusal
from openiln.kernel.seat import Unseated
from openiln.shell.audience import ACTING_AS, public, seat_of, signed_in
from openiln.shell.middleware import received_at


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """What is mine: name, roles, and ways to sign in."""
    person = person_of(request)
    form = OwnName(
        request.POST or None, initial={"name": person.name, "telephone": person.telephone}
    )
    if request.method == "POST" and form.is_valid():
        by = seat_of(request)
        actions.name_person(person, **form.cleaned_data, by=by, at=received_at(request))
        messages.success(request, "Your name and telephone are saved.")
        return redirect("accounts:own")
    return render(request, "accounts/own.html", {"form": form})


@signed_in
def own_record(request: HttpRequest) -> HttpResponse:
    """All that is kept about me, as a file."""
    kept = facade.export_person(person_of(request).email, by=seat_of(request))
    answer = JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="what-is-kept-about-me.json"'
    return answer


@signed_in
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act from another seat that one holds. With `resume`, what was sent is sent on to there.

    A 307 makes the browser send the same fields once more, to the address where they were refused.
    """
    wanted = request.POST.get(ACTING_AS, "")
    held = {seat.public_id: seat for seat in held_seats(request)}
    if wanted not in held:
        messages.error(request, "You do not hold that role any more. Nothing was sent.")
        return redirect("accounts:own")
    request.session[CHOSEN] = wanted
    resume = request.GET.get("resume", "")
    if url_has_allowed_host_and_scheme(resume, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(resume, preserve_request=True)
    messages.success(request, f"You now act as {held[wanted].label}.")
    return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))


@public
def invitation(request: HttpRequest, seat_id: str) -> HttpResponse:
    """Where the link of an invitation leads. Opening it changes nothing: mail scanners open it."""
    seat = queries.invitation(seat_id)
    if seat is None:
        raise Http404("There is no such invitation.")
    refusal = ""
    if request.method == "POST" and request.user.is_authenticated:
        try:
            by = Unseated(person_of(request).public_id)
            actions.claim_seat(seat, person=person_of(request), by=by, at=received_at(request))
        except Refusal as refused:
            refusal = refused.sentence
        else:
            request.session[CHOSEN] = seat.public_id
            return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    return render(request, "accounts/invitation.html", {"given": seat, "refusal": refusal})


@public
@require_POST
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the invented people of a demonstration; elsewhere there is no such page."""
    person = (
        queries.demo_person(request.POST.get("role", "")) if settings.ENVIRONMENT.demo else None
    )
    if person is None:
        raise Http404("Only a demonstration has people to try.")
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, person, method="demonstration")
    return redirect(get_adapter().get_login_redirect_url(request))
