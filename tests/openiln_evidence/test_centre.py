"""The centre's answers: every declared outcome, and no name that nobody holds."""

from dataclasses import replace

import pytest

from evidence_holders import of_district, package
from evidence_make import records, study_text
from openiln_evidence.centre import answers_of
from openiln_evidence.design import design_of
from openiln_evidence.errors import RefusedError
from openiln_evidence.names import note_of, strangers, units_told, warning_of
from openiln_evidence.packages.pool import Pool, pool
from openiln_evidence.study.grammar import parse_study

CALM = ('[[interactions]]\nof = ["frl", "grade"]\n', "")
TEXT = study_text(("d1 = 2017\nd2 = 2018", "d1 = 2017\nd2 = 2017\nd3 = 2017"), CALM)
SAFE = records(districts=8, per_grade=40)


@pytest.fixture(scope="module")
def pooled(tmp_path_factory):
    home = tmp_path_factory.mktemp("centre")
    package(home, SAFE, text=TEXT)
    return pool(parse_study(TEXT), [home / "package"])


def renamed(study_changes, **changes):
    study = parse_study(TEXT)
    return replace(study, treatment=replace(study.treatment, **study_changes), **changes)


def test_every_declared_outcome_is_answered_the_primary_one_first(pooled):
    found = answers_of(parse_study(TEXT), pooled)
    assert (found.primary.outcome, found.primary.is_primary) == ("math", True)
    assert [(one.outcome, one.is_primary) for one in found.secondary] == [("passed", False)]
    for one in (found.primary, *found.secondary):
        declared = next(c for c in one.checks if c.name == "declared outcomes")
        assert declared.finding == "Every declared outcome was tested: math, passed."
        assert {c.name for c in one.checks} == {c.name for c in found.primary.checks}


def test_an_outcome_that_cannot_be_estimated_is_named_with_the_reason(pooled):
    kept = tuple(b for b in pooled.blocks if b.outcome == "math")
    found = answers_of(parse_study(TEXT), replace(pooled, blocks=kept))
    assert found.secondary == ()
    assert found.untested["passed"].startswith("No block has outcome 'passed'")
    check = next(c for c in found.primary.checks if c.name == "declared outcomes")
    assert check.passed is False
    assert "declared outcomes" in found.primary.claim


@pytest.mark.parametrize(
    ("study", "phrase"),
    [
        (renamed({"starts": {"d1": 2017, "D4": 2017}}), '"D4" (treatment.starts, nearest: d4)'),
        (renamed({"spillover": ("dd5", "d6")}), '"dd5" (treatment.spillover, nearest: d5)'),
        (
            renamed({"starts": {"d1": 2017}}, units=("d1", "elsewhere")),
            '"elsewhere" (comparison.units)',
        ),
    ],
)
def test_a_name_that_no_package_holds_is_refused_with_the_nearest(pooled, study, phrase):
    with pytest.raises(RefusedError, match="names units that no package holds") as refused:
        design_of(study, pooled.blocks)
    assert phrase in str(refused.value)


def test_units_of_which_a_holder_withheld_all_are_no_misspelt_names(pooled):
    study = renamed({"starts": {"d1": 2017, "d2": 2017, "small": 2017}})
    design = design_of(study, pooled.blocks, silent={"small"})
    assert design.treated_from["small"] == 2017
    with pytest.raises(RefusedError, match="every treated unit was withheld"):
        design_of(renamed({"starts": {"small": 2017}}), pooled.blocks, silent={"small"})


def test_the_holder_is_told_what_it_does_not_hold():
    study = parse_study(TEXT)
    assert note_of(study, {"d1", "d2", "d3", "d4"}) == ""
    assert note_of(study, {"d1", "d2", "d33"}) == (
        "Note: d3 is in the study and not in these records; another holder may have it.\n"
    )
    assert note_of(study, {"d4"}) == (
        "Note: d1, d2, d3 are in the study and not in these records; other holders may have them.\n"
    )
    many = renamed({"starts": {f"n-{d:02}": 2017 for d in range(1, 8)}})
    assert "n-01, n-02, n-03, n-04, n-05 and 2 more are in the study" in note_of(many, {"n-09"})


def test_the_holder_is_told_of_a_name_that_its_records_write_in_another_way():
    said = note_of(parse_study(TEXT), {"d1", "D-02", "d33", "d30"})
    assert said == (
        'Note: "d2" may be your "D-02": the study must write units as the records do.\n'
    )


def test_who_combines_packages_is_warned_by_name_of_what_none_of_them_holds(pooled):
    study = renamed({"starts": {"d1": 2017, "D4": 2017}})
    held = {block.unit for block in pooled.blocks}
    assert warning_of(parse_study(TEXT), held) == ""
    said = warning_of(study, held)
    assert said.startswith("Warning: NONE OF THESE PACKAGES HOLDS ")
    assert '"D4" (treatment.starts, nearest: d4)' in said
    assert strangers(study, ()) == ['"D4" (treatment.starts)', '"d1" (treatment.starts)']


def test_a_package_names_the_units_of_which_nothing_leaves(tmp_path):
    tiny = of_district(records(districts=9, schools=1, per_grade=1), "d9")
    columns = {name: [*SAFE[name], *tiny[name]] for name in SAFE}
    manifest = package(tmp_path, columns, text=TEXT)
    assert manifest.silent == ("d9",)
    assert Pool((manifest,), (), 0.0).silent == {"d9"}


def test_the_units_of_records_are_told_and_one_like_a_treated_one_is_asked_about():
    study = parse_study(study_text(("d1 = 2017\nd2 = 2018", 'Alder = 2017\n"D 02" = 2018')))
    told = units_told(study, {"Alder", "Aldr", "D 02", "D 03", "Elm"})
    assert told == (
        "  2 districts treated by the study: Alder, D 02\n"
        "  3 districts not treated by it: Aldr, D 03, Elm\n"
        'Warning: is "Aldr" not "Alder", which is treated? If so, mend it.\n'
    )
    assert 'is "d2" not "D 02"' in units_told(study, {"D 02", "d2"})
    assert units_told(study, {"Elm"}) == (
        "  0 districts treated by the study\n  1 district not treated by it: Elm\n"
    )
