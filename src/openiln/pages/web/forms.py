"""Forms of the pages that show several contexts. They clean; they never save."""

from collections.abc import Mapping

from django import forms

from openiln.shell.days import DayField


class HistoryAsked(forms.Form):
    """Which part of the history is wanted. Everything may be left empty."""

    organisation = forms.ChoiceField(label="About", required=False)
    kind = forms.ChoiceField(label="What", required=False)
    who = forms.CharField(label="Done by (role or name)", required=False, max_length=100)
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

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
