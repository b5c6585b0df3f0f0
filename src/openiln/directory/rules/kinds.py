"""What kinds of organisation there are, and the codes that the national files know them by."""

import re
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an organisation is."""

    AGENCY = "agency"
    DISTRICT = "district"
    SCHOOL = "school"
    PARTNER = "partner"


IN_A_STATE = (Kind.DISTRICT, Kind.SCHOOL)


class Settled(StrEnum):
    """How it stands with a spelling: whose name it is, and who said so."""

    BY_RULE = "by rule"
    BY_PERSON = "by person"
    NOBODY = "nobody"  # a person said that the directory does not have it
    REVIEW = "review"
    UNKNOWN = "unknown"


RESOLVED = (Settled.BY_RULE, Settled.BY_PERSON)
AWAITING = (Settled.REVIEW, Settled.UNKNOWN)
DECIDED = (Settled.BY_PERSON, Settled.NOBODY)

# Common Core of Data, file documentation: LEAID is the state's two digits and five of the agency;
# NCESSCH is LEAID and five of the school.
NCES_ID_DIGITS = {Kind.DISTRICT: 7, Kind.SCHOOL: 12}

# NCES, Locale Classifications: city, suburb, town and rural, each in three sizes or distances.
LOCALES = ("11", "12", "13", "21", "22", "23", "31", "32", "33", "41", "42", "43")

_YEAR_NAME = re.compile(r"(?P<first>(?:19|20)\d\d)[-/](?P<second>\d\d|(?:19|20)\d\d)")


def whole_nces_id(written: str, kind: Kind = Kind.DISTRICT) -> str | None:
    """The id with the leading zero that spreadsheets take away, or None when it cannot be one.

    The state's code is 01 to 78, so that at most one zero was lost.
    """
    digits = NCES_ID_DIGITS[kind]
    if not (written.isascii() and written.isdecimal() and digits - 1 <= len(written) <= digits):
        return None
    return written.zfill(digits)


def lost_zeros(written: str, kind: Kind = Kind.DISTRICT) -> str:
    """What has likely happened to an id that is too short, as a sentence; nothing to another."""
    digits = NCES_ID_DIGITS[kind]
    if not (written.isascii() and written.isdecimal() and len(written) < digits):
        return ""
    return (
        "A spreadsheet may have dropped the zeros at the front: "
        f"NCES {kind.value} ids have {'seven' if kind is Kind.DISTRICT else 'twelve'} digits."
    )


def year_under_way(on: date) -> int:
    """The calendar year in which the school year of a day began; NCES counts them from July."""
    return on.year if on.month >= 7 else on.year - 1


def year_from_name(name: str) -> int | None:
    """The calendar year in which a program year begins: 2023 for "2023-24" or "2023-2024"."""
    found = _YEAR_NAME.fullmatch(name)
    if found is None:
        return None
    first = int(found["first"])
    return first if int(found["second"][-2:]) == (first + 1) % 100 else None


def year_name(year: int) -> str:
    """What people call the program year that begins in `year`: "2023-24"."""
    return f"{year}-{(year + 1) % 100:02d}"
