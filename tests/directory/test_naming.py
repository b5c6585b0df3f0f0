"""Whose name it is: sure, in doubt, or unknown. The names here are our own."""

import pytest

from openiln.directory.rules.kinds import Settled
from openiln.directory.rules.naming import Known, Names, words_of

NORTHLAND = [
    "ALDER COUNTY SCHOOL DISTRICT",
    "ALDER PUBLIC SCHOOLS",
    "BIRCH CO SCHOOL DIST",
    "BIRCH- LAKE CONS DIST",
    "CEDAR POINT SEPARATE SCHOOL DIST",
    "DOGWOOD CO SP MUN SCH DIST",
    "SPECIAL SCHOOL DISTRICT OF ELM",
    "FIR CITY SCHOOLS",
    "GUM COUNTY CONSOLIDATED SD",
    "O'Hara Unified",
    "Saint Isidro Independent School District",
    "Walla Walla Public Schools",
    "Jay R. Smillow Prep",
    "LINDEN SCHOOL DISTRICT",
    "LINDEN MUNICIPAL SCHOOL DISTRICT",
    "Maple Elementary",
    "Maple Elementary",
    "NORTHLAND SCHOOL FOR MATH AND SCIENCE",
]
KNOWN = [Known(number, name) for number, name in enumerate(NORTHLAND)]
CLOSED = [Known(100, "PINE SCHOOL DIST", is_open=False), Known(101, "PINE LAKE SCHOOL DIST")]


@pytest.fixture(scope="module")
def names():
    return Names(KNOWN + CLOSED)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Alder Co School District", "ALDER COUNTY SCHOOL DISTRICT"),
        ("Alder Cty. Sch. Dist.", "ALDER COUNTY SCHOOL DISTRICT"),
        ("Alder County County Schools", "ALDER COUNTY SCHOOL DISTRICT"),
        ("alder SD", "ALDER PUBLIC SCHOOLS"),
        ("The Alder Public School District", "ALDER PUBLIC SCHOOLS"),
        ("Birch  County   Schools", "BIRCH CO SCHOOL DIST"),
        ("Birch-Lake Consolidated School District", "BIRCH- LAKE CONS DIST"),
        ("Birch Lake Consol Sch District", "BIRCH- LAKE CONS DIST"),
        ("Cedar Point School District", "CEDAR POINT SEPARATE SCHOOL DIST"),
        ("Dogwood County School District", "DOGWOOD CO SP MUN SCH DIST"),
        ("Fir City School District", "FIR CITY SCHOOLS"),
        ("O\u2019Hara Unified School District", "O'Hara Unified"),
        ("OHARA UNIFIED", "O'Hara Unified"),
        ("St. Isidro I.S.D.", "Saint Isidro Independent School District"),
        ("San\u0301to Nobody", None),
        ("Walla Walla School District", "Walla Walla Public Schools"),
        ("Linden Municipal School District", "LINDEN MUNICIPAL SCHOOL DISTRICT"),
        ("Linden Schools", "LINDEN SCHOOL DISTRICT"),
        ("Pine Lake Schools", "PINE LAKE SCHOOL DIST"),
    ],
)
def test_a_name_that_is_sure_is_settled_by_rule(names, written, meant):
    found = names.resolve(written)
    if meant is None:
        assert found.settled == Settled.UNKNOWN
    else:
        assert (found.settled, [k.name for k in found.candidates]) == (Settled.BY_RULE, [meant])


@pytest.mark.parametrize(
    ("written", "first", "reason"),
    [
        ("Birch School District", "BIRCH CO SCHOOL DIST", "Only names like it are known."),
        (
            "Gum County School District",
            "GUM COUNTY CONSOLIDATED SD",
            "Only names like it are known.",
        ),
        ("Elm School District", "SPECIAL SCHOOL DISTRICT OF ELM", "Only names like it are known."),
        ("Fir School District", "FIR CITY SCHOOLS", "Only names like it are known."),
        ("Jay R Smilow Prep", "Jay R. Smillow Prep", "Only names like it are known."),
        ("Maple Elem", "Maple Elementary", "Several organisations of the state have this name."),
        ("Pine School District", "PINE SCHOOL DIST", "The organisation of this name is closed."),
        (
            "School of Mathematics and Science",
            "NORTHLAND SCHOOL FOR MATH AND SCIENCE",
            "Only names like it are known.",
        ),
        ("Linden Separate SD", "LINDEN MUNICIPAL SCHOOL DISTRICT", "Several organisations"),
    ],
)
def test_a_name_that_is_not_sure_waits_with_candidates_and_a_reason(names, written, first, reason):
    found = names.resolve(written)
    assert found.settled == Settled.REVIEW
    assert first in [known.name for known in found.candidates]
    assert found.reason.startswith(reason)


@pytest.mark.parametrize("written", ["Quince School District", "***", "School District", "Zed Co"])
def test_a_name_like_no_other_is_unknown(names, written):
    found = names.resolve(written)
    assert (found.settled, found.candidates) == (Settled.UNKNOWN, ())


def test_at_most_five_candidates_are_shown():
    many = Names(Known(n, f"Oak {n} Elementary") for n in range(9))
    assert len(many.resolve("Oak").candidates) == 5


def test_short_forms_are_written_out_and_words_said_twice_are_said_once():
    assert words_of("Ft. Óak & Twp TWP Sch Dist") == (
        *("ft", "oak", "and", "township", "school", "district"),
    )
