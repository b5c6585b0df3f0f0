"""Who may give and end access, and who may see that others have it."""

from collections.abc import Callable, Mapping

from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import ROLES_OF, HeldSeat, Role, givers_in, roles_to_give
from openiln.kernel import seat as kernel
from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Unseated, is_operator

Served = Callable[[kernel.Seat], Mapping[str, bool]]
"""Organisations (public ids) that a seat's agency serves: True for those whom it serves whole."""

_served: list[Served] = []


def register_served(served: Served) -> Served:
    """Let a context above say which organisations a seat's agency serves, and which whole."""
    _served.append(served)
    return served


def organisations_served(seat: kernel.Seat) -> frozenset[str]:
    """The public ids of the organisations that the seat's agency serves.

    Those are the members of its networks, and whoever is on the way in. An agency can put somebody
    on the way in by itself, so that there it serves those alone who have nobody of their own yet:
    once someone of theirs has signed in, they give their own people access.
    """
    served: dict[str, bool] = {}
    for told in _served:
        for organisation_id, is_theirs in told(seat).items():
            served[organisation_id] = served.get(organisation_id, False) or is_theirs
    coming = {organisation_id for organisation_id, is_theirs in served.items() if not is_theirs}
    acting = Seat.objects.filter(
        organisation_id__in=coming, claimed_at__isnull=False, ended_at__isnull=True
    )
    return frozenset(served) - set(acting.values_list("organisation_id", flat=True))


def grantable_roles(seat: kernel.Seat, organisation_id: str, kind: str) -> frozenset[Role]:
    """The roles that the seat may give, and end, in an organisation of a kind."""
    if is_operator(seat):
        return ROLES_OF.get(kind, frozenset())
    return roles_to_give(
        seat.role,
        kind=kind,
        is_own=bool(seat.organisation_id) and seat.organisation_id == organisation_id,
        is_served=organisation_id in organisations_served(seat),
    )


def check_can_grant(seat: kernel.Seat, organisation_id: str, kind: str, role: Role) -> None:
    """Whoever may give a role may also end it and mail its invitation again.

    Raises:
        NotPermitted: the seat may not give this role in this organisation.
    """
    if role not in grantable_roles(seat, organisation_id, kind):
        raise NotPermitted(
            f"You cannot give or end the role “{role.label}” in this organisation. "
            f"Ask {givers_in(kind)}."
        )


def check_can_end(seat: kernel.Seat, held: Seat) -> None:
    """Anyone may lay down their own role.

    Raises:
        NotPermitted: it is another's, and the seat may not give this role there.
    """
    if seat.public_id != held.public_id:
        check_can_grant(seat, held.organisation_id, held.organisation.kind, Role(held.role))


def check_can_claim(by: kernel.Seat, person: Person) -> None:
    """Access is taken up by the person who signed in, and by no one for them.

    Raises:
        NotPermitted: someone else asks.
    """
    if not (isinstance(by, Unseated) and by.public_id == person.public_id):
        raise NotPermitted(
            "Only the person to whom access was given can take it up: "
            "ask them to sign in with that address."
        )


def check_can_export(by: kernel.Seat, person: Person | None) -> None:
    """Each may have what is kept about themself; the operator gives it to whoever asks.

    Raises:
        NotPermitted: someone else asks.
    """
    if not is_operator(by) and (person is None or _person_of(by) != person.public_id):
        raise NotPermitted(
            "Only the person themself may have this, on the page of their account. "
            "The operator of this installation can send it to them."
        )


def check_can_erase(by: kernel.Seat) -> None:
    """Erasing is the operator's, once they are sure who asks.

    Raises:
        NotPermitted: someone else asks.
    """
    if not is_operator(by):
        raise NotPermitted(
            "Only the operator of this installation erases a person. Ask them to do it."
        )


def check_can_name(by: kernel.Seat, person: Person) -> None:
    """Each names themself, with a seat or without.

    Raises:
        NotPermitted: someone else asks.
    """
    if _person_of(by) != person.public_id:
        raise NotPermitted("Only the person themself changes the name that others see.")


def _person_of(by: kernel.Seat) -> str:
    """The public id of the person who acts."""
    return by.person_id if isinstance(by, HeldSeat) else by.public_id
