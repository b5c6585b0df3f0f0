"""An attacker who has every package that a holder let out adds and subtracts pairs and triples.

Studies are drawn at random: their units, first period, outcome, subgroups, exclusions, and the
format of their ids. What left is worked out from the rows in plain Python, and tied to the packages
by their counts and sums; no set of students that can be had from two or three may be small.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_holders import package
from evidence_make import bare_text
from openiln_evidence.errors import RefusedError
from openiln_evidence.packages.folder import read_package

if TYPE_CHECKING:
    from pathlib import Path

FEWEST, YEARS, SCHOOLS = 10, (2015, 2016, 2017), 6
SUBGROUP = '[[subgroups]]\nid = "{0}"\ncolumn = "poor"\nis = [{1}]\n'
EXCLUSION = '[[exclusions]]\nid = "{0}"\nreason = "none"\ncolumn = "mark"\nis = [{0}]\n'
SIGNS = {2: [(1, -1)], 3: [(1, -1, -1), (1, 1, -1), (1, -1, 1)]}


@dataclass(frozen=True)
class Drawn:
    """A study of the attacker's choice."""

    level: str
    first: int
    outcome: str
    subgroups: tuple[int, ...]
    excluded: frozenset[int]
    as_text: bool
    units: int

    @property
    def named(self) -> list[str]:
        names = [f"s{n}" for n in range(SCHOOLS)] if self.level == "school" else ["d0", "d1"]
        return names[: len(names) if self.level == "district" else self.units]

    def text(self, name: str) -> str:
        text = bare_text(
            ("northland-blocks", name),
            ("first = 2015\nlast = 2018", f"first = {self.first}\nlast = 2017"),
            ("baseline = 2015\n", ""),
            ('column = "math"', f'column = "{self.outcome}"'),
            ('level = "district"', f'level = "{self.level}"'),
            ("d1 = 2017\nd2 = 2018", f"{self.named[0]} = 2017"),
        )
        text += f"[comparison]\nunits = {self.named}\n"
        text += "".join(SUBGROUP.format(f"poor {poor}", poor) for poor in self.subgroups)
        return text + "".join(EXCLUSION.format(mark) for mark in sorted(self.excluded))


STUDIES = st.builds(
    Drawn,
    level=st.sampled_from(["district", "school"]),
    first=st.sampled_from([2015, 2016]),
    outcome=st.sampled_from(["math", "reading"]),
    subgroups=st.sampled_from([(), (1,), (0, 1)]),
    excluded=st.frozensets(st.integers(1, 4), max_size=2),
    as_text=st.booleans(),
    units=st.sampled_from([3, 5, 6]),
)


def made_up(seed: int) -> list[dict[str, object]]:
    """Six schools of two districts; marks 1, 2, 3 are of one student each, and 4 of two dozen.

    A dozen students of each district go to the other in 2017.
    """
    draw, rows = random.Random(seed), []  # noqa: S311 -- made-up records, no secret
    for student in range(SCHOOLS * 44):
        home, place = student % SCHOOLS, student // SCHOOLS
        mark = student + 1 if student < 3 else 4 * (4 <= place < 8)
        poor = int(draw.random() < 0.5)
        for year in YEARS:
            moves = year == 2017 and place < 4
            school = (home + 3 * moves) % SCHOOLS
            score = min(max(round(draw.gauss(500, 80)), 0), 1000)
            rows.append(
                {
                    "student": 1000 + student, "school": f"s{school}",
                    "district": f"d{school // 3}", "year": year, "poor": poor, "mark": mark,
                    "math": score, "reading": score if student % 97 or not student else None,
                }
            )  # fmt: skip
    return rows


def as_columns(rows: list[dict[str, object]], *, as_text: bool) -> dict[str, list[object]]:
    found = {name: [row[name] for row in rows] for name in rows[0]}
    return found | ({"student": [f" {s}.0" for s in found["student"]]} if as_text else {})


def let_out(
    home: Path, name: str, drawn: Drawn, rows: list[dict[str, object]]
) -> dict[tuple[str, str, str], set[tuple[object, int]]]:
    """The rows of each block that left, (student, year), judged by the numbers in the package."""
    try:
        package(home, as_columns(rows, as_text=drawn.as_text), name, text=drawn.text(name))
    except RefusedError:
        return {}
    kept = [
        row
        for row in rows
        if row["year"] >= drawn.first
        and row["mark"] not in drawn.excluded
        and row[drawn.level] in drawn.named
    ]
    blocks = read_package(home / name)[1]
    own = {block.unit for block in blocks if block.subgroup == "all"}
    treated, first = drawn.named[0], {}
    for row in sorted(kept, key=lambda row: row["year"]):
        if row[drawn.level] in own:
            first.setdefault(row["student"], row)
    found = {}
    for block in blocks:
        of = [row for row in kept if row[drawn.outcome] is not None]
        if block.subgroup == "first enrolment":
            date = block.unit == treated
            of = [
                row for row in of
                if row[drawn.level] in own
                and (first[row["student"]][drawn.level] == treated) == date
            ]  # fmt: skip
        else:
            of = [row for row in of if row[drawn.level] == block.unit]
            of = [row for row in of if block.subgroup in ("all", f"poor {row['poor']}")]
        years = Counter(row["year"] for row in of)
        sums = Counter()
        for row in of:
            sums[row["year"]] += row[drawn.outcome]
        assert block.by_period.n.tolist() == [years[p] for p in block.periods]
        assert block.by_period.wy.tolist() == pytest.approx([sums[p] for p in block.periods])
        found[name, block.subgroup, block.unit] = {(row["student"], row["year"]) for row in of}
    return found


def unions(found, rows):
    """For each package and subgroup, (unions of its units, years, students) of 0 and 1."""
    students = {student: place for place, student in enumerate({row["student"] for row in rows})}
    of_family = {}
    for (name, subgroup, unit), members in found.items():
        table = np.zeros((len(YEARS), len(students)), dtype=np.int8)
        for student, year in members:
            table[year - YEARS[0], students[student]] = 1
        of_family.setdefault((name, subgroup), {})[unit] = table
    homes = {"d0": {"d0", "s0", "s1", "s2"}, "d1": {"d1", "s3", "s4", "s5"}}
    for family, units in of_family.items():
        sets = list(units.values())
        sets += [sum(t for u, t in units.items() if u in home) for home in homes.values()]
        sets += [sum(units.values())]
        sets += [sets[-1] - table for table in units.values()]
        of_family[family] = np.stack([s for s in sets if not np.isscalar(s)])
    return of_family


def smallest_sets(found, rows):
    """Sizes below FEWEST of what pairs and triples give, in any year."""
    small = []
    families = unions(found, rows)
    for count, ways in SIGNS.items():
        for chosen in combinations(families, count):
            for signs in ways:
                total = np.zeros((1, 1, 1), dtype=np.int8)
                for sign, family in zip(signs, chosen, strict=True):
                    total = total[:, None] + sign * families[family][None]
                    total = total.reshape(-1, *total.shape[2:])
                sizes = (total != 0).sum(axis=2)
                if ((sizes > 0) & (sizes < FEWEST)).any():
                    small.append((chosen, signs))
    return small


@settings(max_examples=4, deadline=None)  # each is up to five packages
@given(st.lists(STUDIES, min_size=3, max_size=5), st.integers(0, 3))
def test_no_pair_or_triple_of_what_left_gives_a_few_students(tmp_path_factory, drawn, seed):
    home, rows = tmp_path_factory.mktemp("holder"), made_up(seed)
    found = {}
    for place, study in enumerate(drawn):
        found |= let_out(home, f"study-{place}", study, rows)
    assert smallest_sets(found, rows) == []


WHOLE = Drawn("district", 2015, "math", (), frozenset(), as_text=False, units=6)
LESS_ONE = frozenset({1})
SEQUENCES = {
    "another first period": ({}, {"first": 2016, "excluded": LESS_ONE}),
    "schools for districts": ({}, {"level": "school", "excluded": LESS_ONE}),
    "districts for schools": ({"level": "school", "excluded": LESS_ONE}, {}),
    "another format": ({}, {"as_text": True, "excluded": LESS_ONE}),
    "whole less two parts": (
        {}, {"level": "school", "units": 6, "subgroups": (1,)},
        {"level": "school", "subgroups": (0,), "excluded": LESS_ONE},
    ),
    "another outcome": ({}, {"outcome": "reading"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A holder who has let the whole out, and the rows of each block of it."""
    home = tmp_path_factory.mktemp("begun")
    return home, let_out(home, "study-0", WHOLE, made_up(0))


def after_the_whole(begun, tmp_path):
    """The same holder once more, and the rows of each block that left."""
    home, found = begun
    return shutil.copytree(home, tmp_path / "holder"), dict(found)


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_sequence_that_tells_a_few_students_ends_in_a_refusal(begun, tmp_path, name):
    rows, sequence = made_up(0), SEQUENCES[name]
    home, found = tmp_path, {}
    if sequence[0] == {}:
        home, found = after_the_whole(begun, tmp_path)
        assert found
    for place, changes in enumerate(sequence):
        if changes:
            last = let_out(home, f"study-{place}", Drawn(**(vars(WHOLE) | changes)), rows)
            assert bool(last) == (place + 1 < len(sequence))
            found |= last
    assert smallest_sets(found, rows) == []


def test_studies_that_many_students_tell_apart_are_let_out(begun, tmp_path):
    rows, (home, _) = made_up(0), after_the_whole(begun, tmp_path)
    for place, changes in enumerate(
        [{"first": 2016}, {"excluded": frozenset({4})}, {"level": "school"}, {"as_text": True}]
    ):
        assert let_out(home, f"other-{place}", Drawn(**(vars(WHOLE) | changes)), rows), changes
