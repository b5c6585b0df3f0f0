"""The real files that lie beside the checkout: they import whole, and their names are resolved."""

import csv

import pytest

import make
import shared
from openiln.directory import facade
from openiln.directory.models import Organisation, Spelling
from openiln.directory.rules.kinds import RESOLVED
from openiln.directory.rules.naming import Known, Names
from openiln.directory.sources.files import read_file
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator

pytestmark = [pytest.mark.django_db, shared.needed]
WORKBOOKS = {"2018": "2018_maap_results.xlsx", "2024": "2024_maap_ela_math.xlsx"}


def load(name, **words):
    return facade.import_file(shared.DATA / name, by=Operator(), at=make.NOW, **words)


def rows_of(name):
    with (shared.DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_district_of_the_nation_is_imported_once():
    name = "us_districts_2023_24_nces_basic.csv"
    done = load(name)
    assert (done.created, done.refused) == (17_842, ())
    assert Organisation.objects.filter(nces_id__startswith="0").count() == 3_053
    again = load(name)
    assert (again.unchanged, again.is_news) == (17_842, False)
    assert AuditRecord.objects.count() == 1


def test_the_districts_of_two_states_are_imported_with_their_places():
    done = load("ms_ky_districts_2023_24.csv")
    assert (done.created, done.refused) == (323, ())
    placed = Organisation.objects.filter(years__latitude__isnull=False)
    assert placed.filter(state="MS").count() == 152 - 24
    assert placed.filter(state="KY").count() == 171
    assert not load("ms_ky_districts_2023_24.csv").is_news


@pytest.mark.parametrize("year", WORKBOOKS)
def test_the_reader_finds_the_districts_of_a_workbook_and_no_school(year):
    found = {cells["name"] for _, cells in read_file(shared.DATA / WORKBOOKS[year]).rows}
    key = {
        " ".join(row["name"].split())
        for row in rows_of("ms_maap_district_tidy_2018_2024.csv")
        if (row["year"], row["row_type"]) == (year, "district")
    }
    assert found == key


def test_the_states_spellings_find_their_districts_and_none_is_wrong():
    districts = rows_of("ms_ky_districts_2023_24.csv")
    names = Names(
        Known(int(d["leaid"]), d["district_name"]) for d in districts if d["state"] == "MS"
    )
    right, resolvable, wrong = 0, 0, []
    for row in rows_of("ms_names_to_leaid_2018_2024.csv"):
        found = names.resolve(row["mde_name"])
        resolvable += bool(row["leaid"])
        if found.settled not in RESOLVED:
            continue
        if str(found.candidates[0].organisation_id) == row["leaid"]:
            right += 1
        else:
            wrong.append(row["mde_name"])
    assert wrong == []
    assert right / resolvable >= 0.97, f"{right} of {resolvable}"


def test_the_workbooks_names_are_settled_as_the_key_says():
    load("ms_ky_districts_2023_24.csv")
    for workbook in WORKBOOKS.values():
        load(workbook, source="MDE", state="MS")
    assert not any(load(w, source="MDE", state="MS").is_news for w in WORKBOOKS.values())
    crosswalk = rows_of("ms_names_to_leaid_2018_2024.csv")
    key = {" ".join(row["mde_name"].split()): row["leaid"] for row in crosswalk}
    settled = Spelling.objects.filter(settled__in=RESOLVED).select_related("organisation")
    assert {s.name: s.organisation.nces_id for s in settled} == {
        s.name: key[s.name] for s in settled
    }
    in_doubt = {s.name for s in facade.spellings_in_doubt()}
    resolvable = [name for name in key if key[name] and Spelling.objects.filter(name=name).exists()]
    assert sum(name not in in_doubt for name in resolvable) / len(resolvable) >= 0.97
