"""Members that are models to others, found by what they are and by how near they are (MS-42)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.charters.facade import Charter
from openiln.directory import facade as directory
from openiln.directory.facade import LOCALE_KINDS, SIZES, OrganisationFact, Point
from openiln.kernel.seat import Seat
from openiln.membership import facade
from openiln.membership.rules.listing import Listed
from openiln.membership.rules.nearness import by_distance
from openiln.membership.web.finding import organisations_called
from openiln.membership.web.steps import charter_of
from openiln.shell.audience import public, seat_of

LONGEST_NAME = 100


@dataclass(frozen=True)
class Choice:
    """A field to choose by: its options, and what was chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Origin:
    """What was written to be near to, whose place it is, and who else it may be."""

    words: str = ""
    organisation: OrganisationFact | None = None
    point: Point | None = None
    others: tuple[OrganisationFact, ...] = ()


@public
def exemplars(request: HttpRequest, network_id: str) -> HttpResponse:
    """Every model, or those that were asked for. A network that knows none has no such page."""
    charter = charter_of(request, network_id)
    statuses = {d.id: d.name for d in charter.designations if d.exemplar}
    if not statuses:
        raise Http404("The rules of this network know no models.")
    models = [m for m in facade.members_listed(network_id) if m.is_exemplar]
    choices = [
        _choice(request, "status", "Status", statuses, {m.designation for m in models}),
        _choice(request, "locale", "Locale", LOCALE_KINDS, {m.locale for m in models}),
        _choice(request, "size", "Students", SIZES, {m.size for m in models}),
    ]
    origin = _origin(seat_of(request), charter, request.GET.get("near", "")[:LONGEST_NAME].strip())
    chosen = [m for m in models if _is_asked_for(m, choices)]
    page = {
        "charter": charter,
        "total": len(models),
        "choices": [choice for choice in choices if len(choice.options) > 1 or choice.chosen],
        "origin": origin,
        "found": [
            (near, LOCALE_KINDS.get(near.member.locale, ""), statuses[near.member.designation])
            for near in by_distance(chosen, origin.point)
        ],
    }
    return render(request, "membership/exemplars.html", page)


def _choice(
    request: HttpRequest, name: str, label: str, words: Mapping[str, str], held: set[str]
) -> Choice:
    """The values that some model has, in the order of their words; what is unknown is not heard."""
    asked = request.GET.get(name, "")
    options = tuple((value, word) for value, word in words.items() if value in held)
    return Choice(name, label, options, asked if asked in words else "")


def _is_asked_for(member: Listed, choices: Sequence[Choice]) -> bool:
    held = {"status": member.designation, "locale": member.locale, "size": member.size}
    return all(choice.chosen in {"", held[choice.name]} for choice in choices)


def _origin(seat: Seat, charter: Charter, words: str) -> Origin:
    """The district that the words name: by its id, its whole name, or as the only one like it."""
    if not words:
        return Origin()
    named = directory.organisation(seat, words)
    found = [named] if named else organisations_called(words, charter, seat)
    whole = [o for o in found if o.name.casefold() == words.casefold()]
    fitting = whole or found
    if len(fitting) != 1:
        return Origin(words, others=tuple(fitting))
    (one,) = fitting
    known = directory.latest_facts(seat, [one.id])[one.id].point
    return Origin(one.name, one, known.value if known else None)
