"""Who acts: a person acting for one organisation in one role.

The kernel knows only the shape. The real seats live in `accounts`; three that are no one's for an
organisation are here: the operator at the command line, the visitor who has not signed in, and the
person who has and holds no seat.
"""

from dataclasses import dataclass
from typing import Protocol, TypeGuard


class Seat(Protocol):
    """What every action takes as `by`, and every read as its first argument.

    `public_id` names the seat in history; `organisation_id` is its organisation's public id ("" for
    none); `role` is a word of `accounts`; `label` is what a person reads, "Superintendent,
    Northland Unified".
    """

    @property
    def public_id(self) -> str: ...

    @property
    def organisation_id(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Operator:
    """The person at the command line of the server, who may do what an installation needs."""

    public_id: str = "operator"
    organisation_id: str = ""
    role: str = "operator"
    label: str = "The operator of this installation"


@dataclass(frozen=True)
class Visitor:
    """Anyone who has not signed in."""

    public_id: str = ""
    organisation_id: str = ""
    role: str = "visitor"
    label: str = "A visitor"


@dataclass(frozen=True)
class Unseated:
    """Someone who has signed in and acts for no organisation; `public_id` is the person's."""

    public_id: str
    organisation_id: str = ""
    role: str = "unseated"
    label: str = "Someone without access"


def is_operator(seat: Seat) -> TypeGuard[Operator]:
    """Whether the seat is the command line's own: a class, so that no stored role can claim it."""
    return isinstance(seat, Operator)
