"""A spelling is settled by rule or by a person, and what a person said stands."""

import pytest
from django.db import IntegrityError

import digest
import make
import rolls
from openiln.directory import facade
from openiln.directory.actions.spellings import decide_spelling
from openiln.directory.models import Spelling
from openiln.directory.rules.naming import MOVED
from openiln.kernel.errors import BadInput, NotPermitted
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Visitor

pytestmark = pytest.mark.django_db


def load(path, **words):
    words = {"source": "NDE", "state": "NL", **words}
    return facade.import_file(path, by=Operator(), at=make.NOW, **words)


def decide(folder, *rows, by=None):
    text = "\n".join(["spelling,name,decision", *(",".join(row) for row in rows), ""])
    path = rolls.write(folder, text, "review.csv")
    return facade.decide_spellings(path, by=by or Operator(), at=make.NOW)


def test_a_workbook_settles_the_names_it_can_and_lists_the_others(tmp_path):
    birch = make.organisation("BIRCH CO SD", nces_id="9900007")
    gum = make.organisation("GUM COUNTY CONSOLIDATED SD", nces_id="9900008")
    names = [("Birch County Schools", True), ("Gum County SD", True), ("Zed SD", True)]
    done = load(rolls.results(tmp_path, names))
    assert (done.created, done.unchanged) == (3, 0)
    settled = Spelling.objects.get(organisation=birch)
    assert settled.reason == "The same words but for school, district or public."
    gum_county, zed = facade.spellings_in_doubt()
    assert (gum_county.name, [c.id for c in gum_county.candidates]) == (
        *("Gum County SD", [gum.public_id]),
    )
    assert (zed.name, zed.candidates, zed.reason) == (
        *("Zed SD", (), "No name of the state is like it."),
    )


def test_a_workbook_read_again_writes_nothing(tmp_path):
    path = rolls.results(tmp_path, [("Birch County Schools", True)])
    load(path)
    records = AuditRecord.objects.count()
    done = load(path)
    assert (done.unchanged, done.is_news) == (1, False)
    assert AuditRecord.objects.count() == records


def test_a_dry_run_of_a_workbook_or_of_ratings_writes_nothing(tmp_path):
    make.organisation("Birch")
    done = load(rolls.results(tmp_path, [("Birch SD", True)]), is_dry_run=True)
    assert done.created == 1
    done = load(rolls.ratings(tmp_path, {"name": "Birch SD"}), is_dry_run=True)
    assert (done.created, done.spellings) == (1, 1)
    assert not Spelling.objects.exists()


def test_a_name_in_doubt_is_tried_anew_when_the_directory_has_grown(tmp_path):
    path = rolls.results(tmp_path, [("Birch County Schools", True), ("Zed", True)])
    load(path)
    make.organisation("BIRCH CO SD")
    assert load(path).changed == 1
    assert [s.name for s in facade.spellings_in_doubt()] == ["Zed"]


YEAR = "2025-2026"
CLOSED = "The organisation of this name is closed."
TWICE = "Several organisations of the state have this name."


@pytest.mark.parametrize(
    ("rows", "reason", "may_be"),
    [
        ([("9900007", "Birch County", "2")], CLOSED, ["9900007"]),
        ([("9900008", "Birch Co.", "1")], TWICE, ["9900007", "9900008"]),
        (
            [("9900007", "Birch County", "2"), ("9900008", "Birch County", "3")],
            *(TWICE, ["9900007", "9900008"]),
        ),
        ([("9900008", "Birch County Schools", "1")], MOVED, ["9900008"]),
    ],
    ids=["closed", "doubled", "closed with a successor", "another's by stricter words"],
)
def test_a_match_that_the_rule_would_not_make_again_waits_for_a_person(
    tmp_path, rows, reason, may_be
):
    birch = make.organisation("BIRCH COUNTY", nces_id="9900007")
    names = rolls.results(tmp_path, [("Birch County Schools", True)])
    rated = rolls.ratings(tmp_path, {"name": "Birch County Schools", "letter": "A"})
    load(names)
    assert load(rated).created == 1
    assert birch.spellings.get().settled == "by rule"
    load(rolls.ccd(tmp_path, *(rolls.ccd_row(i, n, status=s, year=YEAR) for i, n, s in rows)))
    assert load(names).changed == 1
    (waits,) = facade.spellings_in_doubt()
    assert (waits.reason, [c.nces_id for c in waits.candidates]) == (reason, may_be)
    before = digest.of_database()
    assert not load(names).is_news
    (refused,) = load(rated).refused
    assert refused.reason.startswith(f"names 'Birch County Schools': {reason} ")
    assert digest.of_database() == before
    assert birch.ratings.get().letter == "A"


def test_a_match_is_looked_at_again_with_the_ratings_too(tmp_path):
    make.organisation("BIRCH COUNTY", nces_id="9900007")
    rated = rolls.ratings(
        tmp_path, {"name": "Birch SD", "year": "2023-24"}, {"name": "Birch SD", "year": "2024-25"}
    )
    make.organisation("Birch", nces_id="9900008")
    assert load(rated).created == 2
    load(rolls.ccd(tmp_path, rolls.ccd_row("9900008", "Birch", status="2", year=YEAR)))
    again = load(rated)
    assert (again.spellings, len(again.refused)) == (1, 2)
    assert not load(rated).is_news


@pytest.mark.parametrize("count", [1, 3])
def test_names_in_doubt_cost_the_same_however_many(count, django_assert_num_queries):
    for number in range(count):
        make.organisation(f"Gum {number} Consolidated")
        make.spelling(f"Gum {number}")
    with django_assert_num_queries(3):  # spellings, names of the state, candidates
        assert all(each.candidates for each in facade.spellings_in_doubt())
    with django_assert_num_queries(1):
        assert facade.count_in_doubt() == count


def test_decisions_are_taken_over_by_nces_id_public_id_or_nobody(tmp_path):
    birch, gum = make.organisation(nces_id="9900007"), make.organisation("Gum", state="SL")
    one, two, three, four = (make.spelling(name) for name in ("A", "B", "C", "D"))
    rows = [
        (one.public_id, "A", "9900007"),
        (two.public_id, "B", gum.public_id),
        (three.public_id, "C", "Nobody"),
        (four.public_id, "D", ""),
    ]
    assert decide(tmp_path, *rows) == 3
    settled = {s.name: (s.organisation, s.settled, s.decided_by) for s in Spelling.objects.all()}
    by = Operator().label
    assert settled == {
        "A": (birch, "by person", by),
        "B": (gum, "by person", by),
        "C": (None, "nobody", by),
        "D": (None, "review", ""),
    }
    assert AuditRecord.objects.filter(about_kind="directory.spelling").count() == 3


def test_what_a_person_decided_stands_against_the_rule_and_a_rating_follows_it(tmp_path):
    make.organisation("BIRCH CO SD")
    other = make.organisation("Old Birch")
    spelling = make.spelling("Birch County Schools")
    decide_spelling(spelling, organisation=other, by=Operator(), at=make.NOW)
    done = load(rolls.ratings(tmp_path, {"name": "Birch County Schools"}))
    assert (done.created, done.spellings) == (1, 0)
    assert other.ratings.count() == 1


def test_a_rating_of_a_name_that_is_nobodys_is_refused_with_that_reason(tmp_path):
    decide_spelling(make.spelling("Birch"), organisation=None, by=Operator(), at=make.NOW)
    (refused,) = load(rolls.ratings(tmp_path, {"name": "Birch"})).refused
    assert refused.reason.endswith("It was decided that the directory does not have it.")


def test_deciding_the_same_again_changes_nothing_and_otherwise_overrules():
    birch, spelling = make.organisation(), make.spelling()
    for owner in (birch, birch, None):
        spelling = decide_spelling(spelling, organisation=owner, by=Operator(), at=make.NOW)
    said = AuditRecord.objects.filter(about_kind="directory.spelling").order_by("id")
    whose = [record.sentence.rpartition(" decided that ")[2] for record in said]
    assert whose == [
        "Birch Co SD (NDE, NL) is Birch County.",
        "Birch Co SD (NDE, NL) is no organisation of the directory.",
    ]


def test_one_wrong_decision_and_none_is_taken_over(tmp_path):
    birch, spelling = make.organisation(nces_id="9900007"), make.spelling()
    rows = [(spelling.public_id, "x", "9900007"), ("gone", "x", "nobody")]
    rows.append((spelling.public_id, "x", "9999999"))
    with pytest.raises(BadInput) as refused:
        decide(tmp_path, *rows)
    assert [str(finding) for finding in refused.value.findings] == [
        "line 3: 'gone' is no spelling of the list. Write an NCES id, a public id, or nobody.",
        "line 4: '9999999' is no organisation. Write an NCES id, a public id, or nobody.",
    ]
    assert not birch.spellings.exists()


@pytest.mark.parametrize("text", ["spelling,name\n1,2\n", "\n\n"])
def test_a_list_without_its_columns_is_refused(tmp_path, text):
    path = rolls.write(tmp_path, text, "review.csv")
    with pytest.raises(BadInput, match="has no columns spelling and decision"):
        facade.decide_spellings(path, by=Operator(), at=make.NOW)


def test_a_stranger_decides_nothing(tmp_path):
    spelling = make.spelling()
    with pytest.raises(NotPermitted):
        decide_spelling(spelling, organisation=None, by=Visitor(), at=make.NOW)
    with pytest.raises(NotPermitted):
        decide(tmp_path, (spelling.public_id, "x", "nobody"), by=Visitor())
    spelling.refresh_from_db()
    assert spelling.settled == "review"


def test_an_organisation_with_a_spelling_is_not_deleted():
    birch = make.organisation()
    make.spelling(organisation=birch, settled="by rule")
    with pytest.raises(IntegrityError):
        birch.delete()
