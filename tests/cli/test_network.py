"""A network from nothing, as the operator sets it up: its rules, its agency, who runs it."""

import pytest
import time_machine

import make
from openiln.cli.calling import as_called
from openiln.cli.main import build_parser, main
from openiln.directory.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run words of the command line; returns the exit code, what was said, what was complained."""

    def run(*words):
        with time_machine.travel(make.NOW, tick=False):
            code = main([*words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_an_agency_is_added_found_and_said_to_run_a_network(run):
    assert run("network", "list")[1].startswith("No network has rules today. Load some: iln chart")
    make.charter()
    assert run("network", "list")[1] == (
        "northland  Northland Innovation Lab Network, and nobody runs it: iln network steward\n"
    )
    name = "Northland Department of Education"
    code, said, _ = run("directory", "add", "agency", name, "--state", "NL")
    added = Organisation.objects.get()
    assert (code, said) == (0, f"{added.public_id}  {name} is in the directory.\n")
    assert run("directory", "find", "northland", "education", "--state", "NL")[1] == (
        f"{added.public_id}  -             agency    NL  {name}\n"
    )
    assert run("network", "steward", "northland", added.public_id) == (
        0,
        f"{added.public_id} runs northland. Give its staff access: iln access give.\n",
        "",
    )
    assert run("network", "list")[1] == (
        f"northland  Northland Innovation Lab Network, run by {name}\n"
    )


def test_each_hint_names_the_program_as_it_was_called(run, monkeypatch):
    monkeypatch.setenv("ILN_CALLED", "./dev iln")
    assert "add it: ./dev iln directory add" in run("directory", "find", "birch")[1]
    refused = run("network", "steward", "northland", "nowhere")[2]
    assert refused.endswith("Look for its id: ./dev iln directory find WORD.\n")
    assert build_parser().format_usage().startswith("usage: ./dev iln ")


def test_a_word_that_only_ends_like_the_program_is_none():
    assert as_called("See ms-iln here, or run iln check.") == "See ms-iln here, or run iln check."


def test_an_id_without_its_zeros_gets_a_hint(run):
    refused = run("network", "steward", "northland", "103")[2]
    assert "has no organisation 103. A spreadsheet may have dropped the zeros" in refused
    assert "spreadsheet" not in run("network", "steward", "northland", "abc")[2]


def test_a_school_is_added_within_its_district(run):
    make.organisation("Birch County", nces_id="9900007")
    words = ("directory", "add", "school", "Birch High", "--state", "NL", "--within", "9900007")
    assert run(*words)[0] == 0
    assert Organisation.objects.get(name="Birch High").parent.name == "Birch County"


def test_a_search_that_finds_nothing_or_too_much_says_what_to_do(run):
    assert "add it: iln directory add" in run("directory", "find", "birch")[1]
    for number in range(51):
        make.organisation(f"Birch {number}")
    said = run("directory", "find", "birch")[1].splitlines()
    assert len(said) == 51
    assert said[-1] == "These are the first 50. Say more of the name, or --state."


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            ("network", "steward", "northland", "nowhere"),
            "no organisation nowhere. Look for its id",
        ),
        (("network", "steward", "nowhere", "9900007"), "nowhere"),
        (("directory", "add", "agency", "", "--state", "NL"), "  name: is empty"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run, words, complaint):
    make.organisation(nces_id="9900007")
    code, said, complained = run(*words)
    assert (code, said) == (1, "")
    assert complaint in complained
