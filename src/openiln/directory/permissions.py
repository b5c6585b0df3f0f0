"""Who may change the directory. Everyone may read it: it holds public records."""

from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Seat, is_operator


def check_can_change(seat: Seat) -> None:
    """Only the operator imports files, adds organisations and decides on spellings.

    Raises:
        NotPermitted: the seat is another.
    """
    if not is_operator(seat):
        raise NotPermitted(
            "Only the operator of this installation changes the directory. "
            "Ask the operator to run: iln directory import FILE."
        )
