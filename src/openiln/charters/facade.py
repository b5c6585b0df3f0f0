"""What other contexts may know of networks: values, never models."""

from dataclasses import dataclass
from datetime import date, datetime

from openiln.charters import actions, queries
from openiln.charters.models import Network
from openiln.charters.rules.charter import Charter, read_charter
from openiln.kernel.seat import Seat


@dataclass(frozen=True)
class NetworkInForce:
    """A network and the rules that it has on a day."""

    id: str
    url: str
    charter: Charter
    in_force_on: date


def load_charter(text: str, *, in_force_on: date, by: Seat, at: datetime) -> str:
    """Record a version of a network's rules; returns its public id. See actions.load_charter."""
    return actions.load_charter(text, in_force_on=in_force_on, by=by, at=at).public_id


def networks_in_force(seat: Seat, on: date) -> list[NetworkInForce]:
    """Every network with rules in force on a day, by id."""
    found = (network_in_force(n, on) for n in queries.networks_visible_to(seat))
    return [network for network in found if network is not None]


def network_in_force(network: Network, on: date) -> NetworkInForce | None:
    """One network with the rules that it has on a day."""
    version = queries.charter_in_force(network, on)
    if version is None:
        return None
    url = network.get_absolute_url()
    return NetworkInForce(network.slug, url, read_charter(version.text), version.in_force_on)
