"""How a day is written for people."""

from datetime import date


def day_in_words(day: date) -> str:
    """The one way in which pages, messages and refusals write a day: 2 March 2026."""
    return f"{day.day} {day:%B %Y}"
