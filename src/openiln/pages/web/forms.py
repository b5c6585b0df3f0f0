"""Forms of the pages that show several contexts. They clean; they never save."""

from collections.abc import Mapping
from datetime import date

from django import forms


class DayInput(forms.DateInput):
    """A browser's own way to choose a day. It shows nothing that is no day, and complains of it."""

    input_type = "date"

    def format_value(self, value: object) -> str | None:
        """The day as a browser reads it; nothing for what an address asked that is none."""
        written = super().format_value(value)
        try:
            return date.fromisoformat(written or "").isoformat()
        except ValueError:
            return None


class HistoryAsked(forms.Form):
    """Which part of the history is wanted. Everything may be left empty."""

    organisation = forms.ChoiceField(label="About", required=False)
    kind = forms.ChoiceField(label="What", required=False)
    who = forms.CharField(label="Done by", required=False, max_length=100)
    since = forms.DateField(label="From", required=False, widget=DayInput)
    until = forms.DateField(label="To", required=False, widget=DayInput)

    def __init__(
        self, *args: object, organisations: Mapping[str, str], kinds: Mapping[str, str]
    ) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # Django's own words
        of = [("", "Everyone"), *organisations.items()]
        what = [("", "Everything"), *kinds.items()]
        self.fields["organisation"] = forms.ChoiceField(label="About", required=False, choices=of)
        self.fields["kind"] = forms.ChoiceField(label="What", required=False, choices=what)
        if not organisations:
            del self.fields["organisation"]
