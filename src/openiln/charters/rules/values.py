"""Single values of a charter file: each is taken as what it must be, or refused with its mend."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction
from typing import Any
from zoneinfo import available_timezones

from openiln.charters.rules.schema import Form, Key
from openiln.kernel.telephones import is_number

LONGEST_TEXT = 4000
"""Characters. A text that a signatory reads; the longest that ships has a tenth of it."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ROW = re.compile(r"[A-Z]{2,6}-\d{1,3}(?:\.\d{1,2})?")
_RATED_YEAR = re.compile(r"latest-final|(?:19|20)\d\d-\d\d")
_MONTH_DAY = re.compile(r"\d\d-\d\d")
_STATE = re.compile(r"[A-Z]{2}")
_PART = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PAGE = re.compile(r"https?://[^\s/\"<>]+\.[^\s\"<>]+")
_BREAKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST_ID = 60


class Misfit(ValueError):
    """What is wrong with a value, and its mend."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.mend = mend


def kind_of(raw: Any) -> str:  # noqa: ANN401 -- any TOML
    """What a TOML value is, in words."""
    kinds = {bool: "true or false", str: "text", int: "a number", float: "a number with a point"}
    kinds |= {list: "a list", dict: "a table", datetime: "a time", date: "a day", time: "a time"}
    return kinds[type(raw)]


def take_bool(_: type, __: Key, raw: Any) -> bool:  # noqa: ANN401 -- any TOML
    if not isinstance(raw, bool):
        raise Misfit(f"is {kind_of(raw)} where true or false belongs.", "Write true or false.")
    return raw


def take_whole(_: type, key: Key, raw: Any) -> int:  # noqa: ANN401 -- any TOML
    if isinstance(raw, bool) or not isinstance(raw, int):
        wrong = f"is {kind_of(raw)} where a whole number belongs."
        raise Misfit(wrong, "Write digits alone, without quotation marks: 4.")
    if key.least is not None and raw < key.least:
        raise Misfit(f"is {raw}, which is too small.", f"Write {key.least} or more.")
    if key.most is not None and raw > key.most:
        raise Misfit(f"is {raw}, which is too large.", f"Write {key.most} or less.")
    return raw


def take_day(_: type, __: Key, raw: Any) -> date:  # noqa: ANN401 -- any TOML
    if isinstance(raw, datetime) or not isinstance(raw, date):
        wrong = f"is {kind_of(raw)} where a day belongs."
        raise Misfit(wrong, "Write year, month and day without quotation marks: 2026-07-01.")
    return raw


def take_share(_: type, key: Key, raw: Any) -> Fraction:  # noqa: ANN401 -- any TOML
    """A share as "2/3" or "25 %": exact, so that two thirds of 30 is 20 and not 19.999."""
    mend = 'Write a share in quotation marks, as "2/3" or "25 %".'
    if not isinstance(raw, str):
        raise Misfit(f"is {kind_of(raw)} where a share belongs.", mend)
    part, percent = _PART.fullmatch(raw), _PERCENT.fullmatch(raw)
    if not percent and (not part or int(part[2]) == 0):
        raise Misfit(f'is no share: "{raw[:40]}".', mend)
    share = Fraction(percent[1]) / 100 if percent else Fraction(raw.replace(" ", ""))
    if share <= (key.least or 0) or share > 1:
        raise Misfit(f'is "{raw}", which is no part of a whole.', "Write more than 0, at most 1.")
    return share


def take_word(words: type[StrEnum], _: Key, raw: Any) -> StrEnum:  # noqa: ANN401 -- any TOML
    known = ", ".join(f'"{word.value}"' for word in words)
    if raw not in [word.value for word in words]:
        said = f'"{raw[:40]}"' if isinstance(raw, str) else kind_of(raw)
        raise Misfit(f"is {said}, which is none of its words.", f"Write one of: {known}.")
    return words(raw)


def take_text(_: type, key: Key, raw: Any) -> str:  # noqa: ANN401 -- any TOML
    if not isinstance(raw, str):
        raise Misfit(f"is {kind_of(raw)} where text belongs.", "Put it in quotation marks.")
    text = " ".join(raw.split())
    if not text:
        raise Misfit("is empty.", "Write it, or remove the key.")
    if len(text) > LONGEST_TEXT:
        wrong = f"has {len(text)} characters."
        raise Misfit(wrong, f"Say it in {LONGEST_TEXT} or fewer.")
    if _BREAKS.search(text):
        raise Misfit("holds a character that cannot be seen.", "Type the text anew.")
    _check_form(key.form, text)
    return text


def _check_form(form: Form, text: str) -> None:
    fits = _FITS.get(form)
    if fits and not fits(text):
        raise Misfit(f'is "{text[:40]}", which has not the form asked.', f"Write {form.value}.")


def _is_day_of_year(text: str) -> bool:
    """A day that every year has: 29 February is none."""
    try:
        date.fromisoformat(f"2001-{text}")
    except ValueError:
        return False
    return _MONTH_DAY.fullmatch(text) is not None


_FITS: dict[Form, Callable[[str], bool]] = {
    Form.ID: lambda t: _ID.fullmatch(t) is not None and len(t) <= LONGEST_ID,
    Form.ROW: lambda t: _ROW.fullmatch(t) is not None,
    Form.RATED_YEAR: lambda t: _RATED_YEAR.fullmatch(t) is not None,
    Form.STATE: lambda t: _STATE.fullmatch(t) is not None,
    Form.MONTH_DAY: _is_day_of_year,
    Form.TIME_ZONE: lambda t: t in available_timezones(),
    Form.MAIL: lambda t: _MAIL.fullmatch(t) is not None,
    Form.TELEPHONE: is_number,
    Form.PAGE: lambda t: _PAGE.fullmatch(t) is not None,
}
