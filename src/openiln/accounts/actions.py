"""Every write of seats."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from openiln.accounts import queries
from openiln.accounts.models import Person, Seat
from openiln.accounts.permissions import (
    check_can_claim,
    check_can_end,
    check_can_erase,
    check_can_grant,
    check_can_name,
)
from openiln.accounts.rules import HeldSeat, Role, demo_address, same_address
from openiln.kernel import audit, records
from openiln.kernel import seat as kernel
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.seat import is_operator
from openiln.mail.post import queue_message

ERASED = "The person asked to be erased."


@transaction.atomic
def grant_seat(
    organisation_id: str, *, role: Role, address: str, by: kernel.Seat, at: datetime
) -> Seat:
    """Give an e-mail address a role in an organisation, and mail it an invitation.

    Whoever has the address can sign in from now on; the role is theirs once they have.

    Raises:
        NotPermitted: the seat may not give this role there.
        RuleViolation: the address has the role there already.
    """
    organisation = queries.organisation(by, organisation_id)
    check_can_grant(by, organisation_id, organisation.kind, role)
    address = same_address(address)
    seat = Seat(
        organisation_id=organisation_id,
        role=role,
        granted_to=address,
        granted_at=at,
        granted_by_id=by.public_id,
        granted_by_label=by.label,
    )
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as error:
        raise RuleViolation(
            f"{address} already is {role.label} of {organisation.name}. "
            "To mail the invitation again, use “Invite again” in the list."
        ) from error
    _let_sign_in(address, at)
    _invite(seat, by=by, at=at)
    audit.record(f"{by.label} gave access as {seat}.", by=by, at=at, about=seat)
    return seat


def _let_sign_in(address: str, at: datetime) -> None:
    """Make the account that a code can be mailed to, unless someone has the address already."""
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exists():
        return
    person, is_new = Person.objects.get_or_create(email=address, defaults={"joined_at": at})
    if is_new:
        person.set_unusable_password()
        person.save()
        EmailAddress.objects.create(user=person, email=address, primary=True, verified=False)


@transaction.atomic
def claim_seats(person: Person, *, by: kernel.Seat, at: datetime) -> list[HeldSeat]:
    """Take up every seat that was given to an address which the person has proved.

    Raises:
        NotPermitted: someone else than the person asks.
    """
    check_can_claim(by, person)
    waiting = queries.unclaimed(queries.verified_addresses(person))
    locked = waiting.select_for_update(of=("self",))  # in two windows, the second finds none
    return [claim_seat(seat, person=person, by=by, at=at).held() for seat in locked]


@transaction.atomic
def claim_seat(seat: Seat, *, person: Person, by: kernel.Seat, at: datetime) -> Seat:
    """Take up one seat.

    Raises:
        NotPermitted: someone else asks, or the person has not proved the address.
        OutOfDate: it was taken up before, or has ended.
    """
    seat = queries.lock(seat.pk)
    check_can_claim(by, person)
    if seat.granted_to not in queries.verified_addresses(person):
        raise NotPermitted(
            "This access was given to another e-mail address. "
            "Sign in with the address that the invitation came to."
        )
    if seat.ended_at:
        raise OutOfDate(
            f"This access was ended on {day_in_words(seat.ended_at)}. "
            f"Ask {seat.granted_by_label} for a new invitation."
        )
    if seat.claimed_at:
        raise OutOfDate(
            f"This invitation was already accepted on {day_in_words(seat.claimed_at)}. "
            "Nothing more is needed: sign in."
        )
    seat.person, seat.claimed_at = person, at
    seat.save()
    audit.record(f"Access as {seat} was taken up.", by=seat.held(), at=at, about=seat)
    return seat


@transaction.atomic
def name_person(
    person: Person, *, name: str, telephone: str, by: kernel.Seat, at: datetime
) -> Person:
    """Say what one is called and where one is called, "" for nowhere: what others see of one.

    Raises:
        NotPermitted: someone else asks.
    """
    check_can_name(by, person)
    person.name, person.telephone = name.strip(), telephone.strip()
    person.save(update_fields=["name", "telephone"])
    audit.record("Someone changed the name or number that others see.", by=by, at=at, about=person)
    return person


@transaction.atomic
def end_seat(seat: Seat, *, reason: str, by: kernel.Seat, at: datetime) -> Seat:
    """End a person's access in one role. What they did in it stays; a new invitation is possible.

    Raises:
        NotPermitted: the seat by which it is asked may not.
        OutOfDate: it has ended already.
        RuleViolation: there is no reason, or it is the last of an agency's staff.
    """
    staff = queries.lock_staff(seat.organisation_id)
    seat = queries.lock(seat.pk)
    check_can_end(by, seat)
    if seat.ended_at:
        raise OutOfDate(f"This access was already ended on {day_in_words(seat.ended_at)}.")
    if not reason.strip():
        raise RuleViolation("Say in a few words why the access ends: the record keeps it.")
    if [s.pk for s in staff] == [seat.pk]:
        raise RuleViolation(
            f"This is the last of the network staff of {seat.organisation}: without them nobody "
            "could give anyone access. Give it to someone else first, and wait until they have "
            "signed in."
        )
    seat.ended_at, seat.end_reason = at, reason.strip()
    seat.ended_by_id, seat.ended_by_label = by.public_id, by.label
    seat.save()
    audit.record(f"{by.label} ended access as {seat}.", by=by, at=at, about=seat)
    return seat


@transaction.atomic
def resend_grant(seat: Seat, *, by: kernel.Seat, at: datetime) -> Seat:
    """Mail an invitation again that nobody has accepted yet.

    Raises:
        NotPermitted: the seat may not give this role there.
        OutOfDate: it was accepted, or has ended.
    """
    seat = queries.lock(seat.pk)
    check_can_grant(by, seat.organisation_id, seat.organisation.kind, Role(seat.role))
    if seat.claimed_at or seat.ended_at:
        happened = "accepted" if seat.is_open else "ended"
        raise OutOfDate(f"This invitation was {happened} meanwhile. Nothing was mailed.")
    _invite(seat, by=by, at=at)
    audit.record(f"{by.label} mailed the invitation again: {seat}.", by=by, at=at, about=seat)
    return seat


def _invite(seat: Seat, *, by: kernel.Seat, at: datetime) -> None:
    """Queue the invitation; a button pressed twice in a minute mails one."""
    link = settings.ENVIRONMENT.site_url + reverse("accounts:invitation", args=[seat.public_id])
    queue_message(
        to=seat.granted_to,
        template="accounts/mail/invitation",
        context={"seat": seat, "by": by.label, "link": link},
        key=f"invitation {seat.public_id} {at:%Y-%m-%d %H:%M}",
        at=at,
        concern=seat.concern(),
    )


@transaction.atomic
def seat_demo_person(
    organisation_id: str,
    *,
    role: Role,
    address: str = "",
    name: str = "",
    telephone: str = "",
    by: kernel.Seat,
    at: datetime,
) -> Seat:
    """Seat an invented person, at once and without a message. Safe to repeat.

    Where nothing else is said, it is the person of the role whom the sign-in page offers, named by
    the role. No mail to an address that ends in .example can ever arrive, so nobody's is taken.

    Raises:
        NotPermitted: the seat is not the operator's, or the address may be somebody's.
    """
    if not is_operator(by):
        raise NotPermitted(
            "Only the operator seats the people of a demonstration: run iln demo load."
        )
    address = address or demo_address(role)
    if not address.endswith(".example"):
        raise NotPermitted(
            f"{address} may be somebody's, and an invented person is seated without proof. "
            "End the address in .example."
        )
    _let_sign_in(address, at)
    person = Person.objects.get(email=address)
    person.name, person.telephone = name or role.label, telephone
    person.save()
    EmailAddress.objects.get(user=person, email=address).set_verified()
    open_seat = {"organisation_id": organisation_id, "role": role, "ended_at": None}
    standing = Seat.objects.filter(person=person, **open_seat).first()
    if standing:
        return standing
    seat = Seat.objects.create(
        **open_seat,
        granted_to=address,
        granted_at=at,
        granted_by_id=by.public_id,
        granted_by_label=by.label,
        person=person,
        claimed_at=at,
    )
    said = f"gave access as {seat}, for the demonstration."
    audit.record(f"{by.label} {said}", by=by, at=at, about=seat)
    return seat


@transaction.atomic
def erase_person(address: str, *, by: kernel.Seat, at: datetime) -> int:
    """Take away who someone was; what their seats did and signed stays. Returns how many rows.

    Their open access ends, and they cannot sign in. The same address can be given access anew.

    Raises:
        NotPermitted: the seat is not the operator's.
        RuleViolation: nothing is kept about this address; or an agency would lose its last staff.
    """
    check_can_erase(by)
    address = same_address(address)
    person = queries.person_at(address)
    whom = queries.whom(address, person)
    changed = records.erase(whom, by=by, at=at)
    for seat in list(queries.seats_ever_of(address, person)):
        ended = seat if seat.ended_at else end_seat(seat, reason=ERASED, by=by, at=at)
        ended.granted_to = ""
        ended.save()
        audit.record(f"{by.label} erased who held access as {seat}.", by=by, at=at, about=seat)
        changed += 1
    if person is not None:
        _make_tombstone(person, at)
        audit.record(f"{by.label} erased a person.", by=by, at=at, about=person)
        changed += 1
    if not changed:
        raise RuleViolation(f"Nothing about {address} is kept here. Check how it is written.")
    return changed


def _make_tombstone(person: Person, at: datetime) -> None:
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    person.email = f"{person.public_id}@erased.invalid"
    person.name, person.telephone = "", ""
    person.is_active, person.last_login, person.erased_at = False, None, at
    person.set_unusable_password()
    person.save()
