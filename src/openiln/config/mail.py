"""How this installation sends mail: from one setting to Django's and anymail's own."""

from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import SplitResult, unquote, urlsplit

from openiln.config.environment import Environment, wrong_setting
from openiln.kernel.errors import Finding

_WAYS = (
    "Write console, smtp://user:password@host:587, or the name of a provider as anymail writes it, "
    "such as postmark."
)


@dataclass(frozen=True)
class Mail:
    """What Django and anymail are told. `provider` is "" where mail is not sent by one."""

    backend: str
    provider: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    use_tls: bool = False
    use_ssl: bool = False
    anymail: dict[str, str] = field(default_factory=dict, repr=False)


def read(environment: Environment) -> Mail:
    """Understand the setting ILN_MAIL.

    Raises:
        WrongSetting: it names no way to send mail, or a provider's secret is missing.
    """
    way = environment.mail.get_secret_value()
    if way == "console":
        return Mail("django.core.mail.backends.console.EmailBackend")
    if way.startswith(("smtp://", "smtps://")):
        return _smtp(_address(way))
    if not way.isidentifier() or way == "base" or not find_spec(f"anymail.webhooks.{way}"):
        raise wrong_setting(Finding("ILN_MAIL", "names no way to send mail.", _WAYS))
    secret = environment.mail_webhook_secret.get_secret_value()
    if ":" not in secret:
        raise wrong_setting(
            Finding(
                "ILN_MAIL_WEBHOOK_SECRET",
                "is not NAME:PASSWORD.",
                f"Choose both, and give them to {way} in the webhook's address: with them alone "
                "it can tell us of bounces.",
            )
        )
    own = {name: value.get_secret_value() for name, value in environment.mail_provider.items()}
    return Mail(
        f"anymail.backends.{way}.EmailBackend",
        provider=way,
        anymail={**own, "WEBHOOK_SECRET": secret},
    )


def _address(way: str) -> SplitResult:
    """The parts of a mail server's address. A password may stand in it: nothing is repeated."""
    try:
        parts = urlsplit(way)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise wrong_setting(Finding("ILN_MAIL", "names no host, or no port that is one.", _WAYS))
    return parts


def _smtp(parts: SplitResult) -> Mail:
    """smtps:// is encrypted from the first byte; smtp:// is once a user is named (STARTTLS)."""
    is_ssl = parts.scheme == "smtps"
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host=str(parts.hostname),
        port=parts.port or (465 if is_ssl else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=bool(parts.username) and not is_ssl,
        use_ssl=is_ssl,
    )
