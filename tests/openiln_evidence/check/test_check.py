"""A check refuses rows that would make an estimate wrong, and never quotes a value."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.csv as pc
import pytest

from evidence_make import STUDY, changed, records, study_text, write_parquet
from openiln_evidence.check.result import load, save
from openiln_evidence.check.run import BadRowsError, check_input
from openiln_evidence.errors import RefusedError
from openiln_evidence.read import rows as rows_module
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

SMALL = records(districts=2, per_grade=8)
SECRET = 987_654_321


def checked(tmp_path, columns, text=STUDY, suffix="parquet"):
    path = tmp_path / f"records.{suffix}"
    if suffix == "csv":
        pc.write_csv(pa.table(columns), path)
    else:
        write_parquet(path, columns)
    return check_input(parse_study(text), open_source(str(path)), key=5)


def test_good_records_pass_and_are_counted(tmp_path):
    found = checked(tmp_path, SMALL)
    assert found.rows == found.kept == len(SMALL["student"])
    assert found.roster.schools == ("d1s1", "d1s2", "d1s3", "d2s1", "d2s2", "d2s3")
    assert found.roster.districts == ("d1", "d1", "d1", "d2", "d2", "d2")


def test_named_exclusions_and_periods_leave_rows_out(tmp_path):
    text = study_text(("last = 2018", "last = 2017"), ("d2 = 2018\n", "")) + (
        '\n[[exclusions]]\nid = "third"\nreason = "no test"\ncolumn = "grade"\nis = [3]\n'
    )
    found = checked(tmp_path, SMALL, text)
    rows = list(zip(SMALL["year"], SMALL["grade"], strict=True))
    assert found.left_out == {
        "outside the study's periods": sum(year == 2018 for year, _ in rows),
        "third": sum(grade == 3 for _, grade in rows),
    }
    assert found.kept == sum(year < 2018 and grade != 3 for year, grade in rows)


def test_units_outside_the_study_are_left_out(tmp_path):
    text = study_text(("d2 = 2018\n", "")) + '\n[comparison]\nunits = ["d1", "d9"]\n'
    found = checked(tmp_path, SMALL, text)
    assert found.left_out["not a unit of the study"] == SMALL["district"].count("d2")
    assert set(found.roster.districts) == {"d1"}
    far = study_text(("d1 = 2017\nd2 = 2018", "d8 = 2017")) + '\n[comparison]\nunits = ["d8"]\n'
    with pytest.raises(RefusedError, match="no row is left after"):
        checked(tmp_path, SMALL, far)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("math", SECRET, "column math is out of range (line 5)"),
        ("math", -SECRET, "column math is out of range (line 5)"),
        ("frl", SECRET, "column frl is not a declared level (line 5)"),
        ("frl", None, "column frl is empty (line 5)"),
        ("weight", 0, "column weight is not above zero (line 5)"),
        ("school", None, "column school is empty (line 5)"),
        ("student", "  ", "column student is empty (line 5)"),
        ("year", None, "column year is empty (line 5)"),
    ],
)
def test_a_bad_row_is_named_by_row_and_column_never_by_value(
    tmp_path, column, value, sentence, suffix
):
    with pytest.raises(BadRowsError) as refused:
        checked(tmp_path, changed(SMALL, column, 3, value), suffix=suffix)
    assert sentence in refused.value.sentence
    assert str(SECRET) not in refused.value.sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("98765x", "column math is not a finite number (line 5)"),
        ("nan", "column math is not a finite number (line 5)"),
        ("inf", "column math is not a finite number (line 5)"),
        ("1e300", "column math is out of range (line 5)"),
        ("500.25", "column math has more than 0 decimals (line 5)"),
    ],
)
def test_a_number_that_is_none_is_refused(tmp_path, value, sentence):
    texts = SMALL | {"math": ["" if v is None else str(v) for v in SMALL["math"]]}
    with pytest.raises(BadRowsError) as refused:
        checked(tmp_path, changed(texts, "math", 3, value))
    assert sentence in refused.value.sentence
    assert value not in refused.value.sentence


def test_wrong_years_and_levels_in_text_are_refused(tmp_path):
    years = SMALL | {"year": [str(v) for v in SMALL["year"]], "frl": [str(v) for v in SMALL["frl"]]}
    for column, value, sentence in (
        ("year", "2015.5", "column year is not a whole number"),
        ("year", "soon", "column year is not a whole number"),
        ("frl", "y", "column frl is not a whole number"),
    ):
        with pytest.raises(BadRowsError, match=sentence):
            checked(tmp_path, changed(years, column, 3, value))


def test_levels_may_be_texts_and_ids_may_be_of_any_type(tmp_path):
    text = study_text(("levels = [0, 1]", 'levels = ["N", "Y"]'), ("is = [1]", 'is = ["Y"]'))
    lettered = SMALL | {
        "frl": ["NY"[value] for value in SMALL["frl"]],
        "student": [float(place // 1) for place in range(len(SMALL["frl"]))],
    }
    assert checked(tmp_path, lettered, text).kept == len(SMALL["frl"])
    with pytest.raises(BadRowsError, match="column frl is not a declared level"):
        checked(tmp_path, changed(lettered, "frl", 0, "?"), text)


def test_decimals_are_kept_as_whole_numbers(tmp_path):
    text = study_text(("range = [0, 1000]", "range = [0, 1000]\ndecimals = 2"))
    halves = SMALL | {"math": [None if v is None else min(v + 0.25, 1000.0) for v in SMALL["math"]]}
    assert checked(tmp_path, halves, text).kept == len(SMALL["math"])
    assert checked(tmp_path, SMALL, text).kept == len(SMALL["math"])


def repeated(row, **changes):
    return {name: [*values, changes.get(name, values[row])] for name, values in SMALL.items()}


def test_a_student_twice_in_a_period_is_refused(tmp_path):
    last = len(SMALL["student"]) + 2
    with pytest.raises(BadRowsError) as refused:
        checked(tmp_path, repeated(3))
    assert (
        f"column student names a student twice in a period (2 lines: 5, {last})"
        in refused.value.sentence
    )
    assert str(SMALL["student"][3]) not in refused.value.sentence


@pytest.mark.parametrize(("school", "district"), [("d1s2", "d1"), ("d2s1", "d2")])
def test_a_student_in_two_schools_in_a_period_is_refused(tmp_path, school, district):
    with pytest.raises(BadRowsError, match=r"names a student in two schools in a period \(2 lines"):
        checked(tmp_path, repeated(3, school=school, district=district))


def test_twenty_rows_at_most_are_listed(tmp_path):
    many = SMALL | {"weight": [0] * len(SMALL["weight"])}
    with pytest.raises(BadRowsError) as refused:
        checked(tmp_path, many)
    assert "20, 21 ...)" in refused.value.sentence
    assert "22" not in refused.value.sentence


def test_a_school_in_two_districts_is_refused(tmp_path):
    with pytest.raises(RefusedError, match='school "d1s1" is in two districts'):
        checked(tmp_path, changed(SMALL, "district", 3, "d2"))


def test_a_column_like_the_missing_one_is_offered(tmp_path):
    columns = {("maht" if name == "math" else name): values for name, values in SMALL.items()}
    with pytest.raises(RefusedError, match=r'has no column "math", which .*; it has "maht"'):
        checked(tmp_path, columns)


def test_a_missing_column_is_named_with_its_use(tmp_path):
    columns = {name: values for name, values in SMALL.items() if name != "frl"}
    with pytest.raises(
        RefusedError,
        match=r'records\.parquet has no column "frl", which the study names as a covariate',
    ):
        checked(tmp_path, columns)


TREATED = study_text(('weight = "weight"', 'weight = "weight"\ntreated = "treated"'))


def with_treated(rule):
    pairs = zip(SMALL["district"], SMALL["year"], strict=True)
    return SMALL | {"treated": [int(rule(district, year)) for district, year in pairs]}


def test_a_treatment_column_must_say_what_the_dates_say(tmp_path):
    starts = {"d1": 2017, "d2": 2018}
    columns = with_treated(lambda district, year: year >= starts[district])
    assert checked(tmp_path, columns, TREATED).kept == len(SMALL["year"])
    with pytest.raises(RefusedError, match='treatment of unit "d1" in 2016 is not what the study'):
        checked(tmp_path, with_treated(lambda _, year: year >= 2016), TREATED)


def test_a_treatment_that_switches_off_is_refused(tmp_path):
    columns = with_treated(lambda district, year: district == "d1" and year == 2017)
    with pytest.raises(RefusedError, match='treatment of unit "d1" switches off in 2018'):
        checked(tmp_path, columns, TREATED)


def test_scores_that_could_pass_64_bits_are_refused(tmp_path):
    text = study_text(("range = [0, 1000]", "range = [0, 1000]\ndecimals = 6"))
    with pytest.raises(RefusedError, match='outcome "math" has too many decimals for exact sums'):
        checked(tmp_path, SMALL, text)


PUBLISHED = study_text(
    ('student = "student"', 'count = "tested"'),
    ('grade = "grade"\n', ""),
    ('weight = "weight"\n', ""),
)


def test_a_published_table_with_two_rows_for_a_group_is_refused(tmp_path):
    rows = {
        "school": ["d1"] * 2, "district": ["d1"] * 2, "year": [2015, 2016], "tested": [30, 31],
        "frl": [0, 0], "grade": [3, 3], "math": [500, 510], "passed": [0, 1],
    }  # fmt: skip
    assert checked(tmp_path, rows, PUBLISHED).students == {}
    with pytest.raises(RefusedError, match="1 groups of students stand in two rows"):
        checked(tmp_path, rows | {"year": [2015, 2015]}, PUBLISHED)


def test_students_in_passes_give_the_same_result(tmp_path, monkeypatch):
    once = checked(tmp_path, SMALL)
    monkeypatch.setattr(rows_module, "ROWS_A_PASS", 250)
    assert checked(tmp_path, SMALL).students == once.students
    with pytest.raises(BadRowsError, match="twice in a period"):
        checked(tmp_path, repeated(3))


@pytest.mark.parametrize("first", [2008, 1979])
def test_studies_of_many_periods_count_the_same_students(tmp_path, first):
    """From 1979 on there are as many periods as a study may have."""
    long = checked(tmp_path, SMALL, study_text(("first = 2015", f"first = {first}")))
    short = checked(tmp_path, SMALL)
    assert long.students == short.students
    for of, flow in short.flows.items():
        for name in ("baseline", "linked", "with_outcome", "moved"):
            counts = getattr(flow, name).tolist()
            assert getattr(long.flows[of], name)[2015 - first :].tolist() == counts


def inside(row, subgroup):
    return row is not None and (subgroup == "all" or row["frl"] == 1)


def plain_flow(columns, unit, subgroup, baseline=2015):
    """Flows counted one student at a time."""
    rows = {}
    for place in range(len(columns["student"])):
        row = {name: values[place] for name, values in columns.items()}
        if row["district"] == unit:
            rows.setdefault(row["student"], {})[row["year"]] = row
    flow = {name: [0] * 4 for name in ("baseline", "linked", "with_outcome", "joined", "moved")}
    for pupil in rows.values():
        first = min(pupil)
        for t, year in enumerate(range(2015, 2019)):
            grade = pupil[first]["grade"] + year - first
            now, before = pupil.get(year), pupil.get(year - 1)
            base = inside(pupil.get(baseline), subgroup) and 3 <= grade <= 5
            flow["baseline"][t] += base
            flow["linked"][t] += base and now is not None
            flow["with_outcome"][t] += base and inside(now, subgroup) and now["math"] is not None
            flow["joined"][t] += t > 0 and inside(now, subgroup) and before is None and grade > 3
            flow["moved"][t] += t > 0 and inside(before, subgroup) and now is None and grade <= 5
    return flow


@pytest.mark.parametrize("subgroup", ["all", "poor"])
def test_flows_are_those_counted_one_student_at_a_time(tmp_path, subgroup):
    gone = {place for place in range(len(SMALL["student"])) if place % 7 == 3}
    columns = {n: [v for p, v in enumerate(vs) if p not in gone] for n, vs in SMALL.items()}
    found = checked(tmp_path, columns)
    for unit in ("d1", "d2"):
        expected = plain_flow(columns, unit, subgroup)
        flow = found.flows["math", subgroup, unit]
        assert {name: getattr(flow, name).tolist() for name in expected} == expected
        assert sum(expected["joined"]) > 0
        assert sum(expected["moved"]) > 0
    students = {
        s
        for s, d, f, y in zip(
            *(columns[c] for c in ("student", "district", "frl", "math")), strict=True
        )
        if d == "d1" and y is not None and (subgroup == "all" or f == 1)
    }
    assert found.students["math", subgroup, "d1"] == len(students)


def test_without_grades_nobody_is_expected_to_leave(tmp_path):
    text = study_text(('grade = "grade"\n', ""))
    flow = checked(tmp_path, SMALL, text).flows["math", "all", "d1"]
    assert len(set(flow.baseline.tolist())) == 1
    assert flow.linked[3] < flow.baseline[3]


def test_a_result_is_kept_by_the_digests_of_study_and_input(tmp_path):
    found = checked(tmp_path, SMALL)
    study = parse_study(STUDY)
    path = save(found, tmp_path / "state")
    again = load(tmp_path / "state", study, found.input, "records.parquet")
    assert again.students == found.students
    assert again.roster == found.roster
    key = ("math", "poor", "d2")
    assert again.flows[key].joined.tolist() == found.flows[key].joined.tolist()
    of = ("math", "poor")
    assert again.sketches[of].tolist() == found.sketches[of].tolist()
    assert again.key == found.key
    with pytest.raises(RefusedError, match="has not been checked for this study"):
        load(tmp_path / "state", replace(study, digest="0" * 64), found.input, "records.parquet")
    path.write_text("{}")
    with pytest.raises(RefusedError, match="is damaged; run iln evidence check again"):
        load(tmp_path / "state", study, found.input, "records.parquet")
