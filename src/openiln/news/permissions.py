"""Who may tell a network's news."""

from openiln.accounts.facade import Role
from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Seat
from openiln.membership import facade as membership


def check_can_announce(seat: Seat, network_id: str) -> None:
    """A network's news is written by the staff of the agency that runs it.

    Raises:
        NotPermitted: the seat is not of the staff of this network.
    """
    if seat.role != Role.STEWARD_STAFF or network_id not in membership.networks_run_by(seat):
        raise NotPermitted(
            "Only the staff of the network can do this. Ask them, or switch to your role there."
        )


def may_announce(seat: Seat, network_id: str) -> bool:
    """Whether the seat writes the news of a network."""
    try:
        check_can_announce(seat, network_id)
    except NotPermitted:
        return False
    return True
