"""The greatest part of one student is exact where it must be, in the units of the block."""

import pytest

from evidence_make import STUDY, records, study_text, write_parquet
from openiln_evidence.check.run import check_input
from openiln_evidence.compress.run import compress
from openiln_evidence.packages.extremes import largest_parts
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

TINY = records(districts=1, schools=3, per_grade=2, missing=0)
ONE_OUTCOME = (
    ('[[outcomes]]\nid = "passed"\ncolumn = "passed"\nkind = "binary"\n', ""),
    ("d2 = 2018\n", ""),
)
MEANS = {(g, p): (450 + 10 * g + p - 2015, 70 + g) for g in (3, 4, 5) for p in range(2015, 2019)}
PUBLISHED = "".join(
    f"[[outcomes.published]]\ngrade = {g}\nperiod = {p}\nmean = {m}\nsd = {s}\n"
    for (g, p), (m, s) in MEANS.items()
)


def parts(tmp_path, text):
    study = parse_study(text)
    source = open_source(str(write_parquet(tmp_path / "records.parquet", TINY)))
    checked = check_input(study, source, key=1)
    made, table = compress(study, source, checked)
    found = largest_parts(study, source, checked, made, table)
    return {m.block.subgroup: part for m, part in zip(made, found, strict=True)}


def plain(values, subgroup):
    """The greatest share of one row in the sums about schools' and periods' means."""
    rows = [row for row in range(len(values)) if subgroup == "all" or TINY["frl"][row] == 1]
    shares = []
    for year in sorted(set(TINY["year"])):
        here = [values[row] for row in rows if TINY["year"][row] == year]
        mean = sum(here) / len(here)
        squares = [(y - mean) ** 2 for y in here]
        shares.append(max(squares) / sum(squares))
    squares = []
    for school in sorted(set(TINY["school"])):
        here = [values[row] for row in rows if TINY["school"][row] == school]
        mean = sum(here) / len(here) if here else 0
        squares += [(y - mean) ** 2 for y in here]
    return max([*shares, max(squares) / sum(squares)])


@pytest.mark.parametrize("standardised", [False, True])
def test_the_part_is_that_of_the_rows_where_the_scale_s_ends_do_not_suffice(tmp_path, standardised):
    text = study_text(('weight = "weight"\n', ""), *ONE_OUTCOME)
    values = TINY["math"]
    if standardised:
        text = text.replace("[treatment]\n", PUBLISHED + "[treatment]\n")
        means = [MEANS[g, p] for g, p in zip(TINY["grade"], TINY["year"], strict=True)]
        values = [(y - mean) / sd for y, (mean, sd) in zip(values, means, strict=True)]
    found = parts(tmp_path, text)
    for subgroup, part in found.items():
        exact = plain(values, subgroup)
        assert part == pytest.approx(exact, rel=1e-9) or exact < part <= 0.5


def test_weights_make_it_an_upper_bound(tmp_path):
    found = parts(tmp_path, study_text(*ONE_OUTCOME))
    bare = parts(tmp_path, study_text(('weight = "weight"\n', ""), *ONE_OUTCOME))
    assert set(found) == set(bare) == {"all", "poor"}
    assert all(part > 0 for part in found.values())


def test_the_ends_of_the_scale_suffice_for_many_rows(tmp_path):
    study = parse_study(STUDY)
    many = records(districts=1, schools=3, per_grade=60, missing=0)
    source = open_source(str(write_parquet(tmp_path / "records.parquet", many)))
    checked = check_input(study, source, key=1)
    made, table = compress(study, source, checked)
    assert max(largest_parts(study, source, checked, made, table)) < 0.5
