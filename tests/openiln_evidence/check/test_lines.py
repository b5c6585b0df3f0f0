"""What is wrong with a file is told by the file's own lines, whatever the engine said."""

import pyarrow as pa
import pyarrow.csv as pc
import pytest

from evidence_make import STUDY, changed, one_roster, records
from openiln_evidence.check.lines import lines_told, told_by_line
from openiln_evidence.check.run import BadRowsError, check_input
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

SMALL = records(districts=2, per_grade=8)


def as_lines(tmp_path, columns=SMALL):
    pc.write_csv(pa.table(columns), tmp_path / "records.csv")
    return (tmp_path / "records.csv").read_text().splitlines()


def refusal(tmp_path, lines, name="records.csv"):
    (tmp_path / name).write_text("\n".join(lines) + "\n")
    with pytest.raises(RefusedError) as refused, told_by_line(str(tmp_path / name)):
        check_input(parse_study(STUDY), open_source(str(tmp_path / name)), key=1)
    return refused.value


@pytest.mark.parametrize("at", [4, 600])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda line: line + ",9", "has 10 fields, and the header (line 1) names 9"),
        (lambda line: line.rsplit(",", 2)[0], "has 7 fields"),
        (lambda line: '"' + line.replace('"', ""), "has a stray quote"),
        (lambda line: line.replace(",", "\r,", 1), "has an odd line end within it"),
    ],
)
def test_one_bad_line_is_told_by_its_number(tmp_path, at, change, told):
    lines = as_lines(tmp_path)
    lines[at - 1] = change(lines[at - 1])
    sentence = refusal(tmp_path, lines).sentence
    assert sentence.startswith(f"input: records.csv, line {at} {told}")


def test_bad_values_are_told_by_the_lines_of_the_file(tmp_path):
    lines = as_lines(tmp_path, changed(SMALL, "math", 3, 98_765))
    lines.insert(2, "")
    found = refusal(tmp_path, lines)
    assert isinstance(found, BadRowsError)
    assert found.sentence == (
        "input: mend these lines of records.csv (counting the header as line 1), or name an "
        "exclusion in the study: column math is out of range (line 6)"
    )


def test_a_refusal_for_another_reason_is_told_besides(tmp_path):
    """A mixed line end is no reason to keep quiet about a column that is not there."""
    lines = as_lines(tmp_path)
    lines[3] += "\r"
    path = tmp_path / "records.csv"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(RefusedError) as refused, told_by_line(str(path)):
        raise RefusedError('input: records.csv has no column "math"')
    assert refused.value.sentence.startswith("input: records.csv, line 4 ends with CR LF")
    assert refused.value.sentence.endswith('; besides, records.csv has no column "math"')


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[3].replace("d1s1", 'd1"s1'), "line 4"),
        (lambda lines: lines[3].replace("d1s1", '"d1s1'), "line 4"),
    ],
)
def test_a_stray_quote_in_a_name_is_no_other_school(tmp_path, change, told):
    lines = [line.replace('"', "") for line in as_lines(tmp_path)]
    lines[3] = change(lines)
    assert told in refusal(tmp_path, lines).sentence


def test_rows_within_a_quoted_name_do_not_pass_for_a_school(tmp_path):
    """A quote before a name and one after a later name of the same school make them one field."""
    lines = [line.replace('"', "") for line in as_lines(tmp_path)]
    lines[3], lines[8] = lines[3].replace("d1s1", '"d1s1'), lines[8].replace("d1s1", 'd1s1"')
    sentence = refusal(tmp_path, lines).sentence
    assert "holds a quote or a line end, as a stray quote in a file leaves (line 4)" in sentence
    assert lines[5].split(",")[0] not in sentence


def test_more_lines_than_rows_are_told(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text('a,note\n1,"two\nlines"\n\n2,one\n')
    assert lines_told(str(path), 2).startswith(
        "Note: records.csv has 3 lines below its header and 2 rows: what stands in quotes"
    )
    assert lines_told(str(path), 3) == ""
    assert lines_told(str(tmp_path), 9) == ""


def test_files_that_are_not_read_are_not_looked_at(tmp_path):
    folder = one_roster(tmp_path / "roster", SMALL)
    (folder / "classes.csv").write_text("a,b\n1,2,3\n")
    with pytest.raises(RefusedError, match="has no column") as refused, told_by_line(str(folder)):
        check_input(parse_study(STUDY), open_source(str(folder)), key=1)
    assert "classes" not in refused.value.sentence


def test_a_refusal_for_another_reason_stays_as_it_is(tmp_path):
    lines = [line.replace('"math"', '"maths"') for line in as_lines(tmp_path)]
    assert 'has no column "math"' in refusal(tmp_path, lines).sentence
    with pytest.raises(BadRowsError), told_by_line(str(tmp_path / "records.parquet")):
        raise BadRowsError((), "records.parquet")
