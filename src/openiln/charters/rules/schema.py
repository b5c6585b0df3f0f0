"""What a key of a charter file may be: the marks that the dataclasses of this package carry.

Each table of the file is a frozen dataclass, each key a field of the same name, and each field says
in `Annotated[..., Key("...")]` what it means. The reader, the manual and the comparison of two
charters are made from these marks alone, so that none of them can lag behind the grammar.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints


class Form(StrEnum):
    """What a text must look like."""

    TEXT = "text"
    ID = "id: small letters, digits and hyphens, beginning with a letter"
    MONTH_DAY = 'day of the year as "MM-DD"'
    TIME_ZONE = 'time zone as "America/Chicago"'
    RATED_YEAR = '"latest-final" or a school year as "2016-17"'
    STATE = 'state as its two capital letters, "MS"'
    ROW = 'row of the requirements as "MS-13"'
    MAIL = "e-mail address"
    TELEPHONE = 'telephone number as "601-555-0100"'
    PAGE = 'address of a page, beginning with "https://" or "http://"'


@dataclass(frozen=True)
class Key:
    """What a key means, and what its value must be beyond its type.

    `of` names the list whose elements this refers to by their id. `least` and `most` bound a
    number, a share, or the length of a list.
    """

    says: str
    form: Form = Form.TEXT
    of: str = ""
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Fault:
    """Something that a table's values cannot mean together.

    `key` is the key at fault, or a path below the table: "obligations.3.clause".
    """

    key: str
    wrong: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of the file."""

    def faults(self) -> Iterator[Fault]:
        """What its values, each right for itself, cannot mean together."""
        return iter(())


@dataclass(frozen=True, kw_only=True)
class Element(Table):
    """A table with an id, which others may refer to."""

    id: Annotated[str, Key("The name that other tables refer to it by.", form=Form.ID)]
    rows: Annotated[
        tuple[str, ...], Key("The rows of the requirements that it carries.", form=Form.ROW)
    ] = ()


class Spelled(Table, ABC):
    """A table that may be written as one text instead."""

    @classmethod
    @abstractmethod
    def from_text(cls, text: str) -> Self:
        """The table that a text stands for."""


@dataclass(frozen=True)
class KeyOf:
    """One key of one table: its name, its bare type, its marks."""

    name: str
    hint: Any
    key: Key
    is_required: bool
    default: Any

    NOTHING: ClassVar = object()


_known: dict[type[Table], dict[str, KeyOf]] = {}


def keys_of(table: type[Table]) -> dict[str, KeyOf]:
    """Every key of a table, in the order in which the dataclass has them."""
    if table not in _known:
        _known[table] = _read_keys(table)
    return _known[table]


def _read_keys(table: type[Table]) -> dict[str, KeyOf]:
    hints = get_type_hints(table, include_extras=True)
    found = {}
    for field in fields(table):
        hint, key = get_args(hints[field.name])
        is_required = field.default is MISSING
        default = KeyOf.NOTHING if is_required else field.default
        found[field.name] = KeyOf(field.name, bare(hint), key, is_required, default)
    return found


def bare(hint: Any) -> Any:  # noqa: ANN401 -- a type hint has no type of its own
    """A hint without `| None`."""
    if get_origin(hint) in (Union, UnionType):
        rest = tuple(a for a in get_args(hint) if a is not NoneType)
        return rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007 -- made at run time
    return hint


def tables_in(hint: Any) -> tuple[type[Table], ...]:  # noqa: ANN401 -- the same
    """The tables that a hint allows: none for a plain value, several for a choice."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return tuple(o for o in options if isinstance(o, type) and issubclass(o, Table))


def item_of(hint: Any) -> Any:  # noqa: ANN401 -- the same
    """What a list holds; None for what is no list."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def discriminator(table: type[Table]) -> str:
    """The key by which a table is known among others: its first."""
    return next(iter(keys_of(table)))
