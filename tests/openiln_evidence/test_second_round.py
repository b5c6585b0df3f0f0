"""Errors by school from a second round: exact, asked once, refused where a school would show."""

import json
import shutil

import numpy as np
import pandas as pd
import pyfixest
import pytest

from evidence_holders import of_district
from evidence_make import records, study_text, write_parquet
from openiln_evidence.cli import main
from openiln_evidence.estimate.second_round import BY_SCHOOL, BY_SCHOOL_UNJUDGED
from openiln_evidence.packages.folder import read_package
from openiln_evidence.packages.second_round import read_question, read_reply, to_bytes

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword in")

SAFE = records(districts=6, per_grade=40)
TEXT = study_text(
    ("d1 = 2017\nd2 = 2018", "d1 = 2017\nd2 = 2017"),
    ('[[interactions]]\nof = ["frl", "grade"]\n', ""),
)
HELD = {"one": ("d1", "d3", "d4"), "two": ("d2", "d5", "d6")}


def run(capsys, *argv):
    code = main([str(word) for word in argv])
    said = capsys.readouterr()
    return code, said.out, said.err


def hold(capsys, home, name, columns, study):
    """A holder's records, checked and compressed; the words that name them."""
    path = write_parquet(home / f"{name}.parquet", columns)
    state = ("--state", home / f"state-{name}")
    assert run(capsys, "check", study, path, *state)[0] == 0
    words = ("--holder", name, "--out", home / f"package-{name}", *state)
    assert run(capsys, "compress", study, path, *words)[::2] == (0, "")
    return path, state


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Two holders who have sent packages, as each test finds them."""
    home = tmp_path_factory.mktemp("held")
    (home / "study.toml").write_text(TEXT)
    for name, districts in HELD.items():
        path = write_parquet(home / f"{name}.parquet", of_district(SAFE, *districts))
        words = [str(home / "study.toml"), str(path), "--state", str(home / f"state-{name}")]
        assert main(["check", *words]) == 0
        out = ("--holder", name, "--out", str(home / f"package-{name}"))
        assert main(["compress", *words, *out]) == 0
    return home


@pytest.fixture
def home(held, tmp_path, capsys):
    home = shutil.copytree(held, tmp_path / "home")
    assert "a question about 6 districts" in ask(capsys, home)
    return home


def ask(capsys, home):
    packages = [home / f"package-{name}" for name in HELD]
    words = (home / "study.toml", *packages, "--out", home / "question")
    code, out, _ = run(capsys, "ask", *words)
    assert code == 0
    return out


def others(home):
    """What the answer says beside its recommended estimate, by method."""
    said = json.loads((home / "answer.json").read_text())
    return {one["method"]: one for one in said["primary"]["others"]}


def reply(capsys, home, name, question="question", out=None):
    return run(
        capsys, "reply", home / "study.toml", home / f"{name}.parquet", home / question,
        "--state", home / f"state-{name}", "--holder", name,
        "--out", home / (out or f"reply-{name}"),
    )  # fmt: skip


def estimate(capsys, home, *replies):
    packages = [home / f"package-{name}" for name in HELD]
    words = ("--replies", *(home / name for name in replies), "--json", home / "answer.json")
    return run(capsys, "estimate", home / "study.toml", *packages, *words)


def test_the_errors_are_those_of_pyfixest_clustered_by_school(tmp_path, capsys):
    treated = [f"d{n}" for n in range(1, 7)]
    many = records(districts=12, per_grade=40)
    dates = "\n".join(f"{district} = 2017" for district in treated)
    (tmp_path / "study.toml").write_text(TEXT.replace("d1 = 2017\nd2 = 2017", dates))
    for name, districts in {"one": range(1, 7), "two": range(7, 13)}.items():
        columns = of_district(many, *(f"d{n}" for n in districts))
        hold(capsys, tmp_path, name, columns, tmp_path / "study.toml")
    ask(capsys, tmp_path)
    for name in HELD:
        assert reply(capsys, tmp_path, name)[0] == 0
    code, out, _ = estimate(capsys, tmp_path, "reply-two", "reply-one")
    assert (code, BY_SCHOOL in out) == (0, True)
    rows = pd.DataFrame(many).dropna(subset=["math"])
    rows["treated"] = (rows["district"].isin(treated) & (rows["year"] >= 2017)).astype(float)
    rows["school_id"] = rows["school"]
    peer = pyfixest.feols(
        "math ~ treated + frl + C(grade) | school_id + year",
        rows,
        vcov={"CRV1": "school_id"},
        weights="weight",
        demeaner=pyfixest.MapDemeaner(fixef_tol=1e-12),
    )
    ours = others(tmp_path)[BY_SCHOOL]
    assert ours["effect"] == pytest.approx(peer.coef()["treated"], rel=1e-9)
    assert ours["error"] == pytest.approx(peer.se()["treated"], rel=1e-9)
    assert ours["low"] == pytest.approx(peer.confint().loc["treated"].iloc[0], rel=1e-9)


def test_under_six_treated_clusters_errors_by_school_judge_nothing(home, capsys):
    for name in HELD:
        reply(capsys, home, name)
    code, out, _ = estimate(capsys, home, "reply-two", "reply-one")
    assert (code, BY_SCHOOL in out) == (0, False)
    found = others(home)
    assert list(found) == [BY_SCHOOL_UNJUDGED]
    ours = found[BY_SCHOOL_UNJUDGED]
    assert [ours[key] for key in ("error", "low", "high", "p")] == [None] * 4
    main_effect = json.loads((home / "answer.json").read_text())["primary"]["primary"]
    assert ours["effect"] == pytest.approx(main_effect["effect"], rel=1e-9)
    assert f"  CR1 by school  {ours['effect']:>9.3f}  -\n" in out
    assert f"  - {BY_SCHOOL_UNJUDGED.replace('clusters', 'districts')}\n" in out


def test_a_reply_tells_in_words_all_that_it_holds(home, capsys):
    reply(capsys, home, "one")
    code, out, _ = run(capsys, "inspect", home / "reply-one")
    assert (code, "Reply of one" in out, "schools of d1, d3, d4." in " ".join(out.split())) == (
        0,
        True,
        True,
    )
    found = read_reply(home / "reply-one").squares
    assert f"{found:.6g}" not in out
    _, out, _ = run(capsys, "inspect", home / "reply-one", "--all")
    assert f"{found:.6g}" in out


def test_one_question_of_a_study_is_answered_and_it_again_but_no_other(home, capsys):
    assert reply(capsys, home, "one")[0] == 0
    assert "exists already" in reply(capsys, home, "one")[2]
    assert reply(capsys, home, "one", out="again")[0] == 0
    question = read_question(home / "question")
    other = {unit: tuple(2 * b for b in found) for unit, found in question.coefficients.items()}
    changed = type(question)(**(vars(question) | {"coefficients": other}))
    (home / "other").write_bytes(to_bytes(changed))
    packed = ("--holder", "one", "--state", home / "state-one", "--out", home / "packed-again")
    run(capsys, "compress", home / "study.toml", home / "one.parquet", *packed)
    code, out, err = reply(capsys, home, "one", "other", out="never")
    assert (code, out) == (2, "")
    assert "has asked another question already" in err
    assert not (home / "never").exists()


def test_replies_that_do_not_fit_are_refused_by_name(home, capsys):
    for name in HELD:
        reply(capsys, home, name)
    code, out, err = estimate(capsys, home, "reply-one")
    assert (code, out) == (2, "")
    assert "Unit 'd2' has not answered the second round" in err
    (home / "copy").write_bytes((home / "reply-one").read_bytes())
    assert (
        "reply copy: unit d1 is in another reply too"
        in estimate(capsys, home, "reply-one", "copy")[2]
    )
    (home / "copy").write_text((home / "reply-one").read_text().replace('"d1"', '"d9"'))
    assert "reply copy: it is damaged or edited" in estimate(capsys, home, "copy")[2]
    assert "reply none: it cannot be read: No such file" in estimate(capsys, home, "none")[2]
    more = of_district(records(districts=7, per_grade=40), "d7")
    hold(capsys, home, "more", more, home / "study.toml")
    packages = [home / f"package-{name}" for name in (*HELD, "more")]
    code, _, err = run(
        capsys, "estimate", home / "study.toml", *packages, "--replies", home / "reply-one"
    )
    assert "reply reply-one: it answers another question" in err


def test_questions_that_a_holder_cannot_answer_are_refused(home, capsys):
    question = read_question(home / "question")
    for change, sentence in (
        ({"study": "0" * 64}, "question: it is of another study"),
        ({"coefficients": {}}, "question: it asks about no unit of this input"),
        ({"rows": question.rows | {"d1": 7}}, 'question: unit "d1" had other rows in the package'),
    ):
        changed = type(question)(**(vars(question) | change))
        (home / "changed").write_bytes(to_bytes(changed))
        code, out, err = reply(capsys, home, "one", "changed")
        assert (code, out, sentence in err) == (2, "", True)
    (home / "state-one" / "ledger.sqlite").unlink()
    said = reply(capsys, home, "one")[2]
    assert "knows of no earlier study" in said
    assert "no package of these units left for this study" in said
    assert not (home / "reply-one").exists()


def test_a_ledger_of_another_key_than_at_the_check_asks_for_a_new_check(home, capsys):
    for file in (home / "state-one").glob("ledger.*"):
        file.unlink()
    code, out, err = run(
        capsys, "compress", home / "study.toml", home / "one.parquet", "--holder", "one",
        "--state", home / "state-one", "--out", home / "again",
    )  # fmt: skip
    assert (code, out) == (2, "")
    assert "knows of no earlier study" in err
    assert "it is another than at the check; run iln evidence check again" in err
    assert not (home / "again").exists()


def test_two_schools_are_not_told_as_one_sum(tmp_path, capsys):
    study = tmp_path / "study.toml"
    study.write_text(TEXT)
    columns = of_district(records(districts=2, schools=2, per_grade=80), "d1")
    hold(capsys, tmp_path, "one", columns, study)
    hold(capsys, tmp_path, "two", of_district(SAFE, "d2", "d3", "d4"), study)
    packages = [tmp_path / "package-one", tmp_path / "package-two"]
    run(capsys, "ask", study, *packages, "--out", tmp_path / "question")
    code, out, err = reply(capsys, tmp_path, "one")
    assert (code, out) == (2, "")
    assert "reply: nearly all that is asked about is in fewer than three schools" in err
    assert not (tmp_path / "reply-one").exists()


def test_a_question_about_one_school_is_not_answered(tmp_path, capsys):
    """A centre that chooses the question asks about a grade that one school of a unit has."""
    study = tmp_path / "study.toml"
    study.write_text(TEXT)
    columns = of_district(SAFE, "d1", "d3", "d4")
    lone = {
        row for row, (s, g) in enumerate(zip(columns["school"], columns["grade"], strict=True))
        if g == 5 and s != "d1s1"
    }  # fmt: skip
    columns = {n: [v for r, v in enumerate(vs) if r not in lone] for n, vs in columns.items()}
    hold(capsys, tmp_path, "one", columns, study)
    hold(capsys, tmp_path, "two", of_district(SAFE, *HELD["two"]), study)
    packages = [tmp_path / f"package-{name}" for name in HELD]
    run(capsys, "ask", study, *packages, "--out", tmp_path / "question")
    question = read_question(tmp_path / "question")
    (_, blocks) = read_package(tmp_path / "package-one")
    at = blocks[0].columns.index("grade=5")
    alone = {
        unit: tuple(float(place == at) for place in range(len(of)))
        for unit, of in question.directions.items()
    }
    for part in ("directions", "coefficients"):
        changed = type(question)(**(vars(question) | {part: alone}))
        (tmp_path / "changed").write_bytes(to_bytes(changed))
        code, out, err = reply(capsys, tmp_path, "one", "changed")
        assert (code, out) == (2, "")
        assert "nearly all that is asked about is in fewer than three schools" in err
    assert reply(capsys, tmp_path, "one")[0] == 0


def test_a_reply_is_one_equation_for_all_schools(home, capsys):
    """Whoever knows every school's size and mean had k equations of a unit, and now has one."""
    reply(capsys, home, "one")
    body = json.loads((home / "reply-one").read_text())["document"]
    numbers = [value for value in body.values() if isinstance(value, float)]
    assert len(numbers) == 1
    assert not any(isinstance(value, (dict, list)) for key, value in body.items() if key != "units")
    question = read_question(home / "question")
    schools = len({s for s, d in zip(SAFE["school"], SAFE["district"], strict=True)
                   if d in HELD["one"]})  # fmt: skip
    assert schools >= 3 * len(numbers)
    assert len(question.directions["d1"]) > 1


def test_where_dates_vary_there_is_no_second_round(tmp_path, capsys):
    study = tmp_path / "study.toml"
    study.write_text(TEXT.replace("d2 = 2017", "d2 = 2018"))
    hold(capsys, tmp_path, "one", of_district(SAFE, "d1", "d2", "d3"), study)
    code, _, err = run(capsys, "ask", study, tmp_path / "package-one", "--out", tmp_path / "q")
    assert (code, "one treatment date" in err) == (2, True)


def test_units_over_common_rows_reply_over_them(tmp_path, capsys):
    study = tmp_path / "study.toml"
    study.write_text(TEXT)
    columns = of_district(SAFE, "d1", "d2", "d3")
    for place in [i for i, d in enumerate(columns["district"]) if d == "d3"][:3]:
        columns["passed"][place] = None
    hold(capsys, tmp_path, "one", columns, study)
    run(capsys, "ask", study, tmp_path / "package-one", "--out", tmp_path / "question")
    question = read_question(tmp_path / "question")
    assert question.common == ("d3",)
    assert reply(capsys, tmp_path, "one")[0] == 0
    found = read_reply(tmp_path / "reply-one")
    assert found.units == ("d1", "d2", "d3")
    assert found.squares > 0


def test_a_published_table_answers_without_a_ledger(tmp_path, capsys):
    text = study_text(
        ("d1 = 2017\nd2 = 2018", "d1 = 2017\nd2 = 2017"),
        ('[[interactions]]\nof = ["frl", "grade"]\n', ""),
        ('student = "student"', 'count = "tested"'),
        ('grade = "grade"\n', ""),
        ('weight = "weight"\n', ""),
    )
    study = tmp_path / "study.toml"
    study.write_text(text)
    schools = [f"s{n}" for n in range(24)]
    years = [2015, 2016, 2017, 2018]
    random = np.random.default_rng(3)
    columns = {
        "school": [s for s in schools for _ in years],
        "district": [f"d{1 + n // 4}" for n in range(24) for _ in years],
        "year": years * 24,
        "tested": [30] * 96,
        "frl": random.integers(0, 2, 96).tolist(),
        "grade": [3] * 96,
        "math": random.integers(400, 600, 96).tolist(),
        "passed": random.integers(0, 2, 96).tolist(),
    }
    hold(capsys, tmp_path, "one", columns, study)
    package = tmp_path / "package-one"
    code, _, said = run(capsys, "ask", study, package, "--out", tmp_path / "question")
    assert (code, said) == (0, "")
    assert reply(capsys, tmp_path, "one")[::2] == (0, "")
    assert not (tmp_path / "state-one" / "ledger.sqlite").exists()
