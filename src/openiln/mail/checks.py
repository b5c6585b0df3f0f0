"""What the deployment checks refuse about mail."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

CONSOLE = "django.core.mail.backends.console.EmailBackend"


@register(Tags.security, deploy=True)
def check_mail_is_not_printed(**_: object) -> list[CheckMessage]:
    """A site that people reach by https mails its sign-in codes; a log is no place for one."""
    if settings.EMAIL_BACKEND != CONSOLE or not settings.ENVIRONMENT.is_https:
        return []
    return [
        Error(
            "ILN_MAIL is console, which prints every message, sign-in codes too, into the "
            "worker's log.",
            hint="Set ILN_MAIL to a mail server or a provider: docs/how-to/run-a-server.md, 6.",
            id="mail.E001",
        )
    ]
