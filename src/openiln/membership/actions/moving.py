"""What every action does when a membership moves: the state, its record, its news."""

from datetime import datetime

from django.conf import settings

from openiln.kernel import audit, outbox
from openiln.kernel.days import day_in_words
from openiln.kernel.ids import new_public_id
from openiln.kernel.seat import Seat
from openiln.mail.post import queue_message
from openiln.membership.actions.listing import list_membership
from openiln.membership.models.letter import Letter, Receipt
from openiln.membership.models.membership import Membership
from openiln.membership.queries import people
from openiln.membership.queries.in_force import local_day, network
from openiln.membership.queries.letters import next_serial
from openiln.membership.rules.states import State, Step, check_step


def check_state(membership: Membership, step: Step) -> None:
    """Refuse a step that the membership's state does not allow.

    Raises:
        OutOfDate: it does not.
    """
    rules = network(membership.network_id, membership.state_since).charter
    since = local_day(rules, membership.state_since)
    check_step(step, membership.standing_state, day_in_words(since))


def move(
    membership: Membership, state: State, *, by: Seat, at: datetime, said: str, news: str
) -> None:
    """Put a membership into a state, save it, record it, and tell the contexts above."""
    membership.state, membership.state_since = state, at
    membership.save()
    audit.record(f"{by.label} {said}", by=by, at=at, about=membership)
    publish(membership, news, at=at)


def publish(membership: Membership, news: str, *, at: datetime) -> None:
    """Bring its line in the lists up to date, and tell the contexts above what happened to it."""
    list_membership(membership, at=at)
    payload = {
        "membership": membership.public_id,
        "network": membership.network_id,
        "organisation": membership.organisation_id,
        "state": membership.state,
    }
    outbox.publish(f"membership.{news}", payload, at=at)


def issue_receipt(letter: Letter, event: str, *, at: datetime) -> Receipt:
    """Give the next number of the network."""
    return Receipt.objects.create(
        network_id=letter.membership.network_id,
        serial=next_serial(letter.membership),
        letter=letter,
        event=event,
        issued_at=at,
    )


def address_of(membership: Membership) -> str:
    """The whole address of its page, for a mail."""
    return f"{settings.ENVIRONMENT.site_url}{membership.get_absolute_url()}"


def mail_all(
    addresses: list[str],
    template: str,
    context: dict[str, object],
    *,
    of: Membership,
    key: str,
    at: datetime,
) -> None:
    """Queue one message to each address, once for the key."""
    for address in addresses:
        queue_message(
            to=address,
            template=f"membership/mail/{template}",
            context=context,
            key=f"{template} {key} {address}"[:200],
            at=at,
            concern=of.concern(),
        )


def tell_other_side(
    membership: Membership, what: str, *, by: Seat, at: datetime, reason: str = ""
) -> None:
    """Mail what one side did to the other: the organisation's to the staff, and theirs to it."""
    is_own = by.organisation_id == membership.organisation_id
    addresses = (
        people.staff_addresses(membership.network_id)
        if is_own
        else people.head_addresses(membership)
    )
    context: dict[str, object] = {
        "membership": membership,
        "charter": network(membership.network_id, at).charter,
        "what": what,
        "by": by.label,
        "reason": reason,
        "address": address_of(membership),
    }
    mail_all(addresses, "moved", context, of=membership, key=new_public_id(), at=at)
