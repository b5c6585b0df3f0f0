"""Every write of announcements: draft, edit, publish, correct, take back."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from openiln.kernel import audit, outbox
from openiln.kernel.days import day_in_words
from openiln.kernel.seat import Seat
from openiln.news import queries
from openiln.news.models import Announcement, Correction
from openiln.news.permissions import check_can_announce
from openiln.news.rules import (
    IN_HAND,
    Standing,
    audience_called,
    check_audience,
    check_day,
    check_read,
    check_standing,
    clean_note,
    clean_text,
    clean_title,
)

PUBLISHED = "news.published"
"""The event: {"announcement": public id, "appears_at": ISO 8601}, delivered when it appears."""


@transaction.atomic
def draft_announcement(
    network_id: str, *, title: str, text: str, audience: str, by: Seat, at: datetime
) -> Announcement:
    """Write an announcement that nobody else reads yet.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        BadInput: no title, no text, too much of either, or no such audience.
        RuleViolation: it would be public, and the network's rules keep news for its people.
    """
    check_can_announce(by, network_id)
    check_audience(audience, queries.rules_of(network_id, at))
    drafted = Announcement.objects.create(
        network_id=network_id,
        title=clean_title(title),
        text=clean_text(text),
        audience=audience_called(audience),
        drafted_at=at,
    )
    _record("drafted", drafted, by=by, at=at)
    return drafted


@transaction.atomic
def edit_announcement(
    announcement: Announcement,
    *,
    title: str,
    text: str,
    audience: str,
    read: str,
    by: Seat,
    at: datetime,
) -> Announcement:
    """Change a draft, or what waits for its day. `read` is the fingerprint of what was read.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it has appeared, was taken back, or somebody else changed it.
        BadInput, RuleViolation: as in draft_announcement.
    """
    announcement = _begin(announcement, read, IN_HAND, by=by, at=at)
    announcement.title, announcement.text = clean_title(title), clean_text(text)
    announcement.audience = audience_called(audience)
    check_audience(audience, queries.rules_of(announcement.network_id, at))
    announcement.save()
    _record("edited", announcement, by=by, at=at)
    return announcement


@transaction.atomic
def publish_announcement(
    announcement: Announcement, *, on: date | None, read: str, by: Seat, at: datetime
) -> Announcement:
    """Let it appear now, or from the first minute of a later day where the network is.

    Until that day has come, it can be given another.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it has appeared, was taken back, or somebody changed what was read.
        BadInput: the day is over.
        RuleViolation: it would be public, and the network's rules keep news for its people.
    """
    announcement = _begin(announcement, read, IN_HAND, by=by, at=at)
    charter = queries.rules_of(announcement.network_id, at)
    check_audience(announcement.audience, charter)
    today = queries.local_day(charter, at)
    on = on or today
    check_day(on, today)
    zone = ZoneInfo(charter.network.time_zone)
    announcement.appears_at = at if on == today else datetime.combine(on, time.min, zone)
    announcement.save()
    _record(f"published, from {day_in_words(on)} on,", announcement, by=by, at=at)
    moment = announcement.appears_at
    payload = {"announcement": announcement.public_id, "appears_at": moment.isoformat()}
    outbox.publish(PUBLISHED, payload, at=moment)
    return announcement


@transaction.atomic
def correct_announcement(
    announcement: Announcement,
    *,
    title: str,
    text: str,
    note: str,
    read: str,
    by: Seat,
    at: datetime,
) -> Correction:
    """Mend what has appeared; the dated note stays below it. Nobody is mailed again.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it has not appeared, was taken back, or somebody else changed it.
        BadInput: no note; as in draft_announcement.
    """
    announcement = _begin(announcement, read, frozenset({Standing.PUBLISHED}), by=by, at=at)
    correction = Correction.objects.create(
        announcement=announcement,
        note=clean_note(note, "Write what you corrected: every reader sees it, with the day."),
        at=at,
        title_before=announcement.title,
        text_before=announcement.text,
    )
    announcement.title, announcement.text = clean_title(title), clean_text(text)
    announcement.save()
    _record("corrected", announcement, by=by, at=at)
    return correction


@transaction.atomic
def take_back(announcement: Announcement, *, reason: str, by: Seat, at: datetime) -> Announcement:
    """Take an announcement back. If it had appeared, its page says when and why, and no more.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it was taken back already.
        BadInput: there is no reason.
    """
    announcement = queries.lock(announcement)
    check_can_announce(by, announcement.network_id)
    check_standing(announcement.standing(at), frozenset(Standing) - {Standing.TAKEN_BACK})
    missing = "Write why you take it back: whoever has its address reads that instead."
    announcement.taken_back_because = clean_note(reason, missing)
    announcement.taken_back_at = at
    announcement.save()
    _record("took back", announcement, by=by, at=at)
    return announcement


def _begin(
    announcement: Announcement, read: str, allowed: frozenset[Standing], *, by: Seat, at: datetime
) -> Announcement:
    """Lock, re-read, check: the seat may, the step is in time, the words are those read."""
    announcement = queries.lock(announcement)
    check_can_announce(by, announcement.network_id)
    check_standing(announcement.standing(at), allowed)
    check_read(read, announcement.fingerprint)
    return announcement


def _record(verb: str, announcement: Announcement, *, by: Seat, at: datetime) -> None:
    said = f"{by.label} {verb} the announcement “{announcement}” of {announcement.network_id}."
    audit.record(said, by=by, at=at, about=announcement)
