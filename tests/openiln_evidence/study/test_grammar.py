"""A study file is read whole, or refused with its line and key."""

import pytest

from evidence_make import STUDY, study_text
from openiln_evidence.errors import RefusedError
from openiln_evidence.study.grammar import parse_study, read_study
from openiln_evidence.study.plan import Comparison, Design, Kind, Level, Weighting

PUBLISHED = "[[outcomes.published]]\ngrade = 3\nperiod = 2015\nmean = 500\nsd = 80\n"


def test_a_study_file_is_read_into_plain_values(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    study = read_study(path)
    assert (study.id, study.design, study.minimum_cell) == (
        "northland-blocks",
        Design.DIFFERENCE,
        10,
    )
    assert study.periods == (2015, 2016, 2017, 2018)
    assert study.primary.id == "math"
    assert study.outcomes[1].kind is Kind.BINARY
    assert (study.outcomes[1].low, study.outcomes[1].high) == (0, 1)
    assert study.treatment.starts == {"d1": 2017, "d2": 2018}
    assert study.cluster is Level.DISTRICT
    assert study.comparison is Comparison.NEVER
    assert not study.is_published
    assert study.outcomes[0].scale == 1


def test_the_design_has_every_period_then_covariates_then_interactions():
    assert parse_study(STUDY).design_columns() == (
        "period=2015", "period=2016", "period=2017", "period=2018",
        "frl=1", "grade=4", "grade=5", "frl=1 x grade=4", "frl=1 x grade=5",
    )  # fmt: skip


def test_the_digest_is_the_text_s_and_ignores_how_lines_end():
    assert parse_study(STUDY).digest == parse_study(STUDY.replace("\n", "\r\n")).digest
    assert parse_study(STUDY).digest != parse_study(STUDY + "# edited\n").digest


def test_published_means_are_read_by_grade_and_period():
    text = study_text(("[treatment]", PUBLISHED + "[treatment]"))
    (row,) = parse_study(text).outcomes[1].published
    assert (row.grade, row.period, row.mean, row.sd) == (3, 2015, 500.0, 80.0)


def test_a_named_exclusion_carries_its_reason():
    extra = '\n[[exclusions]]\nid = "alt"\nreason = "another test"\ncolumn = "alt"\nis = ["Y"]\n'
    (exclusion,) = parse_study(STUDY + extra).exclusions
    assert (exclusion.reason, exclusion.values) == ("another test", ("Y",))


def test_a_published_table_names_a_count_and_no_student():
    study = parse_study(study_text(('student = "student"', 'count = "tested"')))
    assert study.is_published


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('id = "northland-blocks"\n', "", "study, line 1: study.id is missing"),
        (
            "smallest_effect",
            "smalest_effect",
            "study.smallest_effect is missing; smalest_effect stands there, and is no key of it",
        ),
        ('"Agreement 7 of 2026"', '" "', "study, line 6: study.agreement must be text in quotes"),
        ("schema = 1", "schema = 2", "study, line 3: study.schema is newer than 1"),
        (
            '"difference-in-differences"',
            '"guess"',
            "line 7: study.design must be one of difference",
        ),
        (
            "minimum_cell = 10",
            "minimum_cell = 2",
            "line 8: study.minimum_cell must be a whole number",
        ),
        ("minimum_cell = 10", "minimum_cell = true", "line 8: study.minimum_cell must be a whole"),
        (
            "smallest_effect = 0.05",
            "smallest_effect = nan",
            "smallest_effect must be a finite number",
        ),
        ("smallest_effect = 0.05", "smallest_effect = false", "must be a finite number"),
        (
            "last = 2018",
            "last = 2015",
            "line 13: periods.last must be a whole number of at least 2016",
        ),
        ("last = 2018", "last = 2055", "line 13: periods.last makes more than 40 periods"),
        ('id = "poor"', 'id = "first enrolment"', 'uses the name "first enrolment" twice'),
        ("baseline = 2015", "baseline = 2020", "line 14: periods.baseline must lie between 2015"),
        (
            "first = 2015",
            "first = 2015\ncolour = 3",
            "line 13: periods.colour is not a key of a study",
        ),
        ('student = "student"\n', "", "columns.student or count must be named"),
        ("primary = true", "primary = 1", "outcomes[1].primary must be true or false"),
        ("primary = true\n", "", "line 24: outcomes must name exactly one outcome with primary"),
        ("range = [0, 1000]", "range = [5]", "line 28: outcomes[1].range must be two numbers"),
        ("range = [0, 1000]", "range = [5, 5]", "the lowest first"),
        ('level = "district"\n', 'level = "state"\n', "treatment.level must be one of"),
        ("d1 = 2017\nd2 = 2018\n", "", "treatment.starts names no treated unit"),
        ("d1 = 2017", "d1 = 2015", "line 38: treatment.starts.d1 must lie after 2015"),
        ("levels = [0, 1]", "levels = [0]", "covariates[1].levels must be a list of at least 2"),
        ("levels = [0, 1]", 'levels = [0, "1"]', "must hold whole numbers, or texts, and not both"),
        ("levels = [0, 1]", "levels = [1, 1]", "names the same value twice"),
        (
            'of = ["frl", "grade"]',
            'of = ["frl", "frl"]',
            "interactions[1].of must name two covariates",
        ),
        ('of = ["frl", "grade"]', 'of = ["frl", "ell"]', "must name two declared covariates"),
        ('of = ["frl", "grade"]', "of = [1, 2]", "must be a list of texts"),
        ('id = "poor"', 'id = "all"', 'subgroups uses the name "all" twice'),
        ('column = "grade"', 'column = "year"', "covariates must not name the period"),
        ("[periods]", "[periods", "study: this is not TOML"),
        ("[[subgroups]]", "[subgroups]", "subgroups must be one or more tables"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_key(old, new, sentence):
    with pytest.raises(RefusedError) as refused:
        parse_study(study_text((old, new)))
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (PUBLISHED + PUBLISHED, "gives a grade and period twice"),
        (PUBLISHED.replace("80", "0"), "outcomes[2].published[1].sd must be above zero"),
    ],
)
def test_published_means_are_checked(extra, sentence):
    with pytest.raises(RefusedError) as refused:
        parse_study(study_text(("[treatment]", extra + "[treatment]")))
    assert sentence in refused.value.sentence


def test_standardising_needs_a_grade():
    with pytest.raises(RefusedError, match=r"needs columns\.grade"):
        parse_study(
            study_text(("[treatment]", PUBLISHED + "[treatment]"), ('grade = "grade"\n', ""))
        )


def test_a_cluster_is_never_finer_than_assignment():
    with pytest.raises(RefusedError, match=r"clusters\.level must not be finer"):
        parse_study(STUDY + '\n[clusters]\nlevel = "school"\n')


def test_named_units_must_hold_the_treated_ones():
    with pytest.raises(RefusedError, match=r"comparison\.units must also name every treated unit"):
        parse_study(STUDY + '\n[comparison]\nunits = ["d1", "d3"]\n')


def test_a_table_must_be_a_table():
    with pytest.raises(RefusedError, match=r"line 3: study must be a table"):
        parse_study("\n\nstudy = 3\n")
    with pytest.raises(RefusedError, match="line 1: study is missing"):
        parse_study("")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="cannot be read: No such file"):
        read_study(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RefusedError, match="not text in UTF-8"):
        read_study(tmp_path / "bytes.toml")


def test_a_gap_is_between_two_declared_subgroups():
    (gap,) = parse_study(STUDY + '\n[[gaps]]\nof = ["poor", "all"]\n').gaps
    assert gap == ("poor", "all")
    with pytest.raises(RefusedError, match=r"gaps\[1\]\.of must name two declared subgroups"):
        parse_study(STUDY + '\n[[gaps]]\nof = ["poor", "rich"]\n')


def test_an_interrupted_series_asks_for_no_gap():
    text = study_text(('design = "difference-in-differences"', 'design = "interrupted-series"'))
    assert parse_study(text).design is Design.SERIES
    with pytest.raises(RefusedError, match=r"line \d+: gaps\[1\]\.of does not go with an interr"):
        parse_study(text + '\n[[gaps]]\nof = ["poor", "all"]\n')


def test_spillover_that_nobody_looked_for_is_not_the_same_as_none():
    assert parse_study(STUDY).treatment.spillover is None
    text = study_text(('level = "district"', 'level = "district"\nspillover = []'))
    assert parse_study(text).treatment.spillover == ()


LEVEL = 'level = "district"\n[treatment.starts]'


@pytest.mark.parametrize(
    ("said", "units", "sentence"),
    [
        ("selected_in = 2014", "", "treatment.selected_in must lie between 2015 and 2018"),
        ("selected_in = 2019", "", "treatment.selected_in must lie between 2015 and 2018"),
        ('spillover = ["d3", "d1"]', "", 'spillover names "d1", which is treated itself'),
        ('spillover = ["d4"]', '["d1", "d2", "d3"]', "spillover must name only units that"),
    ],
)
def test_what_treatment_says_of_periods_and_units_is_checked(said, units, sentence):
    text = study_text((LEVEL, LEVEL.replace("[", f"{said}\n[", 1)))
    if units:
        text += f"\n[comparison]\nunits = {units}\n"
    with pytest.raises(RefusedError) as refused:
        parse_study(text)
    assert sentence in refused.value.sentence


def test_units_weigh_alike_only_where_dates_vary():
    assert parse_study(STUDY).weighting is Weighting.STUDENTS
    alike = '\n[comparison]\nweighting = "units"\n'
    assert parse_study(STUDY + alike).weighting is Weighting.UNITS
    one_date = study_text(("d2 = 2018", "d2 = 2017"))
    with pytest.raises(RefusedError, match=r"comparison\.weighting weighs units alike only where"):
        parse_study(one_date + alike)
