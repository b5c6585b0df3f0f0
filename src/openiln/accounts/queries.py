"""Every read of people and seats."""

from collections.abc import Collection
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet

from openiln.accounts.models import Person, Seat
from openiln.accounts.permissions import organisations_served
from openiln.accounts.rules import DEMO_DOMAIN, HeldSeat, Role, demo_address
from openiln.directory import facade as directory
from openiln.directory.facade import OrganisationFact
from openiln.kernel import records
from openiln.kernel import seat as kernel
from openiln.kernel.errors import RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.records import Whom
from openiln.kernel.seat import Unseated, Visitor, is_operator

_WITH = ("organisation", "person")


def visible_to(seat: kernel.Seat) -> QuerySet[Seat]:
    """The seats of one's own organisation and of those that it serves."""
    found = Seat.objects.select_related(*_WITH)
    if is_operator(seat):
        return found
    if isinstance(seat, Visitor | Unseated):
        return found.none()
    served = organisations_served(seat)
    return found.filter(Q(organisation_id=seat.organisation_id) | Q(organisation_id__in=served))


def people_of(organisation_id: str, seat: kernel.Seat) -> QuerySet[Seat]:
    """Who acts for an organisation: open seats first, then those that have ended, newest first."""
    found = visible_to(seat).filter(organisation_id=organisation_id)
    return found.order_by("ended_at", "role", "granted_at", "id")


def people_of_all(organisation_ids: Collection[str], seat: kernel.Seat) -> QuerySet[Seat]:
    """Who acts, was invited to act or has acted for any of several organisations, by these."""
    found = visible_to(seat).filter(organisation_id__in=organisation_ids)
    return found.order_by("organisation__name", "role", "granted_at", "id")


def names_of(seat_ids: Collection[str], seat: kernel.Seat) -> dict[str, str]:
    """What those say they are called who hold or held some seats that the seat may see, by seat."""
    found = visible_to(seat).filter(public_id__in=seat_ids).exclude(person__name="")
    return dict(found.exclude(person=None).values_list("public_id", "person__name"))


def own_addresses(seat: kernel.Seat) -> set[str]:
    """The addresses of the open seats of whoever holds this one; none for who holds none."""
    if not isinstance(seat, HeldSeat):
        return set()
    held = Seat.objects.filter(ended_at__isnull=True, person__public_id=seat.person_id)
    return set(held.values_list("granted_to", flat=True))


def seats_of_person(person: Person) -> QuerySet[Seat]:
    """The open seats that a person holds, oldest first."""
    found = person.seats.select_related("organisation").filter(ended_at__isnull=True)
    of_organisation = ("organisation__public_id", "organisation__name")
    return found.only("public_id", "role", "person", *of_organisation)


def is_last_head(seat: Seat) -> bool:
    """Whether nobody else leads the organisation: nobody of it could then give anyone access."""
    if seat.role != Role.SUPERINTENDENT or seat.ended_at:
        return False
    others = Seat.objects.filter(
        organisation=seat.organisation,
        role=seat.role,
        ended_at__isnull=True,
        claimed_at__isnull=False,
    )
    return not others.exclude(pk=seat.pk).exists()


def invitation(public_id: str) -> Seat | None:
    """A seat by its public id, for whoever was mailed it: the id cannot be guessed."""
    return Seat.objects.select_related(*_WITH).filter(public_id=public_id).first()


def organisation(seat: kernel.Seat, public_id: str) -> OrganisationFact:
    """The organisation of this public id.

    Raises:
        RuleViolation: there is none.
    """
    found = directory.organisation(seat, public_id)
    if found is None:
        raise RuleViolation("There is no organisation of this id. Choose one from the directory.")
    return found


def verified_addresses(person: Person) -> list[str]:
    """The e-mail addresses that a person has proved to be theirs, in lower case."""
    found = EmailAddress.objects.filter(user=person, verified=True)
    return [address.lower() for address in found.values_list("email", flat=True)]


def unclaimed(addresses: list[str]) -> QuerySet[Seat]:
    """Open seats given to these addresses that nobody has taken up."""
    return Seat.objects.filter(
        granted_to__in=addresses, ended_at__isnull=True, person__isnull=True
    ).order_by("id")


def lock(seat_id: int) -> Seat:
    """One seat, locked until the transaction ends, as it is now."""
    locked = Seat.objects.select_for_update(of=("self",))
    return locked.select_related("organisation").get(pk=seat_id)


def lock_staff(organisation_id: str) -> list[Seat]:
    """The seats of an agency's staff that are held and open, locked in one order."""
    return list(
        Seat.objects.select_for_update(of=("self",))
        .filter(
            organisation_id=organisation_id,
            role=Role.STEWARD_STAFF,
            ended_at__isnull=True,
            person__is_active=True,
        )
        .order_by("id")
    )


@dataclass(frozen=True)
class DemoPerson:
    """Someone whom the sign-in page of a demonstration offers, and for whom they act."""

    who: str
    name: str
    acts_as: tuple[str, ...]


def demo_person(who: str) -> Person | None:
    """The invented person whom the sign-in page offers by this word, such as "mentor"."""
    offered = Person.objects.filter(email__endswith=DEMO_DOMAIN, seats__ended_at=None).order_by(
        "id"
    )
    return next((person for person in offered if person.email == demo_address(who)), None)


def demo_people() -> list[DemoPerson]:
    """Whom a demonstration has to try: in the order of their roles, as Role lists them."""
    held = Seat.objects.filter(person__email__endswith=DEMO_DOMAIN, ended_at=None)
    seats: dict[str, list[Seat]] = {}
    for seat in held.select_related(*_WITH).order_by("id"):
        seats.setdefault(seat.granted_to, []).append(seat)
    order = list(Role)
    found = sorted(seats.items(), key=lambda item: order.index(Role(item[1][0].role)))
    return [
        DemoPerson(
            who=address.removesuffix(DEMO_DOMAIN),
            name=str(theirs[0].person),
            acts_as=tuple(str(seat) for seat in theirs),
        )
        for address, theirs in found
    ]


def person_at(address: str) -> Person | None:
    """Whoever signs in with this address, or has proved it."""
    by_proof = Q(emailaddress__email__iexact=address, emailaddress__verified=True)
    return Person.objects.filter(Q(email=address) | by_proof).order_by("id").first()


def seats_ever_of(address: str, person: Person | None) -> QuerySet[Seat]:
    """Every seat that was given to an address or taken up by its person, ended ones too."""
    given = Q(granted_to=address)
    found = Seat.objects.select_related(*_WITH).order_by("id")
    return found.filter(given | Q(person=person)) if person else found.filter(given)


def whom(address: str, person: Person | None) -> Whom:
    """Someone, as the contexts that keep something about them know them."""
    seats = seats_ever_of(address, person).values_list("public_id", flat=True)
    return Whom(address, frozenset(seats))


def record_of(address: str, person: Person | None) -> dict[str, object]:
    """What is kept about someone: who they are, their access, what they did, what others keep."""
    seats = seats_ever_of(address, person)
    about = whom(address, person)
    done = AuditRecord.objects.filter(by_id__in=about.seat_ids).order_by("id")
    methods = Authenticator.objects.filter(user=person) if person else Authenticator.objects.none()
    accounts = SocialAccount.objects.filter(user=person) if person else []
    return {
        "address": address,
        "name": person.name if person else "",
        "telephone": person.telephone if person else "",
        "known since": f"{person.joined_at}" if person else "",
        "ways to sign in": [
            *(f"{m.get_type_display()}, added {m.created_at}" for m in methods),
            *(f"{account.provider}, added {account.date_joined}" for account in accounts),
        ],
        "access": [
            {
                "as": str(seat),
                "given": f"{seat.granted_at} by {seat.granted_by_label}",
                "taken up": f"{seat.claimed_at or ''}",
                "ended": f"{seat.ended_at or ''} {seat.end_reason}".strip(),
            }
            for seat in seats
        ],
        "done": [{"at": f"{record.at}", "what": record.sentence} for record in done],
        **records.export(about),
    }
