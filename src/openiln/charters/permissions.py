"""Who may change a network's rules."""

from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Seat, is_operator


def check_can_load(seat: Seat) -> None:
    """Only the operator loads a charter: it is the founding act of a network, done from a file.

    Raises:
        NotPermitted: the seat is another.
    """
    if not is_operator(seat):
        raise NotPermitted(
            "Only the operator of this installation loads a network's rules. "
            "Ask the operator to run: iln charter load FILE."
        )
