"""How this installation sends mail: from one setting to Django's and anymail's own."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from openiln.config.environment import Environment


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
        ImproperlyConfigured: it names no way to send mail, or a provider's secret is missing.
    """
    way = environment.mail.get_secret_value()
    if way == "console":
        return Mail("django.core.mail.backends.console.EmailBackend")
    if way.startswith(("smtp://", "smtps://")):
        return _smtp(way)
    secret = environment.mail_webhook_secret.get_secret_value()
    if ":" not in secret:
        raise ImproperlyConfigured(
            f"ILN_MAIL_WEBHOOK_SECRET must be NAME:PASSWORD, so that only {way} can tell us "
            "of bounces. Choose both and give them to the provider in the webhook's address."
        )
    own = {name: value.get_secret_value() for name, value in environment.mail_provider.items()}
    return Mail(
        f"anymail.backends.{way}.EmailBackend",
        provider=way,
        anymail={**own, "WEBHOOK_SECRET": secret},
    )


def _smtp(way: str) -> Mail:
    """smtps:// is encrypted from the first byte; smtp:// is once a user is named (STARTTLS)."""
    parts = urlsplit(way)
    if not parts.hostname:
        raise ImproperlyConfigured("ILN_MAIL names no host: smtp://user:password@host:587.")
    is_ssl = parts.scheme == "smtps"
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if is_ssl else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=bool(parts.username) and not is_ssl,
        use_ssl=is_ssl,
    )
