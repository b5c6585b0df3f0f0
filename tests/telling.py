"""Builders of what news stores. Tests call them as `make.announcement()`."""

from datetime import date

import make
from openiln.news.actions.announcing import (
    correct_announcement,
    draft_announcement,
    publish_announcement,
)
from openiln.news.actions.following import ask_to_follow, confirm_following
from openiln.news.models import Announcement, Correction, Follower

TEXT = "The network meets on 4 May.\n\nRead more at https://northland.example/may."


def draft(
    title: str = "The spring meeting", text: str = TEXT, *, to: str = "public"
) -> Announcement:
    """A draft of the staff of Northland's network."""
    words = {"title": title, "text": text, "audience": to}
    return draft_announcement(make.northland(), **words, by=make.staff(), at=make.NOW)


def announcement(
    title: str = "The spring meeting",
    text: str = TEXT,
    *,
    to: str = "public",
    on: date | None = None,
) -> Announcement:
    """What is published, at once or on a day."""
    drafted = draft(title, text, to=to)
    words = {"on": on, "read": drafted.fingerprint}
    return publish_announcement(drafted, **words, by=make.staff(), at=make.NOW)


def members_announcement(title: str = "For members") -> Announcement:
    """What members alone read."""
    return announcement(title, to="members")


def correction(of: Announcement | None = None, note: str = "It is 5 May.") -> Correction:
    """A published announcement, mended."""
    of = of or announcement()
    words = {"title": of.title, "text": of.text.replace("4 May", "5 May"), "note": note}
    return correct_announcement(of, **words, read=of.fingerprint, by=make.staff(), at=make.NOW)


def follower(address: str = "jo@reader.example", *, is_confirmed: bool = True) -> Follower:
    """An address that follows Northland's network, or has only asked to."""
    network_id = make.northland()
    ask_to_follow(network_id, address=address, at=make.NOW)
    found = Follower.objects.get(network_id=network_id, address=address)
    return confirm_following(network_id, found.token, at=make.NOW) if is_confirmed else found
