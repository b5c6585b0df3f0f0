"""The settings of an installation: typed, read once from ILN_... variables, documented in docs.

Any variable may instead be given as a file, ILN_SECRET_KEY_FILE=/run/secrets/key, which keeps
secrets out of the process list.
"""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from openiln.kernel.errors import BadInput, Finding

PREFIX = "ILN_"


class IdentityProvider(BaseModel, frozen=True):
    """A sign-in of another organisation, by OpenID Connect.

    It is trusted to say which e-mail addresses its people have proved: name only those you trust.
    """

    id: Annotated[str, Field(pattern="^[a-z0-9-]+$")]
    name: str
    server_url: Annotated[str, Field(pattern="^https?://")]
    client_id: str
    client_secret: SecretStr


class Environment(BaseSettings):
    """One field per variable; the description is what docs/reference/settings.md says."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    secret_key: Annotated[
        SecretStr, Field(min_length=32, description="Signs sessions and mailed links. Keep it.")
    ]
    state: Path = Field(
        description="The folder of stored files, served assets and, with SQLite, the database.",
    )
    database: str = Field(
        "",
        description="postgresql://user:password@host:5432/name. Empty: SQLite in the state folder.",
    )
    site_url: str = Field(
        "http://localhost:8000",
        description="The address people use; https turns secure cookies on.",
    )
    hosts: list[str] = Field(
        ["localhost", "127.0.0.1"], description="Host names answered, as a JSON list."
    )
    proxies: int = Field(
        0,
        ge=0,
        description=(
            "How many proxies stand before the site, each adding to X-Forwarded-For: tries at "
            "signing in are counted by the address that the first of them saw."
        ),
    )
    mail: SecretStr = Field(
        SecretStr("console"),
        description=(
            "How mail is sent: console (printed by the worker), smtp://user:password@host:587, or "
            "a provider by anymail's name for it, such as postmark."
        ),
    )
    mail_from: str = Field(
        "OpenILN <no-reply@localhost>", description="The sender of every message."
    )
    mail_provider: dict[str, SecretStr] = Field(
        {}, description="The provider's own settings by anymail's names, as a JSON object."
    )
    mail_webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="NAME:PASSWORD with which the provider tells of bounces at /mail/PROVIDER/.",
    )
    demo: bool = Field(
        default=False, description="A demonstration: banners say so, sign-in offers its people."
    )
    oidc: list[IdentityProvider] = Field(
        [],
        description=(
            "Sign-in by other organisations, as a JSON list of objects with id, name, server_url, "
            "client_id and client_secret."
        ),
    )
    log_json: bool = Field(default=False, description="Log lines as JSON rather than for a person.")

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

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
            raise WrongSetting(f"The file that {name} names cannot be read as text.") from error


def read() -> Environment:
    """Read the environment of this program.

    Raises:
        WrongSetting: a variable is missing or wrong.
    """
    read_files(os.environ)
    try:
        return Environment()
    except ValidationError as error:
        findings = tuple(
            Finding(PREFIX + str(fault["loc"][0]).upper(), f"{fault['msg']}.", "")
            for fault in error.errors(include_input=False)
        )
        raise WrongSetting(
            "The settings cannot be used. See docs/reference/settings.md.", findings
        ) from None
