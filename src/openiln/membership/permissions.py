"""Who may prepare, sign, record and decide. The words are roles of `accounts`."""

from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Seat, is_operator
from openiln.membership.models.membership import Membership, Steward

STAFF, REVIEWER = "steward-staff", "steward-reviewer"
HEADS = frozenset({"superintendent", "state-contact"})
PREPARERS = HEADS | {"delegate", "district-lead"}
RECORDERS = PREPARERS | {"board-clerk"}


def networks_run_by(seat: Seat) -> list[str]:
    """The ids of the networks whose steward's staff or reviewers this seat is of."""
    if seat.role not in {STAFF, REVIEWER}:
        return []
    runs = Steward.objects.filter(organisation_id=seat.organisation_id)
    return [steward.network_id for steward in runs.order_by("network_id")]


def is_staff_of(seat: Seat, network_id: str) -> bool:
    """Whether the seat decides in a network."""
    return seat.role == STAFF and network_id in networks_run_by(seat)


def check_can_name_steward(seat: Seat) -> None:
    """Only the operator says which organisation runs a network.

    Raises:
        NotPermitted: the seat is another.
    """
    if not is_operator(seat):
        raise NotPermitted(
            "Only the operator of this installation says who runs a network. Ask them to do it."
        )


def check_can_record_founding(seat: Seat) -> None:
    """Only the operator records members that a published source names, as an import does.

    Raises:
        NotPermitted: the seat is another.
    """
    if not is_operator(seat):
        raise NotPermitted(
            "Only the operator of this installation records members by a published source. "
            "Ask them to do it, or let the organisation ask to join."
        )


def check_can_decide(seat: Seat, network_id: str) -> None:
    """Decisions, invitations, exceptions and designations are the staff's.

    Raises:
        NotPermitted: the seat is not of the staff of this network.
    """
    if not is_staff_of(seat, network_id):
        raise NotPermitted(
            "Only the staff of the network can do this. "
            "Its page says who runs it; ask them, or switch to your role there."
        )


def check_can_prepare(seat: Seat, network_id: str, organisation_id: str) -> None:
    """An organisation prepares its own letter; the staff can do it on its behalf.

    Raises:
        NotPermitted: the seat is of neither, or its role does not prepare.
    """
    _check(seat, network_id, organisation_id, PREPARERS)


def check_can_record(seat: Seat, membership: Membership) -> None:
    """Votes and signatures on paper are recorded by whoever prepares, or by the board's clerk.

    Raises:
        NotPermitted: the seat may not.
    """
    _check(seat, membership.network_id, membership.organisation_id, RECORDERS)


def check_can_speak(seat: Seat, membership: Membership) -> None:
    """Withdrawing is for the head of the organisation; the staff can do it on its behalf.

    Raises:
        NotPermitted: the seat may not.
    """
    _check(seat, membership.network_id, membership.organisation_id, HEADS)


def check_is_own(seat: Seat, membership: Membership) -> None:
    """A signature is of the organisation's own people, and nobody's on their behalf.

    Raises:
        NotPermitted: the seat is of another organisation.
    """
    _check_of_its_people(
        seat,
        membership,
        f"Only the people of {membership.organisation} sign its letter. "
        "A letter that was signed on paper can be recorded for them.",
    )


def check_can_answer(seat: Seat, membership: Membership) -> None:
    """What the staff asked is answered by the organisation's own people, and not by the staff.

    Raises:
        NotPermitted: the seat is of another organisation.
    """
    _check_of_its_people(
        seat,
        membership,
        f"Only the people of {membership.organisation} answer what was asked of their letter. "
        "Send it in without an answer, or ask them to write one.",
    )


def _check_of_its_people(seat: Seat, membership: Membership, refusal: str) -> None:
    if seat.organisation_id != membership.organisation_id:
        raise NotPermitted(refusal)


def check_is_head(seat: Seat, membership: Membership) -> None:
    """Re-affirming is the head's own word.

    Raises:
        NotPermitted: the seat is not the organisation's head.
    """
    check_is_own(seat, membership)
    if seat.role not in HEADS:
        raise NotPermitted(
            f"Only whoever leads {membership.organisation} can re-affirm the letter. "
            "Ask them to sign in."
        )


def check_can_recognise(seat: Seat, membership: Membership) -> None:
    """Who signed on paper or by a link is said by whoever records votes, but not by a head.

    Raises:
        NotPermitted: the seat may not.
    """
    check_can_record(seat, membership)
    if seat.role in HEADS:
        raise NotPermitted(
            "You cannot say this for yourself. Read the letter and re-affirm it, or ask the "
            "board's clerk, your delegate or the staff of the network to say it."
        )


def _check(seat: Seat, network_id: str, organisation_id: str, roles: frozenset[str]) -> None:
    is_own = bool(organisation_id) and seat.organisation_id == organisation_id
    if (is_own and seat.role in roles) or is_staff_of(seat, network_id):
        return
    raise NotPermitted(
        "Your role cannot do this. Ask whoever leads your organisation or prepares its letter, "
        "or the staff of the network."
    )


def allows(check: object, *words: object) -> bool:
    """Whether a check of this module lets its words pass."""
    try:
        check(*words)  # type: ignore[operator]  # a check_ function of this module
    except NotPermitted:
        return False
    return True
