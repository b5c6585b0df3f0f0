"""What must never stand in the directory, each as a bad row that the database refuses."""

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint

import make
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind, Settled
from openiln.directory.rules.ratings import Outcome

pytestmark = pytest.mark.django_db


def organisation(**said):
    fields = {"kind": Kind.DISTRICT, "state": "NL", "name": "Birch", "as_of_year": 2025}
    return Organisation.objects.create(**{**fields, **said})


def its_own_parent():
    birch = make.organisation()
    birch.parent = birch
    birch.save()


def twice(build, **said):
    return lambda: [build(**said) for _ in range(2)]


def of_one_owner(build):
    def insert():
        owner = make.organisation()
        build(owner), build(owner)

    return insert


def decided(**said):
    return make.spelling(settled=Settled.NOBODY, **said)


def of_somebody(**said):
    return make.spelling(organisation=make.organisation(), **said)


BAD = [
    ("organisation_one_nces_id", twice(organisation, nces_id="2800030")),
    ("organisation_stands_once_by_name", twice(organisation)),
    ("organisation_kind_is_known", lambda: organisation(kind="club")),
    ("organisation_has_a_name", lambda: organisation(name="")),
    ("organisation_nces_id_is_whole", lambda: organisation(nces_id="280003")),
    ("organisation_nces_id_is_whole", lambda: organisation(nces_id="2800030", kind=Kind.SCHOOL)),
    ("organisation_nces_id_is_whole", lambda: organisation(nces_id="2800030", kind=Kind.PARTNER)),
    ("organisation_nces_id_is_digits", lambda: organisation(nces_id="28O0030")),
    ("organisation_state_is_two_capitals", lambda: organisation(state="")),
    ("organisation_state_is_two_capitals", lambda: organisation(state="Ms")),
    ("organisation_state_is_two_capitals", lambda: organisation(state="M")),
    ("organisation_is_not_its_own_parent", its_own_parent),
    ("organisation_year_stands_once", of_one_owner(make.organisation_year)),
    ("organisation_year_staff_is_a_count", lambda: make.organisation_year(staff=-0.5)),
    ("organisation_year_locale_is_known", lambda: make.organisation_year(locale="14")),
    ("organisation_year_place_is_on_earth", lambda: make.organisation_year(latitude=33.0)),
    (
        "organisation_year_place_is_on_earth",
        lambda: make.organisation_year(latitude=90.1, longitude=0.0),
    ),
    ("organisation_year_poverty_is_a_share", lambda: make.organisation_year(poverty_share=66.7)),
    ("rating_stands_once", of_one_owner(make.rating)),
    ("rating_outcome_is_known", lambda: make.rating(outcome="lost")),
    ("rating_says_something_unless_waived", lambda: make.rating(letter="", points=None)),
    ("rating_says_something_unless_waived", lambda: make.rating(outcome=Outcome.WAIVED)),
    ("rating_names_its_scale_and_cut_set", lambda: make.rating(scale="")),
    ("rating_names_its_scale_and_cut_set", lambda: make.rating(cut_set="")),
    ("spelling_stands_once", twice(make.spelling)),
    ("spelling_settled_is_known", lambda: make.spelling(settled="maybe")),
    ("spelling_is_somebodys_when_resolved", lambda: make.spelling(settled=Settled.BY_RULE)),
    ("spelling_is_somebodys_when_resolved", of_somebody),
    ("spelling_decided_by_somebody", decided),
    ("spelling_decided_by_somebody", lambda: decided(decided_by="The operator")),
    ("spelling_decided_by_somebody", lambda: make.spelling(decided_by="A visitor")),
    ("import_run_names_its_file", lambda: make.import_run(sha256="abc")),
    ("import_run_changed_something", lambda: make.import_run(created=0, unchanged=2)),
    ("import_run_accounts_for_every_row", lambda: make.import_run(rows=3)),
]


@pytest.mark.parametrize(
    ("constraint", "insert"), BAD, ids=[f"{n}-{i}" for i, (n, _) in enumerate(BAD)]
)
def test_the_database_refuses_the_bad_row(constraint, insert):
    with pytest.raises((IntegrityError, DataError)) as refusal, transaction.atomic():
        insert()
    is_check = isinstance(named()[constraint], CheckConstraint)
    if is_check or connection.vendor == "postgresql":  # SQLite names columns where one is unique
        assert constraint in str(refusal.value)


def named():
    return {
        c.name: c
        for m in apps.get_app_config("directory").get_models()
        for c in m._meta.constraints
    }


def test_every_constraint_of_the_directory_has_its_bad_row():
    assert {name for name, _ in BAD} == set(named())


def test_a_count_below_zero_is_refused_by_the_column_itself():
    with pytest.raises(IntegrityError, match="enrolment"), transaction.atomic():
        make.organisation_year(enrolment=-1)


def test_what_stands_beside_the_constraints_is_taken():
    make.organisation("Agency", kind=Kind.AGENCY, state="")
    make.organisation("School", kind=Kind.SCHOOL, nces_id="280003000001")
    owner = make.organisation("Abbott", nces_id="0100005")
    make.organisation_year(owner, enrolment=None, latitude=34.2, longitude=-86.2, locale="13")
    make.rating(owner, letter="", points=None, outcome=Outcome.WAIVED)
    make.rating(owner, is_final=False)
    assert owner.years.get().year == 2025


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (make.organisation, "Birch County"),
        (make.organisation_year, "Birch County in 2025-26"),
        (make.rating, "Birch County in 2025-26: B"),
        (make.spelling, "Birch Co SD (NDE, NL)"),
        (make.import_run, "districts.csv on 2026-03-02 15:00"),
    ],
)
def test_every_stored_thing_says_what_it_is(build, words):
    assert str(build()) == words
