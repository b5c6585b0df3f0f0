"""The command line: iln directory import, iln directory review."""

import csv
import io

import pytest

import make
import rolls
from openiln.cli.directory import ProgressBar
from openiln.cli.main import main
from openiln.directory.models import Organisation, Spelling

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    """A stream that a person looks at, or not."""

    def __init__(self, *, is_watched):
        super().__init__()
        self.is_watched = is_watched

    def isatty(self):
        return self.is_watched


def test_an_import_says_its_counts(tmp_path, capsys):
    path = rolls.write(tmp_path, rolls.DISTRICTS)
    assert main(["directory", "import", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out == "Districts: 2 rows; 2 created, 0 changed, 0 unchanged, 0 refused.\n"
    assert said.err == ""
    assert not (tmp_path / "districts.refused.csv").exists()


def test_a_dry_run_speaks_of_what_would_be(tmp_path, capsys):
    path = rolls.write(tmp_path, rolls.DISTRICTS)
    assert main(["directory", "import", str(path), "--dry-run"]) == 0
    assert "2 would be created, 0 would be changed" in capsys.readouterr().out
    assert not Organisation.objects.exists()


def test_a_dry_run_shows_the_first_refused_rows_and_writes_none_unless_asked_where(
    tmp_path, capsys
):
    rows = "".join(f"{number},Nowhere,NL,2023-24\n" for number in range(22))
    path = rolls.write(tmp_path, f"nces_id,name,state,year\n{rows}")
    assert main(["directory", "import", str(path), "--dry-run"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("  line 2, nces_id: says '0'; a district's NCES id is seven digits.")
    assert len(said) == 22
    assert said[-1] == "  and 2 more: --refused PATH lists them all."
    assert list(tmp_path.iterdir()) == [path]
    listed = tmp_path / "all.csv"
    main(["directory", "import", str(path), "--dry-run", "--refused", str(listed)])
    assert len(listed.read_text().splitlines()) == 23


def test_a_row_that_is_too_short_is_shown_without_a_column(tmp_path, capsys):
    path = rolls.write(tmp_path, "nces_id,name,state,year\n9900007\n")
    main(["directory", "import", str(path), "--dry-run"])
    assert "  line 2: has 1 cells; the header needs 4.\n" in capsys.readouterr().out


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_file_that_is_no_list_of_refused_rows_is_never_written_over(tmp_path, capsys, is_folder):
    path = rolls.write(tmp_path, rolls.DISTRICTS)
    other = tmp_path if is_folder else path
    assert main(["directory", "import", str(path), "--refused", str(other)]) == 1
    assert "is no list of refused rows: it would be lost" in capsys.readouterr().err
    assert path.read_text() == rolls.DISTRICTS
    assert not Organisation.objects.exists()


def test_refused_rows_are_listed_beside_the_file_and_the_list_goes_when_they_are_mended(
    tmp_path, capsys
):
    wrong = rolls.write(tmp_path, rolls.DISTRICTS.replace("314.5", '"=1+1"'))
    assert main(["directory", "import", str(wrong)]) == 0
    listed = tmp_path / "districts.refused.csv"
    assert f"The refused rows and their reasons are in {listed}." in capsys.readouterr().out
    reason = "says '=1+1'; write a number, without commas or units."
    assert list(csv.reader(listed.read_text(encoding="utf-8-sig").splitlines())) == [
        ["line", "column", "reason"],
        ["2", "instructional_staff", reason],
    ]
    rolls.write(tmp_path, rolls.DISTRICTS)
    main(["directory", "import", str(wrong)])
    assert not listed.exists()


def test_a_list_that_cannot_be_written_is_said_and_where_to_put_it(tmp_path, capsys):
    wrong = rolls.write(tmp_path, rolls.DISTRICTS.replace("314.5", "few"))
    nowhere = tmp_path / "none" / "refused.csv"
    assert main(["directory", "import", str(wrong), "--refused", str(nowhere)]) == 1
    assert "What stands above holds, and the list of 1 refused rows" in capsys.readouterr().err


def test_a_file_that_cannot_be_taken_is_refused_in_a_sentence(tmp_path, capsys):
    assert main(["directory", "import", str(tmp_path / "none.csv")]) == 1
    assert capsys.readouterr().err == (
        "none.csv cannot be opened (No such file or directory). "
        "Check the path and who may read it.\n"
    )


def test_names_in_doubt_are_listed_decided_and_listed_no_more(tmp_path, capsys):
    make.organisation("GUM COUNTY CONSOLIDATED SD", nces_id="9900008")
    path = rolls.results(tmp_path, [("Gum County SD", True)])
    words = ["directory", "import", str(path), "--source", "NDE", "--state", "NL"]
    assert main(words) == 0
    assert "Spellings that wait for you: 1. Run: iln directory review." in capsys.readouterr().out
    assert main(["directory", "review"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff")))
    assert row["candidates"] == "9900008 GUM COUNTY CONSOLIDATED SD"
    filled = f"spelling,decision\n{row['spelling']},9900008\n"
    decided = rolls.write(tmp_path, filled, "review.csv")
    assert main(["directory", "review", "--decide", str(decided)]) == 0
    assert capsys.readouterr().out == "Spellings decided: 1; still waiting: 0.\n"
    assert Spelling.objects.get().organisation.nces_id == "9900008"


def test_a_decision_that_cannot_be_taken_is_refused_with_its_line(tmp_path, capsys):
    path = rolls.write(tmp_path, "spelling,decision\ngone,nobody\n", "review.csv")
    assert main(["directory", "review", "--decide", str(path)]) == 1
    assert "line 2: 'gone' is no spelling of the list." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("is_watched", "passed", "drawn"),
    [
        (True, [0.0, 2.5], "\r[" + "#" * 20 + "." * 20 + "] 2,000 of 4,000\n"),
        (True, [0.0, 1.9], ""),
        (False, [0.0, 9.0], ""),
    ],
)
def test_a_bar_is_drawn_on_a_terminal_after_two_seconds_only(is_watched, passed, drawn):
    seconds = iter(passed)
    bar = ProgressBar(Terminal(is_watched=is_watched), lambda: next(seconds))
    bar.show(2_000, 4_000)
    bar.close()
    assert bar.stream.getvalue() == drawn
