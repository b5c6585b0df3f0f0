"""What stands on real organisations: what a source says, and nothing else."""

import csv
from datetime import date

import pytest
from django.apps import apps

import make
from openiln.accounts.models import Seat
from openiln.charters import facade as charters
from openiln.charters.models import Network
from openiln.demo import loading, published
from openiln.demo.northland import national
from openiln.directory.models import Organisation, OrganisationYear, Rating
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.membership import facade
from openiln.membership.models.letter import Letter
from openiln.membership.models.membership import (
    HeldDesignation,
    Membership,
    Participant,
    Steward,
)

pytestmark = pytest.mark.django_db
NOW = make.NOW
INVENTED = {"NL", national.NOWHERE, *national.OTHERS}


@pytest.fixture
def loaded(db):
    """The real networks, without what is invented."""
    for slug in ("ccsso-iln", "kyiln", "ms-iln"):
        charters.load_charter(
            charters.read_text(loading.NETWORKS / f"{slug}.toml"), by=Operator(), at=NOW
        )
    assert published.load(NOW)


def real():
    """Every organisation that is of no invented state."""
    return Organisation.objects.exclude(state__in=INVENTED)


@pytest.mark.usefixtures("loaded")
def test_mississippi_has_its_eighteen_founding_districts_by_the_release():
    members = facade.members_of("ms-iln", NOW.date())
    assert len(members) == 18
    assert {(m.source, m.member_on) for m in members} == {
        ("the release of 14 March 2018", date(2018, 3, 14))
    }
    names = {m.organisation.removesuffix(" School District") for m in members}
    assert {"Baldwyn", "Booneville", "Oxford", "South Tippah", "Neshoba County"} < names
    held = facade.designations_held("ms-iln", NOW.date())
    assert sorted(d.organisation.removesuffix(" School District") for d in held) == [
        *("Baldwyn", "Booneville", "Corinth", "Grenada", "Gulfport", "Vicksburg Warren")
    ]


@pytest.mark.usefixtures("loaded")
def test_each_name_stands_beside_its_own_nces_id():
    for nces_id, said in (published.JOINED | published.EXEMPLARS).items():
        found = Organisation.objects.get(nces_id=nces_id)
        assert found.name.replace("-", " ").startswith(said.replace("-", " "))
        assert found.state == "MS"


@pytest.mark.usefixtures("loaded")
def test_the_national_network_has_the_states_that_its_page_names():
    members = facade.members_of("ccsso-iln", NOW.date())
    states = {Organisation.objects.get(public_id=m.organisation_id).state for m in members}
    assert states == {"AR", "CA", "CO", "IA", "KY", "MS", "NH", "OH", "VA"}
    assert {m.source for m in members} == {"the national network's page"}


@pytest.mark.usefixtures("loaded")
def test_an_agency_that_runs_a_network_is_the_one_that_is_a_member_of_the_national_one():
    members = {
        m.organisation: m.organisation_id for m in facade.members_of("ccsso-iln", NOW.date())
    }
    assert facade.steward_of("ms-iln") == members["Mississippi Department of Education"]
    assert facade.steward_of("kyiln") == members["Kentucky Department of Education"]
    council = Organisation.objects.get(public_id=facade.steward_of("ccsso-iln"))
    assert council.name == "Council of Chief State School Officers"


@pytest.mark.usefixtures("loaded")
def test_kentucky_lists_no_member_because_its_page_names_none():
    assert facade.members_of("kyiln", NOW.date()) == []


def test_the_file_names_the_source_of_every_row():
    with published.DISTRICTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    for row in rows:
        assert row["source"].startswith("NCES Common Core of Data 2023-24; ")
        assert row["source"].endswith("no point listed") == (row["latitude"] == "")


@pytest.mark.usefixtures("loaded")
def test_a_point_is_in_mississippi_or_there_is_none():
    years = OrganisationYear.objects.filter(organisation__state="MS")
    assert years.count() == 18
    assert years.filter(latitude=None).count() == 1
    for year in years.exclude(latitude=None):
        assert 30 < year.latitude < 35
        assert -91.7 < year.longitude < -88


HANGS = {
    "accounts.Seat": lambda: Seat.objects.filter(organisation__in=real()),
    "directory.Rating": lambda: Rating.objects.filter(organisation__in=real()),
    "directory.OrganisationYear": lambda: OrganisationYear.objects.filter(
        organisation__in=real(), source=""
    ),
    "directory.Spelling": lambda: real().exclude(spellings=None),
    "directory.Organisation": lambda: real().exclude(parent=None),
    "membership.Steward": lambda: Steward.objects.filter(organisation__in=real()).exclude(
        network__slug__in=["ms-iln", "kyiln", "ccsso-iln"]
    ),
    "membership.Membership": lambda: Membership.objects.filter(organisation__in=real(), source=""),
}
"""By every model that names an organisation, the rows that no source stands behind."""

BESIDE = {
    Letter: "membership__organisation",
    Participant: "membership__organisation",
}


def owned_by_organisations():
    """Every model with a foreign key to an organisation."""
    return {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.many_to_one and field.related_model is Organisation
    }


def check_nothing_invented_is_in_a_real_network():
    networks = set(Network.objects.values_list("slug", flat=True)) - {"northland-iln", national.ID}
    assert networks == {"ms-iln", "kyiln", "ccsso-iln"}
    assert not Membership.objects.filter(
        network__slug__in=networks, organisation__state__in=INVENTED
    )
    assert not Membership.objects.exclude(network__slug__in=networks).filter(
        organisation__in=real()
    )
    assert Organisation.objects.filter(kind=Kind.AGENCY, state="NL").count() == 1


def test_nothing_without_a_source_hangs_on_a_real_organisation():
    loading.load(NOW)
    assert real().count() == 18 + 9 + 1
    assert set(HANGS) == owned_by_organisations(), "each model that names one is looked at"
    for label, found in HANGS.items():
        assert list(found()) == [], label
    for model, path in BESIDE.items():
        assert list(model.objects.filter(**{f"{path}__in": real()})) == []
    held = HeldDesignation.objects.filter(membership__organisation__in=real())
    assert {h.source for h in held} == {published.RELEASE}
    check_nothing_invented_is_in_a_real_network()


@pytest.mark.usefixtures("loaded")
def test_what_is_published_is_recorded_once():
    assert not published.load(NOW)
