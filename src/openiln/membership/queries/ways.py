"""What is known of an organisation that decides about its way in."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from openiln.charters.facade import Charter, RatingRoute, Tier
from openiln.directory import facade as directory
from openiln.directory.facade import OrganisationFact
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Operator
from openiln.membership.models.membership import HeldDesignation, Membership
from openiln.membership.queries.in_force import local_day
from openiln.membership.rules.listing import Held
from openiln.membership.rules.routes import Circumstances, RatingKnown, check_may_belong


def organisation_name(organisation_id: str) -> str:
    """What the directory calls it.

    Raises:
        RuleViolation: it has none of this id.
    """
    return _organisation(organisation_id).name


def _organisation(organisation_id: str) -> OrganisationFact:
    found = directory.organisation(Operator(), organisation_id)
    if found is None:
        raise RuleViolation("There is no organisation of this id. Choose one from the directory.")
    return found


def candidate_name(charter: Charter, organisation_id: str) -> str:
    """What the directory calls an organisation that can be a member of a network.

    Raises:
        RuleViolation: it has none of this id, or one of another kind or state.
    """
    found = _organisation(organisation_id)
    check_may_belong(charter, name=found.name, kind=found.kind, state=found.state)
    return found.name


def circumstances(
    charter: Charter,
    tier: Tier,
    *,
    organisation_id: str,
    membership: Membership | None,
    at: datetime,
) -> Circumstances:
    """What is known of an organisation that decides about its way in."""
    on = local_day(charter, at)
    ratings = {}
    for route in tier.routes:
        if isinstance(route, RatingRoute):
            year = route.of_year if route.of_year == "latest-final" else int(route.of_year[:4])
            found = directory.rating_of_year(Operator(), organisation_id, year)
            if found and found.letter:
                name = f"{found.year}-{(found.year + 1) % 100:02d}"
                ratings[route.of_year] = RatingKnown(found.letter, name)
    held = designations_held(charter.network.id, on).filter(
        membership__organisation_id=organisation_id
    )
    invited = membership.invited_towards if membership else ""
    return Circumstances(
        ratings=ratings,
        designations=frozenset(held.values_list("designation", flat=True)),
        invited_towards=frozenset({invited} - {""}),
        exception=_exception_into(tier, membership),
    )


def _exception_into(tier: Tier, membership: Membership | None) -> str:
    """The reason of an exception that opens this tier; empty where none does."""
    if membership is None or membership.exception_tier != tier.id:
        return ""
    return membership.exception


def standing_designations() -> QuerySet[HeldDesignation]:
    """All but what was recorded by mistake and taken back."""
    return HeldDesignation.objects.filter(taken_back_at__isnull=True)


def designations_taken_back(network_id: str, organisation_id: str) -> QuerySet[HeldDesignation]:
    """What was recorded of an organisation in a network by mistake, in the order of taking back."""
    found = HeldDesignation.objects.filter(
        membership__network_id=network_id, membership__organisation_id=organisation_id
    )
    return found.filter(taken_back_at__isnull=False).order_by("taken_back_at", "id")


def designations_held(network_id: str, on: date) -> QuerySet[HeldDesignation]:
    """Those held in a network on a day; `until` is the last day."""
    return (
        standing_designations()
        .filter(membership__network_id=network_id, since__lte=on)
        .filter(Q(until__isnull=True) | Q(until__gte=on))
        .select_related("membership__organisation")
    )


def all_designations(network_id: str, organisation_id: str) -> QuerySet[HeldDesignation]:
    """Every designation that an organisation holds or held in a network: public (MS-42)."""
    return (
        standing_designations()
        .filter(membership__network_id=network_id, membership__organisation_id=organisation_id)
        .select_related("membership__organisation")
    )


def spells_beside(
    network_id: str, organisation_id: str, designation: str, but: HeldDesignation | None = None
) -> list[Held]:
    """When an organisation holds or held a designation, but for one of the spells."""
    found = all_designations(network_id, organisation_id).filter(designation=designation)
    if but is not None:
        found = found.exclude(pk=but.pk)
    return [Held(h.designation, h.since, h.until) for h in found.order_by("since", "id")]
