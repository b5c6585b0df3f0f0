"""Every row of the requirements that is a rule stands in the charter file that must carry it."""

import re
import tomllib

import pytest

from openiln.charters.rules.checking import read_charter
from openiln.charters.rules.schema import Table, keys_of
from samples import SHIPPED
from shared import path_of

FILES = {"MS": "ms-iln", "KY": "kyiln", "CC": "ccsso-iln"}
RULES = [
    "MS-01",
    "MS-02",
    "MS-03",
    "MS-10",
    "MS-11",
    "MS-12",
    "MS-13",
    "MS-14",
    "MS-15",
    "MS-16",
    "MS-20",
    "MS-21",
    "MS-22",
    "MS-23",
    "MS-24",
    "MS-25",
    "MS-26",
    "MS-27",
    "MS-30",
    "MS-31",
    "MS-32",
    "MS-40",
    "MS-41",
    "MS-42",
    "MS-50",
    "MS-51",
    "MS-52",
    "MS-53",
    "MS-54",
    "MS-55",
    "MS-56",
    "MS-57",
    "MS-58",
    "MS-59",
    "MS-60",
    "KY-00",
    "KY-01",
    "KY-02",
    "KY-03",
    "KY-04",
    "KY-05",
    "KY-06",
    "KY-10",
    "KY-11",
    "KY-12",
    "KY-13",
    "KY-14",
    "KY-15",
    "CC-02",
    "CC-10",
    "CC-11",
    "CC-12",
    "CC-13",
    "CC-14",
    "CC-15",
]
FACTS = {
    "MS-04": "the twelve districts of the launch: memberships with their source",
    "MS-05": "the six Districts of Innovation of the launch: designations with their source",
    "CC-01": "the states that take part: memberships with their source",
}
"""Rows that are no rules, and where they will live."""

CARRIERS = {
    "MS-01": ["tiers"],
    "MS-02": ["clauses", "network", "signatories", "tiers"],
    "MS-03": ["tiers"],
    "MS-13": ["clauses", "obligations"],
    "MS-20": ["clauses", "obligations"],
    "MS-22": ["clauses", "obligations", "vocabularies"],
    "MS-27": ["clauses"],
    "MS-30": ["waivers"],
    "MS-31": ["waivers"],
    "MS-32": ["waivers"],
    "MS-40": ["designations"],
    "MS-50": ["goals", "groups"],
    "MS-53": ["innovation"],
    "MS-56": ["reach"],
    "MS-57": ["clauses", "grants", "network"],
    "MS-58": ["privacy"],
    "MS-60": ["partners"],
    "KY-00": ["menus"],
    "KY-13": ["clauses", "grants"],
    "KY-14": ["privacy"],
    "KY-15": ["groups", "vocabularies"],
    "CC-10": ["goals", "vocabularies"],
    "CC-13": ["clauses", "groups", "obligations", "partners", "tiers"],
}
"""Which tables carry a row, where a wrong one would be easy to take."""

CHOICES = {
    "ms-iln": {
        "domain.md section 1": ["network.year_starts"],
        "MS-01": ["tiers.0.routes", "tiers.0.rating_drop", "tiers.0.may_register_interest"],
        "MS-13": ["obligations.3.per_each", "obligations.3.together"],
        "MS-56": ["reach.by"],
    },
}
"""Rows tagged as choices, and the settings that say them in the file."""


def carriers(table, path=()):
    """Each row that a table or a table in it carries, with where it stands."""
    for row in getattr(table, "rows", ()):
        yield row, ".".join(path)
    for name in keys_of(type(table)):
        value = getattr(table, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Table):
                step = (name, inner.id) if hasattr(inner, "id") else (name,)
                yield from carriers(inner, (*path, *step))


def row_map():
    """Each row with the elements that carry it, as file: place."""
    found = {}
    for stem in FILES.values():
        for row, place in carriers(read_charter(SHIPPED[stem])):
            found.setdefault(row, []).append((stem, place))
    return found


@pytest.mark.parametrize("row", RULES)
def test_a_rule_is_carried_by_an_element_of_its_own_networks_file(row):
    stems = {stem for stem, _ in row_map().get(row, [])}
    assert FILES[row[:2]] in stems, f"no element of {FILES[row[:2]]}.toml says rows = [{row!r}]"


@pytest.mark.parametrize("row", CARRIERS)
def test_a_rule_stands_in_the_tables_that_are_meant_for_it(row):
    assert sorted({place.split(".")[0] for _, place in row_map()[row]}) == CARRIERS[row]


def test_no_element_names_a_row_that_is_none():
    assert set(row_map()) <= {*RULES, *FACTS}


def rows_of_requirements():
    sections = path_of("domain.md").read_text().split("\n## ")
    text = "\n".join(s for s in sections if s[0] in "234")
    return dict(re.findall(r"^- \*\*((?:MS|KY|CC)-\d+)\*\* (.*)$", text, re.MULTILINE))


def test_the_rows_of_the_requirements_are_all_accounted_for():
    assert sorted(rows_of_requirements()) == sorted([*RULES, *FACTS])


def test_each_row_with_a_choice_is_a_setting():
    chosen = {row for row, text in rows_of_requirements().items() if "[choice" in text}
    assert chosen <= {row for rows in CHOICES.values() for row in rows}


@pytest.mark.parametrize(
    ("stem", "setting"),
    [(stem, s) for stem, rows in CHOICES.items() for settings in rows.values() for s in settings],
)
def test_a_choice_is_written_in_the_file_and_not_left_to_a_default(stem, setting):
    here = tomllib.loads(SHIPPED[stem])
    for step in setting.split("."):
        here = here[int(step) if step.isdigit() else step]
    assert here is not None


def test_an_element_that_loses_its_row_is_missed():
    text = SHIPPED["ms-iln"].replace('rows = ["MS-13"]', "")
    assert "MS-13" not in dict(carriers(read_charter(text)))
