"""The living page of the visual language: every component in every state, to look at and to test.

It stands where nobody's work is: in a demonstration and in the tests.
"""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.shell import errors, specimen_lists, specimens
from openiln.shell.audience import public

ERRORS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "404": lambda request: errors.not_found(request, Http404()),
    "403": lambda request: errors.forbidden(request, PermissionDenied()),
    "400": lambda request: errors.bad_request(request, SuspiciousOperation()),
    "500": errors.server_error,
}


class Specimen(forms.Form):
    """One field of each kind. Two of them stand on one page: `auto_id` keeps their ids apart."""

    name = forms.CharField(label="Name and title", help_text="As it stands on your letters.")
    address = forms.EmailField(label="E-mail address")
    year = forms.ChoiceField(label="Program year", choices=[("2026", "2026-27")])
    text = forms.CharField(label="In your own words", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="I have read the letter", help_text="The whole of it.")


@public
def design(request: HttpRequest) -> HttpResponse:
    """Show the components, or one error page. Not there on an installation in which people work."""
    if not settings.ENVIRONMENT.demo:
        raise Http404("The page of components stands in a demonstration alone.")
    if (error := request.GET.get("error")) in ERRORS:
        return ERRORS[error](request)
    typed = {"name": "", "address": "somebody", "year": "2026", "text": "Kept."}
    refused = Specimen(typed, auto_id="refused_%s")
    refused.add_error(None, "This letter was changed while you read it. Read it again, then sign.")
    lists = specimen_lists.lists()
    shown = request.GET.get("list", "")
    shown = shown if shown in lists else "rows"
    page = {
        "form": Specimen(),
        "refused": refused,
        "notices": ["info", "success", "warning", "error"],
        "cards": ["Early college", "Competency-based learning", "Students who lead their meetings"],
        "lists": lists,
        "list_shown": shown,
        "list": lists[shown],
        "maps": specimens.maps(),
        "charts": specimens.charts(),
        "errors": list(ERRORS),
    }
    return render(request, "shell/design.html", page)
