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
    charter: Charter,
    members: Sequence[Listed],
    *,
    title: str,
    list_id: str = "",
    others: Sequence[Listed] | None = None,
) -> Map | None:
    """Members on a map: states on the nation's, others on their state's, or on a plain field.

    With `others`, where one member is: they stand around it in grey. None for states that are
    invented: the nation's map has no place for them.
    """
    if charter.network.member_kind is MemberKind.STATE and charter.network.fictional:
        return None
    words = {
        marks.Kind.MEMBER: capfirst(charter.words.member.one),
        marks.Kind.EXEMPLAR: capfirst(charter.words.exemplar.one),
    }
    about: dict[str, Any] = {"title": title, "list_id": list_id, "words": words}
    is_of_states = charter.network.member_kind is MemberKind.STATE
    as_drawn = _as_state if is_of_states else _as_place
    if others is not None:
        about["others"] = drawing.Others(
            [as_drawn(charter, each) for each in others],
            one=f"other {charter.words.member.one} of the network",
            many=f"other {charter.words.member.many} of the network",
        )
    shown: list[Any] = [as_drawn(charter, each) for each in members]
    if is_of_states:
        return drawing.nation_map(states=shown, **about)
    return drawing.state_map(state=charter.network.state, places=shown, **about)


def _as_state(charter: Charter, member: Listed) -> drawing.State:
    return drawing.State(member.name, member.state_code, _url(charter, member), _kind(member))


def _as_place(charter: Charter, member: Listed) -> marks.Place:
    url, kind = _url(charter, member), _kind(member)
    return marks.Place(member.name, url, member.latitude, member.longitude, kind)


def _url(charter: Charter, member: Listed) -> str:
    return reverse("pages:member", args=[charter.network.id, member.organisation_id])


def _kind(member: Listed) -> marks.Kind:
    return marks.Kind.EXEMPLAR if member.is_exemplar else marks.Kind.MEMBER
