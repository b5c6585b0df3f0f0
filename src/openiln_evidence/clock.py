"""The core's only clock; everything below the words of `iln evidence` gets the day as an argument."""

from datetime import date


def today() -> date:
    """The holder's own day, for the holder's own papers."""
    return date.today()  # noqa: DTZ011 -- no zone: it is their day
