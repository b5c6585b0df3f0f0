"""The core's only clock: below the words of `iln evidence` the day is passed in."""

from datetime import date


def today() -> date:
    """The holder's own day, for the holder's own papers."""
    return date.today()  # noqa: DTZ011 -- no zone: it is their day
