"""What the value of a setting may say, where its type alone does not tell."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

_HOST_NAME = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)
_MAIL_DOMAIN = re.compile(
    r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])", re.IGNORECASE | re.ASCII
)
_DATABASES = ("postgresql", "postgres", "sqlite")


def host_names(value: object) -> object:
    """Names with commas between, as a list."""
    if not isinstance(value, str):
        return value
    names = [name.strip() for name in value.split(",")]
    for name in names:
        if not _HOST_NAME.fullmatch(name):
            raise _wrong(f"says {name!r}, which is no host name: no scheme, port or brackets.")
    return names


def from_json(value: object) -> object:
    """What JSON says. A secret may stand in it, so that nothing of it is repeated."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise _wrong("is no JSON: look for brackets and double quotation marks.") from error


def mail_domains(value: object) -> object:
    """The ends of e-mail addresses, behind the @, in lower case; each stands for itself alone."""
    if not isinstance(value, list) or not value:
        raise _wrong("is no list of one domain or more: the ends of addresses, behind the @.")
    for domain in value:
        if not isinstance(domain, str) or not _MAIL_DOMAIN.fullmatch(domain):
            raise _wrong(
                f"says {domain!r}, which is no domain: write out what stands behind the @."
            )
    return [domain.lower() for domain in value]


def named_once(providers: list[Any]) -> list[Any]:
    """Identity providers of which no two have the same id: the id stands in addresses."""
    ids = [provider.id for provider in providers]
    for twice in sorted({each for each in ids if ids.count(each) > 1}):
        raise _wrong(f"names “{twice}” twice: give each provider an id of its own.")
    return providers


def database_address(value: str) -> str:
    """The address of a database of a kind that we use; a password may stand in it."""
    if not value:
        return value
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in _DATABASES and len(parts.path) > 1 and parts.port != 0
    except ValueError as error:
        raise _wrong(
            "is no address: the port must be a number, and odd letters of a password are written "
            "as %40 for @, %2F for / and %23 for #."
        ) from error
    if not is_whole:
        raise _wrong("names no database of PostgreSQL.")
    return value


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("ours", "{sentence}", {"sentence": sentence})
