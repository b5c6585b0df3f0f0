"""`iln charter`, as the operator runs it."""

import os
from datetime import timedelta

import pytest
import time_machine

import make
from openiln.charters.models import Charter
from openiln.cli.django_side import start_for_files
from openiln.cli.main import main
from openiln.kernel.models import AuditRecord
from samples import NETWORKS

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run words of the command line; returns the exit code, what was said, what was complained."""

    def run(*words):
        code = main(["charter", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def file(tmp_path):
    def write(text=None, name="rules.toml", **how):
        path = tmp_path / name
        path.write_text(text if text is not None else make.charter_text(**how))
        return path

    return write


def test_a_good_file_has_nothing_to_mend(run, file):
    path = file()
    assert run("check", path) == (0, f"{path}: nothing to mend.\n", "")


def test_each_fault_is_printed_with_file_line_key_and_mend(run, file):
    path = file(make.charter_text().replace("said_by", "sayed_by"))
    code, _, complained = run("check", path)
    assert code == 1
    assert complained.splitlines() == [
        f"{path}: 2 things are to be mended.",
        f"  {path}: line 18, clauses.meetings.said_by: is missing. Add it: Whose promise it is.",
        (
            f"  {path}: line 20, clauses.meetings.sayed_by: is no key that we know. "
            "Did you mean said_by?"
        ),
    ]


def test_one_bad_file_among_good_ones_is_enough_to_fail(run, file, tmp_path):
    good = file()
    code, said, complained = run("check", good, tmp_path / "missing.toml")
    assert (code, said) == (1, f"{good}: nothing to mend.\n")
    assert complained.endswith("missing.toml is not there. Check its name and folder.\n")


def test_two_files_in_force_from_one_day_are_named(run, file):
    first = file(name="a.toml")
    second = file(make.charter_text().replace("Take part", "Be there"), name="b.toml")
    code, said, complained = run("check", first, second)
    assert (code, said) == (1, f"{first}: nothing to mend.\n")
    assert f"{second}: line 6, network.in_force_on: overlaps with {first}" in complained


@pytest.mark.parametrize("content", [b"\x00\x01", b"\xff\xfe", b"x" * 10_000_000, b"[" * 9000])
def test_strange_files_are_refused_in_a_sentence(run, tmp_path, content):
    path = tmp_path / "strange"
    path.write_bytes(content)
    code, said, complained = run("check", path)
    assert (code, said) == (1, "")
    assert complained.startswith(str(path))
    assert "Traceback" not in complained


def test_a_folder_is_refused(run, tmp_path):
    assert run("check", tmp_path) == (1, "", f"{tmp_path} is a folder. Name a file in it.\n")


def test_loading_puts_a_file_in_force_and_twice_changes_nothing(run, file):
    said = "Northland Innovation Lab Network: rules.toml is in force from 2025-07-01.\n"
    assert run("load", file()) == run("load", file()) == (0, said, "")
    assert Charter.objects.count() == AuditRecord.objects.count() == 1


def test_a_file_with_faults_is_not_loaded(run, file):
    code, said, complained = run("load", file("[network]"))
    assert (code, said) == (1, "")
    assert "line 1, network.id: is missing." in complained
    assert not Charter.objects.exists()


def test_other_rules_for_the_same_day_are_not_loaded(run, file):
    run("load", file())
    other = file(make.charter_text().replace("Take part", "Be there"))
    code, _, complained = run("load", other)
    assert code == 1
    assert complained.endswith("Rules are never edited: give the new text a later day.\n")


def test_back_dated_rules_are_loaded_when_it_is_said_that_they_are_meant(run, file):
    run("load", file())
    late = file(make.charter_text(in_force_on=make.TODAY - timedelta(days=2)), name="late.toml")
    with time_machine.travel(make.NOW, tick=False):
        code, _, complained = run("load", late)
        assert code == 1
        assert "back-dated: the days from 28 February 2026 until 2 March 2026" in complained
        assert run("load", late, "--back-dated")[0] == 0


def test_rules_are_shown_in_plain_words(run, file):
    run("load", file())
    code, said, _ = run("show", "northland", "--on", "2025-08-01")
    assert code == 0
    assert said.startswith("Northland Innovation Lab Network, rules in force from 2025-07-01\n")
    assert "- Take part in the meetings of the whole network.\n" in said


def test_without_a_day_todays_rules_are_shown(run, file):
    run("load", file())
    with time_machine.travel(make.NOW, tick=False):
        assert run("show", "northland")[0] == 0
    with time_machine.travel(make.NOW - timedelta(days=365), tick=False):
        assert "The rules of northland begin on 2025-07-01" in run("show", "northland")[2]
        assert "begins on 2025-07-01" in run("load", file())[1]


def test_a_network_that_nobody_loaded_is_not_shown(run):
    assert "No network nowhere has rules in force on this day" in run("show", "nowhere")[2]


def test_two_files_are_compared_in_plain_words(run, file):
    before = file(name="a.toml")
    after = file(make.charter_text().replace("Take part", "Be there"), name="b.toml")
    code, said, _ = run("diff", before, after)
    assert code == 0
    assert said == (
        "The promise “Meetings” now reads: “Be there in the meetings of the whole network.” "
        "It read: “Take part in the meetings of the whole network.”\n"
    )
    later = file(make.charter_text().replace("2025-07-01", "2026-07-01"), name="c.toml")
    assert run("diff", before, later)[1] == (
        "In force from 1 July 2026; the other, from 1 July 2025.\nThey say the same.\n"
    )


def test_a_file_is_compared_with_the_rules_in_force_on_a_day(run, file):
    path = file()
    run("load", path)
    assert run("diff", "northland@2026-01-01", path) == (0, "They say the same.\n", "")


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("northland@2020-01-01", "No network northland has rules in force on 2020-01-01."),
        ("northland@july", "july is no day. Write NETWORK@DATE as ms-iln@2026-07-01."),
        ("nothing.toml", "nothing.toml is not there."),
    ],
)
def test_what_cannot_be_compared_is_refused(run, file, word, wrong):
    code, _, complained = run("diff", word, file())
    assert code == 1
    assert complained.startswith(wrong)


def test_a_file_with_an_at_in_its_name_is_a_file(run, file):
    path = file(name="rules@2026.toml")
    assert run("diff", path, path)[1] == "They say the same.\n"


def test_the_keys_of_a_charter_file_are_listed(run):
    code, said, _ = run("keys")
    assert code == 0
    assert "| `at_least` |" in said


def test_files_are_checked_where_nothing_is_installed_but_the_program(
    iln, state, tmp_path, monkeypatch
):
    del state["ILN_SECRET_KEY"], state["ILN_STATE"]
    monkeypatch.chdir(tmp_path)
    good = iln("charter", "check", NETWORKS / "ms-iln.toml")
    assert (good.returncode, good.stderr) == (0, "")
    bad = iln("charter", "check", NETWORKS)
    assert bad.returncode == 1
    assert bad.stderr == f"{NETWORKS} is a folder. Name a file in it.\n"
    assert list(tmp_path.iterdir()) == [], "reading files leaves nothing behind"


@pytest.mark.parametrize("given", [{}, {"ILN_SECRET_KEY": "k" * 40}])
def test_a_secret_is_made_up_for_files_alone_and_only_where_none_is_given(monkeypatch, given):
    monkeypatch.delenv("ILN_SECRET_KEY", raising=False)
    monkeypatch.setenv("ILN_STATE", os.environ["ILN_STATE"])
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    start_for_files()
    made = os.environ["ILN_SECRET_KEY"]
    assert len(made) >= 32
    assert made == given.get("ILN_SECRET_KEY", made)
