"""Importing districts: what is new is written, what stands stays, and every import is recorded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import make
import rolls
from openiln.directory import facade, queries
from openiln.directory.models import ImportRun, Organisation, OrganisationYear
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import BadInput, NotPermitted
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Visitor

pytestmark = pytest.mark.django_db


def load(path, *, by=None, **words):
    return facade.import_file(path, by=by or Operator(), at=make.NOW, **words)


def counts(done):
    return done.created, done.changed, done.unchanged, len(done.refused)


def changed(folder, old, new):
    return rolls.write(folder, rolls.DISTRICTS.replace(old, new))


def test_districts_are_imported_with_their_zeros_and_one_audit_record(tmp_path):
    path = rolls.write(tmp_path, rolls.DISTRICTS)
    done = load(path)
    assert counts(done) == (2, 0, 0, 0)
    abbott = Organisation.objects.get(nces_id="0100005")
    assert (abbott.name, abbott.kind, abbott.as_of_year) == ("Abbott City", "district", 2023)
    facts = abbott.years.get()
    assert (facts.enrolment, facts.staff, facts.latitude) == (5821, 314.5, 34.2)
    assert AuditRecord.objects.get().sentence == (
        "The operator of this installation imported districts from districts.csv "
        f"(SHA-256 {done.sha256}): 2 rows, 2 created, 0 changed, 0 unchanged, 0 refused."
    )
    assert ImportRun.objects.get().sha256 == done.sha256


def test_facts_carry_who_published_them_else_the_name_of_the_file(tmp_path):
    load(rolls.write(tmp_path, rolls.DISTRICTS))
    assert set(OrganisationYear.objects.values_list("source", flat=True)) == {"districts.csv"}
    load(changed(tmp_path, "5821", "5822"), source=" The state's own count ")
    abbott = Organisation.objects.get(nces_id="0100005")
    assert abbott.years.get().source == "The state's own count"


def test_the_same_file_again_writes_no_row_at_all(tmp_path):
    path = rolls.write(tmp_path, rolls.DISTRICTS)
    load(path)
    with CaptureQueriesContext(connection) as queries:
        assert counts(load(path)) == (0, 0, 2, 0)
    writes = [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert writes == []


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(tmp_path):
    assert counts(load(rolls.write(tmp_path, rolls.DISTRICTS), is_dry_run=True)) == (
        2,
        0,
        0,
        0,
    )
    assert not Organisation.objects.exists()
    assert not AuditRecord.objects.exists()


def test_only_the_rows_that_changed_are_counted_and_written(tmp_path):
    load(rolls.write(tmp_path, rolls.DISTRICTS))
    ids = set(Organisation.objects.values_list("public_id", flat=True))
    path = changed(tmp_path, "Birch County,NL,2644.0", "Birch Co,NL,2700")
    assert counts(load(path)) == (0, 1, 1, 0)
    birch = Organisation.objects.get(nces_id="9900007")
    assert (birch.name, birch.years.get().enrolment) == ("Birch Co", 2700)
    assert set(Organisation.objects.values_list("public_id", flat=True)) == ids


def test_an_empty_cell_and_an_absent_column_forget_nothing(tmp_path):
    load(rolls.write(tmp_path, rolls.DISTRICTS))
    bare = "leaid,name,state,year,enrollment\n0100005,Abbott City,NL,2023-24,\n"
    assert counts(load(rolls.write(tmp_path, bare))) == (0, 0, 1, 0)
    assert OrganisationYear.objects.get(organisation__nces_id="0100005").enrolment == 5821


def test_a_file_of_another_year_adds_its_facts_and_an_older_one_renames_nobody(tmp_path):
    load(rolls.write(tmp_path, rolls.DISTRICTS))
    older = rolls.DISTRICTS.replace("2023-24", "2019-20").replace("Birch County", "Birch")
    assert counts(load(rolls.write(tmp_path, older))) == (0, 2, 0, 0)
    birch = Organisation.objects.get(nces_id="9900007")
    assert (birch.name, birch.years.count()) == ("Birch County", 2)


def test_student_groups_of_two_files_stand_side_by_side(tmp_path):
    rows = "9900007,Birch County,NL,2023-24"
    header = "leaid,name,state,year"
    for group, count in (("homeless", 12), ("migrant", 3)):
        load(rolls.write(tmp_path, f"{header},group_{group}\n{rows},{count}\n"))
    assert OrganisationYear.objects.get().groups == {"homeless": 12, "migrant": 3}


def test_two_years_of_a_new_district_in_one_file_make_one_district(tmp_path):
    birch = rolls.DISTRICTS.splitlines()[2]
    later = birch.replace("2023-24", "2024-25").replace("Birch County", "Birch Co")
    assert counts(load(rolls.write(tmp_path, f"{rolls.DISTRICTS}{later}\n"))) == (
        2,
        1,
        0,
        0,
    )
    found = Organisation.objects.get(nces_id="9900007")
    assert (found.name, found.as_of_year, found.years.count()) == ("Birch Co", 2024, 2)


def test_two_years_of_a_known_district_in_one_file_rename_it_once(tmp_path):
    load(rolls.write(tmp_path, rolls.DISTRICTS))
    birch = rolls.DISTRICTS.splitlines()[2]
    years = [birch.replace("2023-24", y).replace("County", y[:4]) for y in ("2024-25", "2025-26")]
    rows = "\n".join([rolls.DISTRICTS.splitlines()[0], *years, ""])
    assert counts(load(rolls.write(tmp_path, rows))) == (0, 2, 0, 0)
    assert Organisation.objects.get(nces_id="9900007").name == "Birch 2025"


def test_the_common_core_opens_and_closes_districts(tmp_path):
    load(rolls.ccd(tmp_path, rolls.ccd_row("9900007", "Birch")))
    load(rolls.ccd(tmp_path, rolls.ccd_row("9900007", "Birch", status="2", year="2024-2025")))
    assert not Organisation.objects.get().is_open
    assert not OrganisationYear.objects.exists()


def test_a_refused_row_is_counted_and_the_others_are_taken(tmp_path):
    done = load(changed(tmp_path, "2644.0", "many"))
    assert counts(done) == (1, 0, 0, 1)
    assert done.refused[0].line == 3
    assert ImportRun.objects.get().refused == 1


def test_progress_is_told_after_each_batch(tmp_path):
    told = []
    path = rolls.write(tmp_path, rolls.DISTRICTS)
    load(path, on_progress=lambda done, every: told.append((done, every)))
    assert told == [(2, 4), (4, 4)]


def test_an_import_that_breaks_half_way_leaves_nothing(tmp_path):
    def break_off(done, _every):
        if done == 4:
            raise KeyboardInterrupt

    path = rolls.write(tmp_path, rolls.DISTRICTS)
    with pytest.raises(KeyboardInterrupt):
        load(path, on_progress=break_off)
    assert not Organisation.objects.exists()


def test_a_stranger_imports_nothing(tmp_path):
    with pytest.raises(NotPermitted, match="Ask the operator"):
        load(rolls.write(tmp_path, rolls.DISTRICTS), by=Visitor(role="operator"))
    assert not Organisation.objects.exists()


# --- ratings and the names in them


def rate(folder, *rows, **words):
    return load(rolls.ratings(folder, *rows, **words), source="NDE")


def test_ratings_are_imported_by_id_and_by_name_and_again_without_a_trace(tmp_path):
    abbott = make.organisation("Abbott City", nces_id="0100005")
    birch = make.organisation("BIRCH CO SD")
    rows = ({"nces_id": "100005", "letter": "A"}, {"name": "Birch County Schools"})
    assert counts(rate(tmp_path, *rows)) == (2, 0, 0, 0)
    assert (abbott.ratings.get().letter, birch.ratings.get().source) == ("A", "NDE")
    assert birch.spellings.get().settled == "by rule"
    records = AuditRecord.objects.count()
    assert counts(rate(tmp_path, *rows)) == (0, 0, 2, 0)
    assert AuditRecord.objects.count() == records


def test_a_corrected_rating_overwrites_the_one_that_stood(tmp_path):
    make.rating(make.organisation(nces_id="9900007"), year=2024)
    assert counts(rate(tmp_path, {"nces_id": "9900007", "letter": "C"})) == (0, 1, 0, 0)


def test_a_preliminary_rating_and_another_cut_set_stand_beside_the_final_one(tmp_path):
    owner = make.organisation(nces_id="9900007")
    prelim, other = {"final": "no"}, {"cut_set": "2016"}
    ids = {"nces_id": "9900007"}
    assert counts(rate(tmp_path, ids, ids | prelim, ids | other)) == (3, 0, 0, 0)
    assert owner.ratings.count() == 3


def test_a_rating_whose_owner_is_not_sure_is_refused_and_its_name_waits(tmp_path):
    make.organisation("GUM COUNTY CONSOLIDATED SD")
    done = rate(tmp_path, {"name": "Gum County Schools"})
    assert (counts(done), done.spellings) == ((0, 0, 0, 1), 1)
    assert done.refused[0].reason == (
        "names 'Gum County Schools': Only names like it are known. "
        "Run iln directory review, decide, and import again."
    )
    again = rate(tmp_path, {"name": "Gum County Schools"})
    assert (counts(again), again.spellings, again.is_news) == ((0, 0, 0, 1), 0, False)


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ([{"nces_id": "9900001"}], 2, "9900001 is not in the directory. Import districts first."),
        ([{"nces_id": "9900007", "state": "SL"}], 2, "says SL; Birch County is in NL."),
        (
            [{"nces_id": "9900007"}, {"name": "Birch Co"}],
            3,
            "rates the organisation that line 2 rates.",
        ),
    ],
)
def test_a_rating_of_nobody_or_of_somebody_twice_is_refused(tmp_path, rows, line, reason):
    make.organisation("Birch County", nces_id="9900007")
    refused = rate(tmp_path, *rows).refused
    assert [(r.line, r.reason) for r in refused] == [(line, reason)]


def test_names_need_to_know_whose_spelling_they_are(tmp_path):
    with pytest.raises(BadInput, match="Say whose spellings they are, such as --source MDE"):
        load(rolls.ratings(tmp_path, {"name": "Birch"}))
    workbook = rolls.results(tmp_path, [("Birch", True)])
    with pytest.raises(BadInput, match="Say it, such as --state MS"):
        load(workbook, source="NDE")


def test_a_school_is_not_among_the_districts_that_files_name():
    make.organisation("School", kind=Kind.SCHOOL, nces_id="280003000001")
    birch = make.organisation(nces_id="0100005")
    assert queries.districts_by_nces_id() == {"0100005": birch}
