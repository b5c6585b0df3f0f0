"""Versions of one network beside each other: each that cannot stand there is named."""

from openiln.charters.rules.checking import check_versions
from samples import broken


def versions(**changes):
    return {name: broken(*change) for name, change in changes.items()}


def test_two_versions_for_one_day_overlap():
    found = check_versions(versions(a=("OPI", "OPE"), b=("OPI", "OPU")))
    assert [str(f) for f in found["b"]] == [
        (
            "line 7, network.in_force_on: overlaps with a: both are in force from 2025-08-01. "
            "Give the later version a later day."
        )
    ]


def test_versions_on_different_days_stand_beside_each_other():
    assert check_versions(versions(a=("OPI", "OPE"), b=("2025-08-01", "2026-08-01"))) == {}


def test_versions_of_different_networks_do_not_meet():
    assert check_versions(versions(a=("OPI", "O"), b=('"eastmark-iln"', '"westmark-iln"'))) == {}


def test_a_version_that_splits_a_year_is_named():
    later = (
        '2025-08-01\nmember_kind = "school"\nyear_starts = "08-01"',
        '2026-03-01\nmember_kind = "school"\nyear_starts = "07-01"',
    )
    found = check_versions(versions(a=("OPI", "OPE"), b=later))
    assert "begins its years on 07-01" in found["b"][0].wrong
    assert found["b"][0].place == "line 9, network.year_starts"


def test_a_version_whose_year_is_the_usual_one_is_named_at_its_table():
    later = (
        '2025-08-01\nmember_kind = "school"\nyear_starts = "08-01"',
        '2026-03-01\nmember_kind = "school"',
    )
    found = check_versions(versions(a=("OPI", "OPE"), b=later))
    assert found["b"][0].place == "line 3, network.year_starts"
