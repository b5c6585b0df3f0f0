"""What may be written, when it appears, what may follow, and how long a link lasts. Pure."""

import hashlib
import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from openiln.charters.facade import Charter, Sight
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import BadInput, OutOfDate, RuleViolation

LONGEST_TITLE = 150
LONGEST_TEXT = 20_000
LONGEST_NOTE = 1_000
LINK_LASTS = timedelta(days=3)
"""Three days **[choice]** to confirm an address; then it is forgotten."""
COUNTED_FOR = timedelta(days=30)
"""How long an address is kept and counted to which mail came back **[choice]**."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""XML 1.0, 2.2, has no place for most of them, and the feed is XML."""


class Audience(StrEnum):
    """Who reads an announcement."""

    PUBLIC = "public"
    MEMBERS = "members"


class Standing(StrEnum):
    """Where an announcement is at a moment. Computed, never stored."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    TAKEN_BACK = "taken back"


IN_HAND = frozenset({Standing.DRAFT, Standing.SCHEDULED})
"""Nobody outside has read it: it may still become anything."""


def standing(
    *, appears_at: datetime | None, taken_back_at: datetime | None, at: datetime
) -> Standing:
    """Where an announcement is at a moment."""
    if taken_back_at is not None:
        return Standing.TAKEN_BACK
    if appears_at is None:
        return Standing.DRAFT
    return Standing.PUBLISHED if appears_at <= at else Standing.SCHEDULED


def check_standing(found: Standing, allowed: frozenset[Standing]) -> None:
    """Refuse a step that comes too late, or too early.

    Raises:
        OutOfDate: the announcement is elsewhere by now.
    """
    if found in allowed:
        return
    raise OutOfDate(
        {
            Standing.DRAFT: "It is not published yet. Edit the draft instead.",
            Standing.SCHEDULED: "It has not appeared yet. Edit it instead.",
            Standing.PUBLISHED: "It is published already. Correct it, or take it back.",
            Standing.TAKEN_BACK: "It was taken back. Write a new announcement instead.",
        }[found]
    )


def fingerprint(title: str, text: str, audience: str) -> str:
    """What a form carries of the words that it was opened on."""
    return hashlib.sha256(f"{audience}\0{title}\0{text}".encode()).hexdigest()


def check_read(read: str, now: str) -> None:
    """Refuse to act on words that somebody else has changed since they were read.

    Raises:
        OutOfDate: they were changed.
    """
    if read != now:
        raise OutOfDate(
            "Somebody changed this announcement since you opened it. Read it as it now stands; "
            "if you send this once more, it counts for that."
        )


def clean_title(title: str) -> str:
    """A title on one line.

    Raises:
        BadInput: it is empty or too long.
    """
    title = " ".join(_UNPRINTABLE.sub("", title).split())
    return _of_length(title, LONGEST_TITLE, "title", "Write a title: it is all that many read.")


def clean_text(text: str) -> str:
    """A text in paragraphs, with one empty line between two.

    Raises:
        BadInput: it is empty or too long.
    """
    lines = "\n".join(_UNPRINTABLE.sub("", line).rstrip() for line in text.splitlines())
    text = re.sub(r"\n{3,}", "\n\n", lines).strip()
    return _of_length(text, LONGEST_TEXT, "text", "Write the text: what happened, or will.")


def clean_note(note: str, missing: str) -> str:
    """A note on a correction, or a reason. `missing` is what to say where there is none.

    Raises:
        BadInput: it is empty or too long.
    """
    note = " ".join(_UNPRINTABLE.sub("", note).split())
    return _of_length(note, LONGEST_NOTE, "note", missing)


def _of_length(words: str, longest: int, what: str, missing: str) -> str:
    if not words:
        raise BadInput(missing)
    if len(words) > longest:
        raise BadInput(f"The {what} has {len(words):,} characters; at most {longest:,} fit.")
    return words


def audience_called(word: str) -> Audience:
    """An audience by its word.

    Raises:
        BadInput: there is none.
    """
    try:
        return Audience(word)
    except ValueError as error:
        raise BadInput("Choose who reads it: everyone, or the network's people.") from error


def is_public(charter: Charter) -> bool:
    """Whether the network's rules let everyone read its news."""
    return charter.privacy.news is Sight.PUBLIC


def check_audience(audience: str, charter: Charter) -> None:
    """Refuse to tell everyone what the network's rules keep for its people.

    Raises:
        RuleViolation: they do.
    """
    if audience == Audience.PUBLIC and not is_public(charter):
        raise RuleViolation(
            f"The {charter.words.rules} keep news for the network's own people. "
            "Choose “Only people of the network”."
        )


def check_followable(charter: Charter) -> None:
    """Refuse to mail news that nobody outside may read.

    Raises:
        RuleViolation: the network's rules keep it for its people.
    """
    if not is_public(charter):
        raise RuleViolation("This network's news is for its own people. They read it signed in.")


def check_day(on: date, today: date) -> None:
    """Refuse to publish on a day that is over.

    Raises:
        BadInput: it is.
    """
    if on < today:
        raise BadInput(f"{day_in_words(on)} is over. Choose today or a later day.")


def check_link(expires_at: datetime | None, at: datetime) -> None:
    """Refuse a link that confirms nothing any more.

    Raises:
        OutOfDate: it has expired.
    """
    if expires_at is not None and at >= expires_at:
        raise OutOfDate("This link has ended. Ask once more, and a new one is mailed.")
