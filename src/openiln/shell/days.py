"""How a form asks for a day."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""The days that anyone means; a year beyond them is mistyped."""


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar; typed as 2026-03-02 where it has none."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

    def format_value(self, value: object) -> str | None:
        """The day as a browser reads it; nothing for what was sent that is no day.

        A browser complains of a value that it cannot show, and shows none.
        """
        written = super().format_value(value)
        try:
            return date.fromisoformat(written or "").isoformat()
        except ValueError:
            return None


class DayField(forms.DateField):
    """A day. What was typed that is none stands in the sentence, for the field cannot show it."""

    widget = DayInput

    def to_python(self, value: str | datetime | date | None) -> date | None:
        try:
            day = super().to_python(value)
        except ValidationError:
            raise _no_day(value) from None
        if day is not None and not FIRST <= day <= LAST:
            raise _no_day(value)
        return day


def _no_day(value: object) -> ValidationError:
    return ValidationError(
        "“%(typed)s” is not a day that we can read. Write it as 2026-03-02: year, month, day.",
        code="invalid",
        params={"typed": str(value)[:40]},
    )
