"""Forms of joining. They clean; they never save."""

from typing import Any

from django import forms

from openiln.charters.facade import Vote
from openiln.membership.actions.answering import LONGEST_ANSWER
from openiln.membership.rules.letter import LONGEST_STATEMENT
from openiln.membership.rules.votes import Conduct, Count
from openiln.shell.days import DayField


class Confirm(forms.Form):
    """Nothing but the button."""


class Read(forms.Form):
    """Carries the sha256 of the text that was on the page."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Words(Read):
    """The organisation's own words in its letter."""

    statement = forms.CharField(
        label="Our own words",
        required=False,
        max_length=LONGEST_STATEMENT,
        help_text="What you want to try, and why. Nothing is asked; you can leave it empty.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class Signature(forms.Form):
    """A typed name and title: a signature."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    title = forms.CharField(
        label="Your title",
        max_length=120,
        help_text="What you are there: your office, or your post and where you work.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )


class Sign(Read, Signature):
    """A signature under the text that was on the page."""


class Link(forms.Form):
    """To whom a link is mailed."""

    address = forms.EmailField(
        label="E-mail address",
        help_text="The signatory's own. Whoever has the link can sign.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class Paper(Sign):
    """What was signed on paper, and its proof."""

    signed_on = DayField(label="Day of the signature")
    scan = forms.FileField(
        label="Scan of the signed page",
        required=False,
        help_text="A PDF or a picture, at most 20 MB. Or write below where the minutes have it.",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )
    minutes_reference = forms.CharField(
        label="Place in the minutes",
        required=False,
        max_length=200,
        help_text="Such as: Board meeting of 12 February 2026, item 7.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own words
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name on the paper"
        self.fields["title"].label = "Title on the paper"
        self.fields["title"].help_text = "As it stands beside the signature."


class Recognition(forms.Form):
    """Which of those who have access signed."""

    head = forms.ChoiceField(label="Who signed")

    def __init__(self, *args: Any, heads: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 -- the same
        super().__init__(*args, **kwargs)
        self.fields["head"].choices = heads  # type: ignore[attr-defined]  # declared above


class Ballot(Read):
    """A vote's counts, or why it does not apply."""

    eligible = forms.IntegerField(label="How many may vote", required=False, min_value=0)
    present = forms.IntegerField(label="How many took part", required=False, min_value=0)
    cast = forms.IntegerField(label="How many votes were cast", required=False, min_value=0)
    yes = forms.IntegerField(label="How many voted in favour", required=False, min_value=0)
    held_on = DayField(label="Day of the vote", required=False)
    noticed_on = DayField(label="Day on which notice was given", required=False)
    certified_by = forms.CharField(label="Certified by", required=False, max_length=120)
    was_secret = forms.BooleanField(label="It was a secret ballot", required=False)
    not_applicable = forms.ChoiceField(label="Or: why the vote does not apply", required=False)

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:  # noqa: ANN401 -- the same
        super().__init__(*args, **kwargs)
        reasons = [("", "It applies"), *((r, r) for r in vote.not_applicable)]
        chosen = self.fields["not_applicable"]
        chosen.choices = reasons  # type: ignore[attr-defined]  # a ChoiceField, declared above
        if not vote.not_applicable:
            del self.fields["not_applicable"]
        if vote.notice_days is None:
            del self.fields["noticed_on"]
        if vote.certified_by is None:
            del self.fields["certified_by"]
        if not vote.secret:
            del self.fields["was_secret"]

    def clean(self) -> dict[str, Any]:
        """All counts and the day, unless the vote does not apply."""
        typed = self.cleaned_data
        if not typed.get("not_applicable"):
            for name in ("eligible", "present", "cast", "yes", "held_on"):
                if typed.get(name) is None and name not in self.errors:
                    self.add_error(name, "Write this, or choose why the vote does not apply.")
        return typed

    def words(self) -> dict[str, Any]:
        """What the action takes."""
        typed = self.cleaned_data
        if typed.get("not_applicable"):
            reason = typed["not_applicable"]
            named = {"not_applicable": reason, "read": typed["read"]}
            return {"count": None, "conduct": None, **named}
        return {
            "read": typed["read"],
            "count": Count(typed["eligible"], typed["present"], typed["cast"], typed["yes"]),
            "conduct": Conduct(
                held_on=typed["held_on"],
                was_secret=typed.get("was_secret", False),
                certified_by=typed.get("certified_by", ""),
                noticed_on=typed.get("noticed_on"),
            ),
        }


class Reason(forms.Form):
    """Why; it is read whole by whom it concerns."""

    reason = forms.CharField(
        label="Reason", max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class SendAgain(forms.Form):
    """A word to what was asked when the letter was sent back, and a file that belongs to it."""

    answer = forms.CharField(
        label="Your answer, if you have one",
        required=False,
        max_length=LONGEST_ANSWER,
        help_text="What you changed, or why you left it. It stands beside what was asked.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    attachment = forms.FileField(
        label="A file, if one was asked for",
        required=False,
        help_text="A PDF, a picture or an office file, at most 20 MB.",
    )


class ReasonAfterReading(Read, Reason):
    """A reason about the text that was on the page."""


class WayIn(forms.Form):
    """Whose way in is opened, and into which kind of membership, where there are several."""

    organisation = forms.CharField(widget=forms.HiddenInput, max_length=12)
    tier = forms.ChoiceField(label="As")

    def __init__(self, *args: Any, tiers: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 -- the same
        super().__init__(*args, **kwargs)
        tier = self.fields["tier"]
        tier.choices = tiers  # type: ignore[attr-defined]  # a ChoiceField, declared above
        if len(tiers) == 1:
            tier.widget, self.initial["tier"] = forms.HiddenInput(), tiers[0][0]


class Exceptional(WayIn, Reason):
    """Why an organisation may join by exception."""


class Invitation(WayIn):
    """Towards which designation."""

    towards = forms.ChoiceField(label="To prepare to become")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 -- the same
        super().__init__(*args, **kwargs)
        self.fields["towards"].choices = choices  # type: ignore[attr-defined]  # declared above


class Designation(forms.Form):
    """A designation that is held."""

    designation = forms.ChoiceField(label="Status")
    since = DayField(label="First day")
    until = DayField(label="Last day, if it is known", required=False)
    source = forms.CharField(
        label="Where it is on record",
        max_length=300,
        help_text="The order, the minutes or the release.",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 -- the same
        super().__init__(*args, **kwargs)
        self.fields["designation"].choices = choices  # type: ignore[attr-defined]  # declared above


class LastDay(Reason):
    """Until when a designation is held, and why."""

    until = DayField(label="Last day", help_text="They hold it on this day too. It may lie ahead.")
    field_order = ("until", "reason")


class Person(forms.Form):
    """Someone for the roster."""

    name = forms.CharField(label="Name", max_length=120)
    role = forms.CharField(
        label="What they are", max_length=120, help_text="Such as teacher, principal, counselor."
    )
    contact = forms.EmailField(label="E-mail address, if they have one", required=False)
