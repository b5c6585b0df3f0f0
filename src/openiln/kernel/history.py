"""Reading the record of what was done: whose history a seat may read, and no one else's."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from openiln.kernel.models import AuditRecord


def of_organisation(organisation_id: str, network_id: str) -> QuerySet[AuditRecord]:
    """What one organisation did, and what was done about it, in one network or in none."""
    return AuditRecord.objects.filter(_own(organisation_id, network_id))


def of_network(network_id: str, *, run_by: str, serving: Collection[str]) -> QuerySet[AuditRecord]:
    """What was done in a network, for those who run it.

    With it what belongs to no network: what their own organisation `run_by` did, and what was done
    about the organisations that the network serves, such as giving their people access.
    """
    about_served = Q(network_id="", of_organisation_id__in=serving)
    return AuditRecord.objects.filter(
        Q(network_id=network_id) | _own(run_by, network_id) | about_served
    )


def _own(organisation_id: str, network_id: str) -> Q:
    if not organisation_id:
        raise ValueError("Whoever acts for no organisation has no history of one.")
    own = Q(organisation_id=organisation_id) | Q(of_organisation_id=organisation_id)
    return own & Q(network_id__in=[network_id, ""])
