"""Who may see a network's inner pages, and who may mend what failed."""

from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Seat
from openiln.membership import facade as membership


def check_can_mend(seat: Seat, network_id: str) -> None:
    """What did not arrive, and what stopped, is started again by the staff of a network.

    Raises:
        NotPermitted: the seat is not of them.
    """
    if not membership.decides_in(network_id, seat):
        raise NotPermitted(
            "Only the staff of the network start this again. Ask them; its page says who they are."
        )
