"""The library's forms about ways to sign in, with our words on their fields."""

from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

NAME = "What you call it"


class UseApp(ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own words
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code from the app"


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey's name, and whether it signs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own words
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
        self.fields["name"].help_text = "Such as: my phone."
        self.fields["passwordless"].label = "It signs me in by itself"
        self.fields["passwordless"].help_text = "Else it is a second step after a code."


class NamePasskey(EditWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Another name of a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own words
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
