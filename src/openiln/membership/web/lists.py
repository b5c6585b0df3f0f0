"""The lists of members, each declared once in the words of its network."""

from django.urls import reverse
from django.utils.text import capfirst

from openiln.charters.facade import Charter, MemberKind
from openiln.directory.facade import LOCALE_KINDS
from openiln.membership.queries import listing
from openiln.membership.rules.states import LABELS
from openiln.tables.declared import Cells, Column, DeclaredList, Facet, Kind

STATES = {str(state): label for state, label in LABELS.items()}


def members_list(charter: Charter, *, for_staff: bool) -> DeclaredList:
    """Who is in a network. For its staff also who is on the way, and by which way they come."""
    profile = reverse("pages:member", args=[charter.network.id, "0"])  # once, not for each row
    before, _, after = profile.rpartition("0")
    left_out = _left_out(charter, for_staff=for_staff)
    return DeclaredList(
        name=f"{charter.network.id}-members",
        caption=capfirst(charter.words.member.many),
        columns=tuple(column for column in _columns(charter) if column.name not in left_out),
        facets=tuple(facet for facet in _facets(charter) if facet.name not in left_out),
        sort="name",
        url=lambda organisation_id: f"{before}{organisation_id}{after}",
        url_fields=("organisation_id",),
        found_by=("name", "nces_id") if _has_places(charter) else ("name",),
        find=f"Name{' or NCES id' if _has_places(charter) else ''}, or part of it",
        one=charter.words.member.one,
        many=charter.words.member.many,
        cells=Cells(listing.cells_in([charter.network.id]), "cell"),
    )


def _has_places(charter: Charter) -> bool:
    """Whether members are districts or schools, which have a place on a map, and not states."""
    return charter.network.member_kind is not MemberKind.STATE


def _left_out(charter: Charter, *, for_staff: bool) -> set[str]:
    """The columns and facets that would say nothing in this network, or are not for this reader."""
    return {
        *(("state",) if _has_places(charter) else ("nces_id", "locale", "students")),
        *(() if charter.designations else ("status",)),
        *(() if len(charter.tiers) > 1 else ("tier",)),
        *(() if for_staff else ("stands_at", "way_in")),
    }


def _columns(charter: Charter) -> tuple[Column, ...]:
    return (
        Column("name", capfirst(charter.words.member.one), "name"),
        Column("nces_id", "NCES id", "nces_id", is_sortable=False),
        Column("state", "Postal code", "state_code"),
        Column("locale", "Locale", "locale", words=LOCALE_KINDS),
        Column("students", "Students", "enrolment", Kind.NUMBER, may_be_empty=True),
        Column("status", "Status", "designation", words=_statuses(charter), empty="none"),
        Column("member_on", "Member since", "member_on", Kind.DATE, True, empty="not yet"),
        Column("tier", "Membership", "tier", words=_tiers(charter)),
        Column("stands_at", "Where it stands", "state", words=STATES),
        Column("way_in", "Way in", "membership__route", is_sortable=False, is_on_page=False),
    )


def _facets(charter: Charter) -> tuple[Facet, ...]:
    """All of them fields of a cell, by which they are counted."""
    return (
        Facet("locale", "Locale", "locale", words=LOCALE_KINDS),
        Facet("since", "Member since", "member_since", empty="Not yet"),
        Facet("status", "Status", "designation", words=_statuses(charter), empty="None"),
        Facet("tier", "Membership", "tier", words=_tiers(charter)),
        Facet("stands_at", "Where it stands", "state", words=STATES),
    )


def _statuses(charter: Charter) -> dict[str, str]:
    return {each.id: each.name for each in charter.designations}


def _tiers(charter: Charter) -> dict[str, str]:
    return {tier.id: tier.name for tier in charter.tiers}
