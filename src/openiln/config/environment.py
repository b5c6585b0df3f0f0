"""The settings of an installation: typed, read once from ILN_... variables, documented in docs.

Any variable may instead be given as a file, ILN_SECRET_KEY_FILE=/run/secrets/key, which keeps
secrets out of the process list.
"""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from openiln.config import values
from openiln.kernel.errors import BadInput, Finding

PREFIX = "ILN_"
_WRONG = {  # by pydantic's name for the fault
    "missing": "is not set.",
    "too_short": "has fewer than {min_length} letters.",
    "int_parsing": "is no whole number.",
    "greater_than_equal": "is less than {ge}.",
    "bool_parsing": "is neither true nor false.",
    "string_pattern_mismatch": "is not written as it must be.",
    "ours": "{sentence}",
}


class IdentityProvider(BaseModel, frozen=True):
    """A sign-in of another organisation, by OpenID Connect.

    It is trusted to say which e-mail addresses its people have proved, but only of addresses whose
    end, behind the @, is one of `domains`: else any provider could sign in as anybody.
    """

    id: Annotated[str, Field(pattern="^[a-z0-9-]+$")]
    name: str
    server_url: Annotated[str, Field(pattern="^https?://")]
    domains: Annotated[tuple[str, ...], BeforeValidator(values.mail_domains)]
    client_id: str
    client_secret: SecretStr


class Environment(BaseSettings):
    """One field per variable; the description is what docs/reference/settings.md says.

    Whoever writes a variable wrongly is shown its example. One that is empty counts as not set.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore"
    )

    secret_key: Annotated[
        SecretStr,
        Field(
            min_length=32,
            description="Signs sessions and mailed links. Keep it.",
            examples=["fifty random letters"],
        ),
    ]
    state: Path = Field(
        description="The folder of stored files, served assets and, with SQLite, the database.",
        examples=["/var/lib/openiln"],
    )
    database: Annotated[str, AfterValidator(values.database_address)] = Field(
        "",
        description="postgresql://user:password@host:5432/name. Empty: SQLite in the state folder.",
        examples=["postgresql://user:password@host:5432/name"],
    )
    site_url: str = Field(
        "http://localhost:8000",
        pattern=r"^https?://[^/\s]+$",
        description="The address people use; https turns secure cookies on.",
        examples=["https://iln.example.gov"],
    )
    hosts: Annotated[list[str], NoDecode, BeforeValidator(values.host_names)] = Field(
        ["localhost", "127.0.0.1"],
        description=(
            "Further host names answered, with commas between; the one of ILN_SITE_URL always is."
        ),
        examples=["iln.example.gov,www.iln.example.gov"],
    )
    proxies: int = Field(
        0,
        ge=0,
        description=(
            "How many proxies stand before the site, each adding to X-Forwarded-For: tries at "
            "signing in are counted by the address that the first of them saw."
        ),
        examples=["1"],
    )
    mail: SecretStr = Field(
        SecretStr("console"),
        description=(
            "How mail is sent: console (printed by the worker), smtp://user:password@host:587, or "
            "a provider by anymail's name for it, such as postmark."
        ),
    )
    mail_from: str = Field(
        "OpenILN <no-reply@localhost>",
        pattern=r"^([^<>@]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$",
        description="The sender of every message.",
        examples=["OpenILN <no-reply@iln.example.gov>"],
    )
    mail_provider: Annotated[dict[str, SecretStr], NoDecode, BeforeValidator(values.from_json)] = (
        Field(
            {},
            description="The provider's own settings by anymail's names, as a JSON object.",
            examples=['{"POSTMARK_SERVER_TOKEN": "..."}'],
        )
    )
    mail_webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="NAME:PASSWORD with which the provider tells of bounces at /mail/PROVIDER/.",
    )
    demo: bool = Field(
        default=False,
        description="A demonstration: banners say so, sign-in offers its people.",
        examples=["true"],
    )
    oidc: Annotated[
        list[IdentityProvider],
        NoDecode,
        BeforeValidator(values.from_json),
        AfterValidator(values.named_once),
    ] = Field(
        [],
        description=(
            "Sign-in by other organisations, as a JSON list of objects with id, name, server_url, "
            "client_id, client_secret and domains: the ends of the e-mail addresses that it may "
            "sign in."
        ),
        examples=['[{"id": "ndoe", "domains": ["ndoe.example.gov"], "name": "Northland", ...}]'],
    )
    log_json: bool = Field(
        default=False,
        description="Log lines as JSON rather than for a person.",
        examples=["true"],
    )

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def hosts_answered(self) -> list[str]:
        return [urlsplit(self.site_url).hostname or "", *self.hosts]

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.state / 'db.sqlite3').resolve()}"


class WrongSetting(BadInput):
    """The installation's settings cannot be used; each finding names a variable."""


def read_files(environ: MutableMapping[str, str]) -> None:
    """Set ILN_X from the file that ILN_X_FILE names, for every such variable.

    Raises:
        WrongSetting: the file cannot be read, or both ILN_X and ILN_X_FILE are set.
    """
    for name in [n for n in environ if n.startswith(PREFIX) and n.endswith("_FILE")]:
        plain = name.removesuffix("_FILE")
        if plain in environ:
            raise WrongSetting(f"Both {plain} and {name} are set. Keep one of them.")
        try:
            environ[plain] = Path(environ.pop(name)).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WrongSetting(
                f"The file that {name} names cannot be read as text. Check its path and who may "
                "read it."
            ) from error


def read() -> Environment:
    """Read the environment of this program.

    Raises:
        WrongSetting: a variable is missing or wrong.
    """
    read_files(os.environ)
    try:
        return Environment()
    except ValidationError as error:
        findings = (_finding(fault) for fault in error.errors(include_input=False))
        raise wrong_setting(*findings) from None


def wrong_setting(*findings: Finding) -> WrongSetting:
    """The refusal of an installation for these faults of its variables."""
    return WrongSetting("The settings cannot be used. See docs/reference/settings.md.", findings)


def _finding(fault: ErrorDetails) -> Finding:
    """One fault as a sentence: the variable, what is wrong, and an example of what is right."""
    name, *inside = fault["loc"]
    (example,) = Environment.model_fields[str(name)].examples or []
    within = "".join(f"{f'entry {p + 1}' if isinstance(p, int) else p}, " for p in inside)
    wrong = _WRONG.get(fault["type"], "is not of the kind that is read.")
    return Finding(
        f"{PREFIX}{str(name).upper()}",
        within + wrong.format(**fault.get("ctx", {})),
        f"For example: {example}",
    )
