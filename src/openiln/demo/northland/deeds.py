"""What the people of Northland do, each as the pages would have them do it.

A deed is called with the district and the moment; it acts by the seat of whoever may.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from urllib.parse import urlsplit

from django.urls import resolve

from openiln.accounts import facade as accounts
from openiln.accounts.facade import HeldSeat, Role
from openiln.demo.northland import network, people
from openiln.demo.northland.network import ID
from openiln.demo.northland.people import District
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership.actions import (
    belonging,
    decisions,
    drawing,
    joining,
    links,
    reaffirming,
    signing,
)
from openiln.membership.models.membership import Membership

Deed: TypeAlias = Callable[[District, datetime], object]
TIER, DESIGNATION = "member", "district-of-innovation"
ORDER = "Order 12 of the Northland State Board of Education (invented)"
SIGNER = {
    "superintendent": Role.SUPERINTENDENT,
    "administrators": Role.SCHOOL_LEADER,
    "teachers": Role.EDUCATOR,
    "board": Role.BOARD_CLERK,
}
"""Who signs as whom."""

ROSTER = (
    ("Mathematics teacher, grade 7", "Teacher"),
    ("Science teacher, grade 9", "Teacher"),
    ("Reading specialist, grades 3 to 5", "Teacher"),
    ("Career and technical teacher, grade 11", "Teacher"),
    ("Principal, middle school", "Principal"),
    ("Assistant principal, high school", "Principal"),
    ("Instructional coach, all schools", "Coach"),
    ("Librarian, elementary school", "Librarian"),
)


@dataclass(frozen=True)
class Staff:
    """What the agency's staff do."""

    by: HeldSeat

    def invite(self, district: District, at: datetime) -> None:
        """Invite a district to prepare for the title."""
        district.membership = joining.invite_organisation(
            ID, organisation_id=district.id, tier=TIER, towards=DESIGNATION, by=self.by, at=at
        ).membership

    def except_for(self, reason: str) -> Deed:
        """Open a way in by exception."""

        def deed(district: District, at: datetime) -> None:
            district.membership = joining.record_exception(
                ID, organisation_id=district.id, tier=TIER, reason=reason, by=self.by, at=at
            ).membership

        return deed

    def approve(self, district: District, at: datetime) -> None:
        """Approve the letter."""
        read = _text(district.member)
        decisions.approve(district.member, read=read, by=self.by, at=at)

    def send_back(self, reason: str) -> Deed:
        """Give the letter back to be mended."""
        return lambda district, at: decisions.send_back(
            district.member, reason=reason, read=_text(district.member), by=self.by, at=at
        )

    def decline(self, reason: str) -> Deed:
        """Decline the request."""
        return lambda district, at: decisions.decline(
            district.member, reason=reason, read=_text(district.member), by=self.by, at=at
        )

    def designate(self, days: int | None) -> Deed:
        """Record the title from today, for so many days or without an end."""

        def deed(district: District, at: datetime) -> None:
            since = network.local_day(at)
            belonging.record_designation(
                district.member,
                designation=DESIGNATION,
                since=since,
                until=None if days is None else since + timedelta(days=days),
                source=ORDER,
                by=self.by,
                at=at,
            )

        return deed


def arrive(district: District, at: datetime) -> None:
    """The people who act for the district are given access."""
    for role in people.WHO_SIGN:
        people.seat(district, role, at)


def invite_teacher(district: District, at: datetime) -> None:
    """Give a teacher access, who has not signed in yet."""
    accounts.grant_seat(
        district.id,
        role=Role.EDUCATOR,
        address=f"new.teacher@{district.domain}",
        by=district.head,
        at=at,
    )


def fill_up(district: District, at: datetime) -> None:
    """Those who do not sign are given access too."""
    for role in people.BESIDE_THEM:
        people.seat(district, role, at)


def register_interest(district: District, at: datetime) -> None:
    district.membership = joining.register_interest(
        ID, organisation_id=district.id, tier=TIER, by=district.head, at=at
    )


def ask(district: District, at: datetime) -> None:
    """Ask to join: the letter is drawn up."""
    district.membership = joining.request_membership(
        ID, organisation_id=district.id, tier=TIER, by=district.head, at=at
    )


def write(statement: str) -> Deed:
    """Put the district's own words into the letter."""
    return lambda district, at: drawing.write_statement(
        district.member,
        statement=statement,
        read=_text(district.member),
        by=district.head,
        at=at,
    )


def sign(signatory: str) -> Deed:
    """Sign, having signed in."""

    def deed(district: District, at: datetime) -> None:
        by = district.people[SIGNER[signatory]]
        signing.sign_letter(
            district.member,
            signatory=signatory,
            **_named(district, signatory),
            read=_text(district.member),
            by=by,
            at=at,
        )

    return deed


def sign_on_paper(signatory: str) -> Deed:
    """Record what was signed on paper today, by where the minutes have it."""
    return lambda district, at: signing.record_paper_signature(
        district.member,
        signatory=signatory,
        **_named(district, signatory),
        signed_on=network.local_day(at),
        read=_text(district.member),
        scan=None,
        minutes_reference="Minutes of the regular meeting, item 7",
        by=district.people[Role.BOARD_CLERK],
        at=at,
    )


def mail_link(signatory: str) -> Deed:
    """Mail a link to sign by."""
    return lambda district, at: links.send_signing_link(
        district.member,
        signatory=signatory,
        address=_address(district, signatory),
        by=district.head,
        at=at,
    )


def sign_by_link(signatory: str) -> Deed:
    """Mail a link, open the message, and sign by what stands in it."""

    def deed(district: District, at: datetime) -> None:
        mail_link(signatory)(district, at)
        mailed = Message.objects.filter(to=_address(district, signatory)).latest("id")
        address = next(line for line in mailed.text.splitlines() if line.startswith("http"))
        token = resolve(urlsplit(address).path).kwargs["token"]
        links.sign_by_link(token, **_named(district, signatory), at=at)

    return deed


def send_in(district: District, at: datetime) -> None:
    drawing.submit_letter(district.member, by=district.head, at=at)


def withdraw(district: District, at: datetime) -> None:
    joining.withdraw(district.member, by=district.head, at=at)


def end(reason: str) -> Deed:
    """End the membership."""
    return lambda district, at: joining.end(district.member, reason=reason, by=district.head, at=at)


def renew(district: District, at: datetime) -> None:
    """Draw up the letter anew, from the rules that came later."""
    drawing.renew(district.member, by=district.head, at=at)


def succeed(district: District, at: datetime) -> None:
    """One superintendent leaves, and another comes."""
    accounts.end_seat(district.head.public_id, reason="Left the district.", by=Operator(), at=at)
    people.seat_successor(district, Role.SUPERINTENDENT, at)


def reaffirm(district: District, at: datetime) -> None:
    """The new superintendent stands behind the letter that the one before signed."""
    read = _text(district.member)
    named = _named(district, "superintendent")
    reaffirming.reaffirm_commitment(district.member, **named, read=read, by=district.head, at=at)


def enrol(count: int, *, days_later: int = 0) -> Deed:
    """Put so many people on the roster of the program year in which that day lies."""

    def deed(district: District, at: datetime) -> None:
        on = network.local_day(at + timedelta(days=days_later))
        for number, (name, role) in enumerate(ROSTER[:count], 1):
            belonging.add_participant(
                district.member,
                name=name,
                role=role,
                contact=f"participant{number}@{district.domain}",
                on=on,
                by=district.head,
                at=at,
            )

    return deed


def _address(district: District, signatory: str) -> str:
    """Where someone reads mail who has no account."""
    return f"{signatory}@{district.domain}"


def _named(district: District, signatory: str) -> dict[str, str]:
    """The name and title under a signature: people are named by their role."""
    title = SIGNER[signatory].label
    return {"name": f"{title}, {district.short}", "title": title}


def _text(membership: Membership) -> str:
    """The hash of the letter as it stands: what someone has before them who acts on it."""
    return membership.letters.latest("number").sha256
