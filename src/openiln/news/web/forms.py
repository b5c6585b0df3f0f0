"""Forms of news. They clean; they never save."""

from typing import Any, cast

from django import forms

from openiln.news.rules import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE, Audience
from openiln.shell.days import DayField


class Read(forms.Form):
    """Carries the fingerprint of the words that were on the page."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Words(forms.Form):
    """What an announcement says."""

    title = forms.CharField(label="Title", max_length=LONGEST_TITLE)
    text = forms.CharField(
        label="Text",
        max_length=LONGEST_TEXT,
        help_text="Plain text. An empty line begins a new paragraph; web addresses become links.",
        widget=forms.Textarea(attrs={"rows": 14}),
    )


class Draft(Words):
    """A new announcement."""

    audience = forms.ChoiceField(
        label="Who reads it",
        help_text="What everyone reads is mailed to those who follow. "
        "People of the network read the rest when they have signed in.",
        choices=[
            (Audience.PUBLIC.value, "Everyone"),
            (Audience.MEMBERS.value, "Only people of the network"),
        ],
    )

    def __init__(self, *args: Any, is_public: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own words
        super().__init__(*args, **kwargs)
        if not is_public:
            audience = cast("forms.ChoiceField", self.fields["audience"])
            audience.choices = [(Audience.MEMBERS.value, "Only people of the network")]
            audience.help_text = "They read it when they have signed in."


class Edit(Draft, Read):
    """A draft, changed."""


class Publish(Read):
    """When it appears."""

    on = DayField(
        label="Day on which it appears",
        required=False,
        help_text="Leave it empty to publish now.",
    )


class Correct(Words, Read):
    """What has appeared, mended."""

    note = forms.CharField(
        label="What you corrected",
        max_length=LONGEST_NOTE,
        help_text="Every reader sees it below the announcement, with today's date.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeBack(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        help_text="If it has appeared, whoever opens its address reads this instead.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Follow(forms.Form):
    """Where the news is mailed."""

    address = forms.EmailField(
        label="Your e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
