"""A network's rules, its days, and its kinds of membership."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from openiln.charters import facade as charters
from openiln.charters.facade import Charter, NetworkInForce, Tier
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Operator


def network(network_id: str, at: datetime) -> NetworkInForce:
    """A network with the rules that it has at a moment, by its own time zone.

    Raises:
        RuleViolation: there is none, or it has no rules yet.
    """
    found = charters.network_today(Operator(), network_id, at)
    if found is None:
        raise RuleViolation(
            f"There is no network “{network_id}” with rules in force. Choose one from the list."
        )
    return found


def local_day(charter: Charter, at: datetime) -> date:
    """The day of a moment where the network is."""
    return at.astimezone(ZoneInfo(charter.network.time_zone)).date()


def tier_called(charter: Charter, wanted: str) -> Tier:
    """A kind of membership.

    Raises:
        RuleViolation: the network's rules know none of this id.
    """
    for tier in charter.tiers:
        if tier.id == wanted:
            return tier
    raise RuleViolation(f"The network has no membership “{wanted}”. Choose one from its page.")
