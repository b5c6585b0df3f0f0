"""The members of a network on a map."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from openiln.charters.facade import Charter, MemberKind
from openiln.membership.rules.listing import Listed
from openiln.shell.maps import drawing
from openiln.shell.maps import places as marks
from openiln.shell.maps.drawing import Map

MOST_ON_A_MAP = 300
"""With more members a map is full, and slow to draw."""


def member_map(
    charter: Charter, members: Sequence[Listed], *, title: str, summary: str = "", list_id: str = ""
) -> Map | None:
    """Members on a map: states on the nation's, others on their state's, or on a plain field.

    None for states that are invented: the nation's map has no place for them.
    """
    if charter.network.member_kind is MemberKind.STATE and charter.network.fictional:
        return None
    words = {
        marks.Kind.MEMBER: charter.words.member.one.capitalize(),
        marks.Kind.EXEMPLAR: capfirst(charter.words.exemplar.one),
    }
    about: dict[str, Any] = {"title": title, "summary": summary, "list_id": list_id, "words": words}
    shown = [(m, _url(charter, m), _kind(m)) for m in members]
    if charter.network.member_kind is MemberKind.STATE:
        states = [drawing.State(m.name, m.state_code, url, kind) for m, url, kind in shown]
        return drawing.nation_map(states=states, **about)
    places = [marks.Place(m.name, url, m.latitude, m.longitude, kind) for m, url, kind in shown]
    return drawing.state_map(state=charter.network.state, places=places, **about)


def _url(charter: Charter, member: Listed) -> str:
    return reverse("pages:member", args=[charter.network.id, member.organisation_id])


def _kind(member: Listed) -> marks.Kind:
    return marks.Kind.EXEMPLAR if member.is_exemplar else marks.Kind.MEMBER
