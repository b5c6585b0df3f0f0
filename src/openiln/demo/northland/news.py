"""What Northland's network has told, in each state that an announcement has, and who follows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.urls import resolve

from openiln.accounts.facade import HeldSeat
from openiln.demo.northland import network
from openiln.demo.northland.network import ID
from openiln.demo.northland.working import Happening
from openiln.mail.models import Message
from openiln.news.actions import announcing, following
from openiln.news.models import Announcement

FOLLOWER = "reader@follower.northland.example"


@dataclass
class Piece:
    """One announcement, and what the staff do with it."""

    title: str
    text: str
    by: HeldSeat
    audience: str = "public"
    announcement: Announcement | None = None

    @property
    def written(self) -> Announcement:
        """What was drafted.

        Raises:
            RuntimeError: nothing was yet: the story is told in the wrong order.
        """
        if self.announcement is None:
            raise RuntimeError(f"“{self.title}” has not been drafted.")
        return self.announcement

    def draft(self, at: datetime) -> None:
        self.announcement = announcing.draft_announcement(
            ID, title=self.title, text=self.text, audience=self.audience, by=self.by, at=at
        )

    def publish(self, days_later: int = 0) -> Callable[[datetime], None]:
        """Publish it at once, or for a day to come."""

        def deed(at: datetime) -> None:
            on = network.local_day(at) + timedelta(days=days_later)
            read = self.written.fingerprint
            self.announcement = announcing.publish_announcement(
                self.written, on=on, read=read, by=self.by, at=at
            )

        return deed

    def correct(self, wrong: str, right: str) -> Callable[[datetime], object]:
        """Mend some words, with the note that stays."""
        return lambda at: announcing.correct_announcement(
            self.written,
            title=self.title,
            text=self.text.replace(wrong, right),
            note=f"It said “{wrong}”; it is “{right}”.",
            read=self.written.fingerprint,
            by=self.by,
            at=at,
        )

    def take_back(self, reason: str) -> Callable[[datetime], object]:
        """Take it back."""
        return lambda at: announcing.take_back(self.written, reason=reason, by=self.by, at=at)


def ask_to_follow(at: datetime) -> None:
    """Someone gives their address."""
    following.ask_to_follow(ID, address=FOLLOWER, at=at)


def confirm_following(at: datetime) -> None:
    """They open the message, and confirm by what stands in it."""
    mailed = Message.objects.filter(to=FOLLOWER).latest("id")
    link = next(line for line in mailed.text.splitlines() if line.startswith("http"))
    following.confirm_following(ID, resolve(urlsplit(link).path).kwargs["token"], at=at)


def happenings(staff: HeldSeat, at: datetime) -> list[Happening]:
    """All of it, each with its moment."""
    spring = Piece(
        "The spring meeting",
        "Birch County is the host. The morning belongs to the middle schools, the afternoon "
        "to visits in classrooms.\n\nBring one question that your teachers ask.",
        staff,
    )
    moved = Piece("Rooms for the visit", "The visit to Amberwick has no rooms left.", staff)
    inside = Piece(
        "Notes of the last call", "What the members decided on the call.", staff, "members"
    )
    fresh = Piece(
        "Copperlea opens its workshops to visitors",
        "Every first Tuesday, students show what they make and how they are judged by it.",
        staff,
    )
    coming = Piece("Dates of the next year", "The four meetings of the next year.", staff)
    begun = Piece("What we learned of student-led meetings", "A first draft.", staff)
    told: list[tuple[int, list[Callable[[datetime], object]]]] = [
        (200, [ask_to_follow, confirm_following]),
        (190, [spring.draft, spring.publish()]),
        (
            188,
            [
                spring.correct(
                    "Birch County is the host", "Birch County and Amberwick are the hosts"
                )
            ],
        ),
        (60, [moved.draft, moved.publish()]),
        (58, [moved.take_back("There are rooms after all. Write to us for one.")]),
        (40, [inside.draft, inside.publish()]),
        (11, [fresh.draft, fresh.publish()]),
        (3, [coming.draft, coming.publish(14)]),
        (2, [begun.draft]),
    ]
    return [
        (at - timedelta(days=days) + timedelta(minutes=minute - 30), deed)
        for days, deeds in told
        for minute, deed in enumerate(deeds)
    ]
