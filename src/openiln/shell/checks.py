"""What must be in place before a page can be shown."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from openiln.shell import assets


@register()
def check_front_end(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 -- Django's own signature
    """Refuse to start without the front-end packages: every page would be bare text."""
    return [
        Error(
            f"The front-end package {package.name} {package.version} is missing.",
            hint="Run ./dev demo or ./dev test once with a network; both fetch it.",
            id="shell.E001",
        )
        for package in assets.missing()
    ]
