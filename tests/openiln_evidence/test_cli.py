"""The command line: every verb from records to an answer, and one sentence for what is wrong."""

import errno
import json
import time

import pyarrow.parquet as pq
import pytest

from evidence_make import changed, records, study_text, write_parquet
from openiln_evidence import cli, demo, files
from openiln_evidence.cli import main
from openiln_evidence.packages.second_round import Question, to_bytes

SAFE = records(districts=8, per_grade=40)
TEXT = study_text(
    ("d1 = 2017\nd2 = 2018", "d1 = 2017\nd2 = 2017\nd3 = 2017"),
    ('[[interactions]]\nof = ["frl", "grade"]\n', ""),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A study, and the records of two holders."""
    home = tmp_path_factory.mktemp("home")
    (home / "study.toml").write_text(TEXT)
    for name, these in (("one", {"d1", "d2", "d4", "d5"}), ("two", {"d3", "d6", "d7", "d8"})):
        rows = [row for row, d in enumerate(SAFE["district"]) if d in these]
        write_parquet(home / f"{name}.parquet", {k: [v[r] for r in rows] for k, v in SAFE.items()})
    return home


def run(capsys, *argv):
    code = main([str(word) for word in argv])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_from_records_to_an_answer(home, capsys):
    study = home / "study.toml"
    for name in ("one", "two"):
        state = ("--state", home / f"state-{name}")
        code, out, _ = run(capsys, "check", study, home / f"{name}.parquet", *state)
        assert code == 0
        assert "are in order" in out
        assert "left out, outside the study's periods: 0 rows" in out
        code, out, _ = run(
            capsys, "compress", study, home / f"{name}.parquet", *state,
            "--holder", name, "--out", home / f"package-{name}",
        )  # fmt: skip
        assert code == 0
        assert ": sums of d" in out
    code, out, _ = run(capsys, "inspect", home / "package-one", "--all")
    assert code == 0
    assert "Package of one" in out
    assert "For the analyst\n  Made by openiln " in out
    packages = [home / "package-one", home / "package-two"]
    code, out, _ = run(
        capsys, "combine", study, *packages, "--holder", "state", "--out", home / "both"
    )
    assert (code, "of 2 packages" in out) == (0, True)
    code, apart, _ = run(capsys, "estimate", study, *packages, "--json", home / "answer.json")
    assert code == 0
    assert "Do longer blocks raise scores?" in apart
    assert "Check, trends before" in apart
    effect = json.loads((home / "answer.json").read_text())["primary"]["primary"]["effect"]
    assert 5 < effect < 25  # 30 points in d1, half of it in d2, none in d3
    code, together, _ = run(capsys, "estimate", study, home / "both")
    assert together == apart
    code, out, err = run(capsys, "estimate", study, home / "both", "--subgroup", "poor")
    assert (err, code, "Effect on math (primary; higher is better), poor" in out) == ("", 0, True)
    code, _, err = run(capsys, "estimate", study, home / "both", "--subgroup", "rich")
    assert (code, err) == (2, 'iln evidence: subgroup: "rich" is not one of all, poor\n')


def test_the_demo_and_the_centre_speak_of_what_no_package_holds(home, capsys, tmp_path):
    study, state = home / "study.toml", ("--state", tmp_path / "state")
    code, out, _ = run(capsys, "check", study, home / "two.parquet", *state)
    assert out.splitlines()[-1] == (
        "Note: d1, d2 are in the study and not in these records; other holders may have them."
    )
    asked = ("--holder", "two", "--out", tmp_path / "two")
    code, out, _ = run(capsys, "compress", study, home / "two.parquet", *state, *asked)
    assert (code, "Note" in out, "Warning" in out) == (0, False, False)
    code, out, _ = run(
        capsys, "combine", study, tmp_path / "two", "--holder", "x", "--out", tmp_path / "x"
    )
    assert code == 0
    assert out.splitlines()[-1] == (
        'Warning: NONE OF THESE PACKAGES HOLDS "d1" (treatment.starts); "d2" (treatment.starts), '
        "which the study names. Add their packages; until then the estimate is refused."
    )


@pytest.mark.parametrize(
    "words",
    [
        ("check", "{study}", "{input}", "--state", "{gone}/state"),
        ("compress", "{study}", "{input}", "--holder", "h", "--out", "{gone}/out"),
        ("cells", "{study}", "{input}", "--out", "{gone}/out"),
        ("reply", "{study}", "{input}", "question", "--holder", "h", "--out", "{gone}/out"),
        ("ask", "{study}", "package", "--out", "{gone}/out"),
        ("combine", "{study}", "package", "--holder", "h", "--out", "{gone}/out"),
        ("estimate", "{study}", "package", "--json", "{gone}/answer.json"),
        ("demo", "--keep", "{gone}/kept"),
    ],
)
def test_no_verb_makes_a_tree_of_folders_for_a_misspelt_path(home, capsys, tmp_path, words):
    gone = tmp_path / "tpyo"
    named = {"study": home / "study.toml", "input": home / "one.parquet", "gone": gone}
    code, out, err = run(capsys, *(word.format(**named) for word in words))
    assert (code, out) == (2, "")
    assert f"as there is no folder {gone}; make that folder first, or correct the path" in err
    assert list(tmp_path.iterdir()) == []


def test_inspect_says_what_it_was_given_when_that_is_no_package(home, capsys, tmp_path):
    question, other = tmp_path / "question", tmp_path / "other.json"
    question.write_bytes(to_bytes(Question("s", {"d1": (1.0,)}, {"d1": (1.0,)}, {"d1": 9}, ())))
    other.write_text("{}")
    for path, what in (
        (home / "study.toml", "file study.toml: inspect reads the folder of a package, or a reply"),
        (home / "study.toml", "this is a study, of which iln evidence check says whether it is"),
        (question, "this is the centre's question, which iln evidence reply answers"),
        (other, "this is no package and no reply"),
        (tmp_path / "none", "package none: there is no such folder; a package is the folder that"),
    ):  # fmt: skip
        code, out, err = run(capsys, "inspect", path)
        assert (code, out) == (2, "")
        assert what in err
    (tmp_path / "empty").mkdir()
    code, _, err = run(capsys, "inspect", tmp_path / "empty")
    assert "package empty: its file manifest.json cannot be read: No such file" in err
    code, _, err = run(capsys, "estimate", home / "study.toml", other)
    assert "package other.json: it is no folder; a package is the folder that compress made" in err


def test_a_refused_check_leaves_no_ledger_begun(capsys, tmp_path):
    (tmp_path / "study.toml").write_text(TEXT)
    path = write_parquet(tmp_path / "bad.parquet", changed(SAFE, "math", 4, 987_654))
    state = tmp_path / "state"
    argv = ("check", tmp_path / "study.toml", path, "--state", state)
    code, _, err = run(capsys, *argv)
    assert (code, "was begun" in err, state.exists()) == (2, False, False)
    write_parquet(path, SAFE)
    code, _, err = run(capsys, *argv)
    assert (code, "was begun" in err) == (0, True)
    assert sorted(one.name for one in state.iterdir()) == ["checks", "ledger.key", "ledger.sqlite"]


def test_cells_are_written_for_the_holder_alone(home, capsys, tmp_path):
    argv = (home / "study.toml", home / "one.parquet", "--state", tmp_path)
    assert run(capsys, "check", *argv)[0] == 0
    code, out, _ = run(capsys, "cells", *argv, "--out", tmp_path / "cells.parquet")
    assert code == 0
    assert "They are not protected" in out
    cells = pq.read_table(tmp_path / "cells.parquet")
    rows = pq.read_table(home / "one.parquet")
    seen = [y is not None for y in rows["math"].to_pylist()]
    assert sum(cells["n0"].to_pylist()) == sum(seen)
    scores = zip(rows["math"].to_pylist(), rows["weight"].to_pylist(), strict=True)
    assert sum(v for v in cells["wy0"].to_pylist() if v) == sum(
        y * w for y, w in scores if y is not None
    )


def test_unchecked_input_and_an_edited_study_are_refused(home, capsys, tmp_path):
    study, state = tmp_path / "study.toml", ("--state", tmp_path / "state")
    study.write_text(TEXT)
    asked = (home / "one.parquet", *state, "--holder", "h", "--out", tmp_path / "out")
    code, _, err = run(capsys, "compress", study, *asked)
    assert (code, "run iln evidence check first" in err) == (2, True)
    assert run(capsys, "check", study, home / "one.parquet", *state)[0] == 0
    study.write_text(TEXT + "# edited\n")
    code, _, err = run(capsys, "compress", study, *asked)
    assert (code, "has not been checked for this study" in err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_a_study_edited_after_compress_is_refused_by_the_estimate(home, capsys, tmp_path):
    study, state = tmp_path / "study.toml", ("--state", tmp_path / "state")
    study.write_text(TEXT)
    assert run(capsys, "check", study, home / "one.parquet", *state)[0] == 0
    asked = (home / "one.parquet", *state, "--holder", "h", "--out", tmp_path / "out")
    assert run(capsys, "compress", study, *asked)[0] == 0
    study.write_text(TEXT.replace("smallest_effect = 0.05", "smallest_effect = 0.5"))
    code, _, err = run(capsys, "estimate", study, tmp_path / "out")
    assert code == 2
    assert "package out: it is of another study, or of this one before an edit" in err


def test_bad_rows_end_with_one_sentence_and_no_value(capsys, tmp_path):
    (tmp_path / "study.toml").write_text(TEXT)
    bad = write_parquet(tmp_path / "bad.parquet", changed(SAFE, "math", 4, 987_654))
    code, out, err = run(capsys, "check", tmp_path / "study.toml", bad, "--state", tmp_path / "s")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "column math is out of range (line 6)" in err
    assert "987" not in err
    assert not (tmp_path / "s" / "checks").exists()


def estimated(capsys, tmp_path, columns, text):
    (tmp_path / "study.toml").write_text(text)
    records_path = write_parquet(tmp_path / "r.parquet", columns)
    state = ("--state", tmp_path / "state")
    assert run(capsys, "check", tmp_path / "study.toml", records_path, *state)[0] == 0
    code, out, err = run(
        capsys, "compress", tmp_path / "study.toml", records_path, *state,
        "--holder", "h", "--out", tmp_path / "p",
    )  # fmt: skip
    if code == 0:
        code, out, err = run(capsys, "estimate", tmp_path / "study.toml", tmp_path / "p")
    assert "Traceback" not in err
    return code, out, err


def test_one_cluster_and_no_comparison_are_refused_in_a_sentence(capsys, tmp_path):
    one = {
        k: [v for v, d in zip(vs, SAFE["district"], strict=True) if d == "d1"]
        for k, vs in SAFE.items()
    }
    code, out, err = estimated(capsys, tmp_path, one, TEXT)
    assert (code, out, err.count("\n")) == (2, "", 1)
    (tmp_path / "alone").mkdir()
    alone = TEXT.replace("d2 = 2017\nd3 = 2017", "")
    code, out, err = estimated(capsys, tmp_path / "alone", one, alone)
    assert (code, out) == (2, "")
    assert "There is one district, 'd1'; an effect needs at least two" in err


def test_packages_without_a_treated_unit_are_refused(capsys, tmp_path):
    none = {
        k: [v for v, d in zip(vs, SAFE["district"], strict=True) if d > "d3"]
        for k, vs in SAFE.items()
    }
    code, _, err = estimated(capsys, tmp_path, none, TEXT)
    assert (code, "study: it names units that no package holds: " in err) == (2, True)
    assert all(f'"d{d}" (treatment.starts' in err for d in (1, 2, 3))


def test_a_constant_outcome_is_refused(capsys, tmp_path):
    flat = SAFE | {"math": [500] * len(SAFE["math"]), "passed": [1] * len(SAFE["passed"])}
    path = write_parquet(tmp_path / "r.parquet", flat)
    (tmp_path / "study.toml").write_text(TEXT)
    argv = ("check", tmp_path / "study.toml", path, "--state", tmp_path / "state")
    code, _, err = run(capsys, *argv)
    assert code == 2
    assert err == (
        'iln evidence: input: outcome "math" (column math) is the same in every row; outcome '
        '"passed" (column passed) is the same in every row. Correct the records or the study; if '
        'it is truly so, check again with --accept "math" --accept "passed", and nothing of it '
        "leaves\n"
    )
    assert not (tmp_path / "state").exists()
    assert run(capsys, *argv, "--accept", "math", "--accept", "passed")[0] == 0


def test_a_gap_in_years_is_estimated_over(capsys, tmp_path):
    rows = [row for row, year in enumerate(SAFE["year"]) if year != 2016]
    code, out, _ = estimated(
        capsys, tmp_path, {k: [v[r] for r in rows] for k, v in SAFE.items()}, TEXT
    )
    assert code == 0
    assert "Effect on math (primary; higher is better), all students" in out


def test_collinear_covariates_are_refused_by_name(capsys, tmp_path):
    text = TEXT + '\n[[covariates]]\ncolumn = "frl2"\nlevels = [0, 1]\n'
    code, _, err = estimated(capsys, tmp_path, SAFE | {"frl2": SAFE["frl"]}, text)
    assert code == 2
    assert "Column 'frl2=1' is an exact combination of 'frl=1'" in err


def test_features_for_matching_are_read_or_refused(home, capsys, tmp_path):
    text = TEXT.replace('"difference-in-differences"', '"matched-comparison"')
    text += '\n[comparison]\nmatched_on = ["poverty"]\n'
    (tmp_path / "study.toml").write_text(text)
    state = ("--state", tmp_path / "state")
    packages = []
    for name in ("one", "two"):
        assert (
            run(capsys, "check", tmp_path / "study.toml", home / f"{name}.parquet", *state)[0] == 0
        )
        packages.append(tmp_path / name)
        asked = ("--holder", name, "--out", packages[-1], *state)
        assert (
            run(capsys, "compress", tmp_path / "study.toml", home / f"{name}.parquet", *asked)[0]
            == 0
        )
    features = tmp_path / "features.csv"
    features.write_text("unit,poverty\n" + "".join(f"d{d},{d % 4}\n" for d in range(1, 9)))
    argv = ("estimate", tmp_path / "study.toml", *packages, "--features")
    code, out, _ = run(capsys, *argv, features)
    assert code == 0
    assert "match" in out
    features.write_text("unit,poverty\nd1,high\n")
    code, _, err = run(capsys, *argv, features)
    assert (code, "every row of features.csv needs numbers in: unit, poverty" in err) == (2, True)
    code, _, err = run(capsys, *argv, tmp_path / "none.csv")
    assert (code, "cannot be read: No such file" in err) == (2, True)


def test_a_plan_tells_the_smallest_effect(capsys):
    asked = ["plan", "--treated", "4", "--others", "30", "--before", "3", "--after", "2"]
    code, out, _ = run(capsys, *asked, "--students", "300")
    assert code == 0
    assert "The smallest effect that this design finds" in out
    assert "Warning: With 4 treated districts or schools" in out
    code, _, err = run(capsys, *asked, "--students", "0")
    assert (code, err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("raised", "sentence"),
    [
        (KeyboardInterrupt(), "interrupted; nothing was written"),
        (MemoryError(), "there is not enough memory"),
        (
            ZeroDivisionError("Ann Smith has 512"),
            "stopped by a fault of its own (ZeroDivisionError)",
        ),
        (OSError(errno.EIO, "Ann"), "stopped by a fault of its own (OSError)"),
    ],
)
def test_whatever_happens_ends_with_a_sentence(capsys, raised, sentence):
    parser = cli.argparse.ArgumentParser()
    cli.describe(parser)
    args = parser.parse_args(["demo"])

    def fail(*_):
        raise raised

    args.evidence_verb = fail
    assert cli.run(args) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert "Ann" not in err


def test_a_reader_who_has_seen_enough_is_no_fault():
    parser = cli.argparse.ArgumentParser()
    cli.describe(parser)
    args = parser.parse_args(["demo"])

    def closed(*_):
        raise BrokenPipeError

    args.evidence_verb = closed
    with pytest.raises(BrokenPipeError):
        cli.run(args)


def test_a_full_disk_leaves_no_partial_package(home, capsys, tmp_path, monkeypatch):
    state = ("--state", tmp_path / "state")
    assert run(capsys, "check", home / "study.toml", home / "one.parquet", *state)[0] == 0

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.Path, "rename", full)
    code, _, err = run(
        capsys, "compress", home / "study.toml", home / "one.parquet", *state,
        "--holder", "h", "--out", tmp_path / "out",
    )  # fmt: skip
    assert (code, "the disk is full" in err) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state"]
    monkeypatch.undo()  # the ledger knows it, so that none can stand without; it may come again
    assert "knows of no" not in run(
        capsys, "compress", home / "study.toml", home / "one.parquet", *state,
        "--holder", "h", "--out", tmp_path / "out",
    )[2]  # fmt: skip
    assert (tmp_path / "out").exists()


def test_the_demo_goes_from_records_to_an_answer_under_twenty_seconds(capsys, tmp_path):
    began = time.process_time()  # the machine may be shared
    code, out, _ = run(capsys, "demo", "--keep", tmp_path / "kept")
    assert code == 0
    assert time.process_time() - began < 20
    assert out.count("would leave") == 12
    assert "Do longer lessons raise mathematics scores" in out
    assert len(list((tmp_path / "kept").glob("package-*"))) == 12
    code, _, err = run(capsys, "demo", "--keep", tmp_path / "kept")
    assert (code, "exists already" in err) == (2, True)


def test_the_demo_cleans_up_after_itself(capsys, monkeypatch):
    monkeypatch.setattr(demo, "DISTRICTS", 7)
    code, out, _ = run(capsys, "demo")
    assert code == 0
    assert out.count("would leave") == 7
