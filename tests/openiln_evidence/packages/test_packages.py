"""Packages are whole, tell what they hold, combine in any order, and are refused by name."""

import hashlib
import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evidence_holders import of_district, package
from evidence_make import STUDY, records, study_text, without
from openiln_evidence.errors import RefusedError
from openiln_evidence.packages.folder import read_package, write_pool
from openiln_evidence.packages.listing import listing
from openiln_evidence.packages.manifest import from_bytes, to_bytes
from openiln_evidence.packages.pool import pool
from openiln_evidence.packages.words import describe
from openiln_evidence.study.grammar import parse_study

SAFE = records(districts=4, per_grade=60)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Packages of d1, d2, of d3 with d4, and of everything, each of its own holder."""
    home = tmp_path_factory.mktemp("holders")
    for name, districts in (
        ("a", ["d1"]),
        ("b", ["d2"]),
        ("c", ["d3", "d4"]),
        ("all", ["d1", "d2", "d3", "d4"]),
    ):
        (home / f"of-{name}").mkdir()
        package(home / f"of-{name}", of_district(SAFE, *districts), name)
    return home


def paths(home, *names):
    return [home / f"of-{name}" / name for name in names]


def arrays(block):
    return [
        *(v for part in (block.schooled, block.by_period, block.flow) for v in vars(part).values()),
        np.array([block.n, block.weight, block.students, block.schools]),
    ]


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(arrays(one), arrays(other), strict=True))


def test_every_split_into_packages_gives_the_same_blocks_in_any_order(home):
    study = parse_study(STUDY)
    whole = pool(study, paths(home, "all"))
    names = ["a", "b", "c"]
    for _ in range(3):
        random.shuffle(names)
        found = pool(study, paths(home, *names))
        assert [b.unit for b in found.blocks] == [b.unit for b in whole.blocks]
        assert all(same(a, b) for a, b in zip(found.blocks, whole.blocks, strict=True))
    assert found.share == pytest.approx(whole.share)


def test_a_pool_written_as_a_package_is_the_same_pool(home, tmp_path):
    study = parse_study(STUDY)
    found = pool(study, paths(home, "a", "b"))
    write_pool(tmp_path / "ab", found.manifests, found.blocks, found.share, "the state")
    again = pool(study, [tmp_path / "ab", *paths(home, "c")])
    whole = pool(study, paths(home, "all"))
    assert all(same(a, b) for a, b in zip(again.blocks, whole.blocks, strict=True))
    assert read_package(tmp_path / "ab")[0].units == ("d1", "d2")


def joined(text):
    """The text as one line."""
    return " ".join(text.split())


def test_a_package_tells_in_words_all_that_it_holds(home):
    manifest, blocks = read_package(*paths(home, "c"))
    words = joined(describe(manifest, blocks, Path("sent/c")))
    students = sum(b.students for b in blocks if (b.outcome, b.subgroup) == ("math", "all"))
    results = sum(b.n for b in blocks if b.subgroup == "all")
    for said in (
        'Package of a district for the study "northland-blocks"',
        f"about {students:,} students with {results:,} results, of the school years 2015 to 2018.",
        "Results: math, passed.",
        "Groups: all students, and for each of: poor.",
        "2 districts, by name: d3, d4.",
        "6 schools, by name: d3s1, ",
        "the sum of the weights that the study gives to students",
        "sums that set results against frl, grade, the school year.",
        "Once more for all students, with each counted where first enrolled",
        "No row, no student's name or id, and no single student's result.",
        "has 10 students or more, or none.",
        "What was withheld, and why Nothing.",
        "Send the folder sent/c with its two files, manifest.json and moments.npz, unchanged",
        "knows what left since 2026-11-28, and nothing that left before.",
    ):
        assert said in words
    for jargon in ("block ", "xx", "X~", "olumns", "covariate"):
        assert jargon not in words


def test_an_analyst_can_see_every_number(home):
    manifest, blocks = read_package(*paths(home, "c"))
    numbers = listing(manifest, blocks)
    for said in (
        "math, poor, d4",
        "every student counted where first enrolled, over all units with the treatment date of d3",
        f"{blocks[0].schooled.yy:.6g}",
        "school_means_squared:",
        "Columns of X: period=2015, ",
    ):
        assert said in numbers


def test_of_schools_as_units_and_of_bare_sums_no_more_is_said_than_there_is(home):
    manifest, blocks = read_package(*paths(home, "c"))
    still = np.zeros_like(blocks[0].flow.baseline)
    (one,) = (b for b in blocks if (b.outcome, b.subgroup, b.unit) == ("math", "all", "d3"))
    bare = replace(one, weight=float(one.n), flow=replace(one.flow, baseline=still))
    of_school = replace(manifest, units=("d3s1",), schools=("d3s1",), columns=("period=2015",))
    words = joined(describe(of_school, [bare], Path("c")))
    assert "1 school, by name: d3s1. Of each school, for each result" in words
    for absent in ("weights", "found again", "Once more", "for each of"):
        assert absent not in words
    assert "sums that set results against the school year." in words
    assert "Counts and sums over groups, of" in joined(describe(of_school, [], Path("c")))


def test_words_tell_what_is_withheld_and_what_is_common(home):
    manifest, blocks = read_package(*paths(home, "c"))
    other = vars(manifest) | {"withheld": {"it is small": 2}, "share": 0.125, "common": ("d3",)}
    words = joined(describe(type(manifest)(**(other | {"silent": ("d9",)})), blocks, Path("c")))
    assert (
        "What was withheld, and why 12.5% of results. - Sums of 2 groups of students, as it is "
        "small. Nothing at all leaves of d9. In d3 few students have one result and lack another;"
    ) in words


def test_how_many_students_is_told_about(home):
    """Outcomes of the same rows can differ by one student, and exact counts would tell that."""
    _, blocks = read_package(*paths(home, "c"))
    assert blocks
    assert {block.students % 10 for block in blocks} == {0}
    assert all(abs(block.students - block.n / 2) < block.n for block in blocks)


def refusal(study, found):
    with pytest.raises(RefusedError) as refused:
        pool(study, found)
    return refused.value.sentence


def test_a_duplicate_an_overlap_and_another_study_are_refused_by_name(home, tmp_path):
    study = parse_study(STUDY)
    assert "name at least one package" in refusal(study, [])
    a, b, c, everything = paths(home, "a", "b", "c", "all")
    assert "package a: it is the same as package a" in refusal(study, [a, b, a])
    assert "package all: unit d1 is in package a too" in refusal(study, [a, everything])
    other = parse_study(STUDY + "# edited\n")
    assert "package c: it is of another study, or of this one before an edit" in refusal(other, [c])


def test_a_school_in_two_packages_is_refused(home, tmp_path):
    d1 = without(of_district(SAFE, "d1"), set(range(60)))
    d1["district"] = ["d9"] * len(d1["district"])
    text = STUDY
    package(tmp_path, d1, "d9", text=text)
    sentence = refusal(parse_study(text), [*paths(home, "a"), tmp_path / "d9"])
    assert "package d9: school d1s1 is in package a too" in sentence


def copy_of(home, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir(parents=True)
    for file in paths(home, "a")[0].iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_a_damaged_package_is_refused_by_name(home, tmp_path):
    study = parse_study(STUDY)
    folder = copy_of(home, tmp_path)
    moments = folder / "moments.npz"
    content = bytearray(moments.read_bytes())
    content[len(content) // 2] ^= 1
    moments.write_bytes(content)
    assert "package copy: its moments are damaged or edited" in refusal(study, [folder])
    moments.unlink()
    assert "package copy: its file moments.npz cannot be read: No such file" in refusal(
        study, [folder]
    )


def edited(folder, change, *, sealed):
    """Change a manifest; sealed renews its checksum, as someone who means to deceive would."""
    manifest = from_bytes((folder / "manifest.json").read_bytes(), "x")
    if sealed:
        (folder / "manifest.json").write_bytes(
            to_bytes(type(manifest)(**(vars(manifest) | change)))
        )
        return
    whole = json.loads((folder / "manifest.json").read_text())
    whole["document"].update(change)
    (folder / "manifest.json").write_text(json.dumps(whole))


def test_an_edited_manifest_is_refused_by_name(home, tmp_path):
    study = parse_study(STUDY)
    folder = copy_of(home, tmp_path)
    edited(folder, {"share": 0.5}, sealed=False)
    assert "package copy: its manifest: it is damaged or edited" in refusal(study, [folder])
    for text in ("not json", "[]", "{}", '{"document": {}}'):
        (folder / "manifest.json").write_text(text)
        assert "package copy: its manifest: it is damaged" in refusal(study, [folder])


def test_a_package_of_a_newer_version_asks_for_an_upgrade(home, tmp_path):
    folder = copy_of(home, tmp_path)
    edited(folder, {"schema": 3}, sealed=False)
    sentence = refusal(parse_study(STUDY), [folder])
    assert "package copy: its manifest: it is of version 3" in sentence
    assert "upgrade this program" in sentence
    folder = copy_of(home, tmp_path / "older")
    edited(folder, {"schema": 1}, sealed=False)
    assert "it is of version 1, and this program reads 2; ask for one made anew" in refusal(
        parse_study(STUDY), [folder]
    )


def test_a_manifest_that_is_sealed_but_is_none_is_refused(home, tmp_path):
    folder = copy_of(home, tmp_path)
    whole = json.loads((folder / "manifest.json").read_text())
    for change in ({"kind": "cake"}, {"units": None}):
        body = whole["document"] | change
        text = json.dumps(body, indent=1, sort_keys=True)
        sealed = {"checksum": hashlib.sha256(text.encode()).hexdigest(), "document": body}
        (folder / "manifest.json").write_text(json.dumps(sealed))
        assert "its manifest: it is damaged or edited" in refusal(parse_study(STUDY), [folder])


@pytest.mark.parametrize("change", ["shape", "type", "nan", "missing", "garbage"])
def test_moments_that_are_not_what_the_manifest_says_are_refused(home, tmp_path, change):
    folder = copy_of(home, tmp_path)
    with np.load(folder / "moments.npz") as stacked:
        found = {key: stacked[key] for key in stacked.files}
    if change == "shape":
        found["schooled.xx"] = found["schooled.xx"][:, :-1]
    elif change == "type":
        found["by_period.n"] = found["by_period.n"].astype(float)
    elif change == "nan":
        found["schooled.yy"][0] = np.nan
    elif change == "missing":
        del found["flow.joined"]
    np.savez(folder / "moments.npz", **found)
    if change == "garbage":
        (folder / "moments.npz").write_bytes(b"garbage")
    digest = hashlib.sha256((folder / "moments.npz").read_bytes()).hexdigest()
    edited(folder, {"moments": digest}, sealed=True)
    assert "package copy: its moments are not what its manifest says" in refusal(
        parse_study(STUDY), [folder]
    )


def test_a_published_table_leaves_whole_and_needs_no_ledger(tmp_path):
    text = study_text(
        ('student = "student"', 'count = "tested"'),
        ('grade = "grade"\n', ""), ('weight = "weight"\n', ""),
    )  # fmt: skip
    rows = {
        "school": ["d1", "d1", "d2", "d2"], "district": ["d1", "d1", "d2", "d2"],
        "year": [2015, 2016] * 2, "tested": [3, 4, 5, 6], "frl": [0] * 4, "grade": [3] * 4,
        "math": [500, 510, 520, 530], "passed": [0, 1, 0, 1],
    }  # fmt: skip
    manifest = package(tmp_path, rows, text=text)
    assert manifest.share == 0
    assert len(manifest.blocks) == 4
    assert manifest.published
    words = joined(describe(*read_package(tmp_path / "package"), Path("package")))
    assert "NO RULE OF DISCLOSURE WAS APPLIED" in words
    assert "or more" not in words
    assert "Its ledger" not in words
    some = type(manifest)(**(vars(manifest) | {"ledgers_begun_on": ("2026-11-28",)}))
    assert "no rule was applied to those" in joined(describe(some, [], Path("p")))
    students = rows | {"tested": [1, 1, 1, 9]}
    with pytest.raises(RefusedError, match="most rows count one student"):
        package(tmp_path, students, "students", text=text)
    assert not (tmp_path / "state" / "ledger.sqlite").exists()
