"""Where an organisation is on its way into a network and out of it, and who holds it there."""

from enum import StrEnum

from openiln.kernel.errors import OutOfDate


class State(StrEnum):
    """How it stands between an organisation and a network."""

    INTERESTED = "interested"
    DRAFTING = "drafting"
    WAITING = "waiting"
    SENT_BACK = "sent-back"
    MEMBER = "member"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The state without its holder; a page says the holder in the network's own words."""
        return LABELS[self]

    @property
    def holder(self) -> "Holder":
        """Who has to move next."""
        return HOLDERS[self]

    @property
    def is_open(self) -> bool:
        """Whether it is under way or stands; an organisation has one such in a network."""
        return self not in CLOSED


class Holder(StrEnum):
    """On whom it waits."""

    ORGANISATION = "organisation"
    STEWARD = "steward"
    NOBODY = "nobody"


LABELS = {
    State.INTERESTED: "Interest registered",
    State.DRAFTING: "Letter in preparation",
    State.WAITING: "Waiting for a decision",
    State.SENT_BACK: "Sent back to be mended",
    State.MEMBER: "Member",
    State.DECLINED: "Declined",
    State.WITHDRAWN: "Withdrawn",
    State.ENDED: "Membership ended",
}
HOLDERS = {
    State.INTERESTED: Holder.ORGANISATION,
    State.DRAFTING: Holder.ORGANISATION,
    State.WAITING: Holder.STEWARD,
    State.SENT_BACK: Holder.ORGANISATION,
    State.MEMBER: Holder.NOBODY,
    State.DECLINED: Holder.NOBODY,
    State.WITHDRAWN: Holder.NOBODY,
    State.ENDED: Holder.NOBODY,
}
CLOSED = frozenset({State.DECLINED, State.WITHDRAWN, State.ENDED})
IN_HAND = frozenset({State.DRAFTING, State.SENT_BACK})
UNDER_WAY = IN_HAND | {State.INTERESTED, State.WAITING}


class Step(StrEnum):
    """What can be done to a membership, as a sentence names it: "cannot be approved"."""

    REQUEST = "requested"
    CHANGE = "changed"
    SIGN = "signed"
    SUBMIT = "sent in"
    APPROVE = "approved"
    SEND_BACK = "sent back"
    DECLINE = "declined"
    WITHDRAW = "withdrawn"
    END = "ended"
    RENEW = "renewed"
    REAFFIRM = "re-affirmed"
    ENROL = "given people or a status"


ALLOWED = {
    Step.REQUEST: frozenset({State.INTERESTED}),
    Step.CHANGE: IN_HAND | {State.MEMBER},
    Step.SIGN: IN_HAND | {State.MEMBER},
    Step.SUBMIT: IN_HAND | {State.MEMBER},
    Step.APPROVE: frozenset({State.WAITING}),
    Step.SEND_BACK: frozenset({State.WAITING}),
    Step.DECLINE: frozenset({State.WAITING}),
    Step.WITHDRAW: UNDER_WAY,
    Step.END: frozenset({State.MEMBER}),
    Step.RENEW: frozenset({State.MEMBER}),
    Step.REAFFIRM: frozenset({State.MEMBER}),
    Step.ENROL: frozenset({State.MEMBER}),
}

_NEXT = {
    State.INTERESTED: "Ask to join first: that draws up the letter.",
    State.DRAFTING: "The letter must be signed and sent in first.",
    State.WAITING: "Wait for the decision, or withdraw the request.",
    State.SENT_BACK: "Whoever joins mends the letter and sends it in again.",
    State.MEMBER: "The page of the membership shows what can be done now.",
    State.DECLINED: "Ask to join again when what stood in the way has changed.",
    State.WITHDRAWN: "Ask to join again: a new letter will be drawn up.",
    State.ENDED: "Ask to join again: a new letter will be drawn up.",
}


def check_step(step: Step, state: State, since: str) -> None:
    """Refuse a step that the state does not allow.

    `since` is the day on which it came into the state, as people read it.

    Raises:
        OutOfDate: the state has changed, or was never right for this step.
    """
    if state in ALLOWED[step]:
        return
    raise OutOfDate(
        f"This cannot be {step.value}: since {since} it stands at “{state.label}”. {_NEXT[state]}"
    )
