"""How a form asks for a day."""

from datetime import date

from django import forms


class Day(forms.DateInput):
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
