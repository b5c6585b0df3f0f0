"""Forms about access. They clean; they never save."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from openiln.accounts.rules import Role, same_address
from openiln.kernel.telephones import is_number


class GiveAccess(forms.Form):
    """An e-mail address, and one of the roles that the giver may give there."""

    address = forms.EmailField(
        label="E-mail address",
        help_text="An invitation is mailed to it. It must be the person's own.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Role")

    def __init__(self, *args: object, roles: Iterable[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own words
        choices = [(role.value, f"{role.label}: {role.purpose}") for role in roles]
        self.fields["role"] = forms.ChoiceField(
            label="Role", choices=choices, widget=forms.RadioSelect
        )

    def clean_address(self) -> str:
        return same_address(self.cleaned_data["address"])

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class EndAccess(forms.Form):
    """Why access ends."""

    reason = forms.CharField(
        label="Why it ends",
        max_length=300,
        help_text="A few words, such as “Has left the district”. The record keeps them.",
    )


class OwnName(forms.Form):
    """What one is called."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="The people of your organisation and the network's staff see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telephone = forms.CharField(
        label="Telephone at work",
        required=False,
        max_length=40,
        help_text="Such as 601-555-0100 ext. 4. The people of your networks see it under Whom to "
        "call. Leave it empty to show none.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "work tel"}),
    )

    def clean_telephone(self) -> str:
        """A number that can be dialled, or none."""
        written: str = self.cleaned_data["telephone"]
        if written and not is_number(written):
            raise ValidationError(
                f"“{written}” is no number that can be dialled. Write it with its area code, such "
                "as 601-555-0100."
            )
        return written
