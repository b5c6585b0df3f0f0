"""Where an organisation lies, how large it is, and what is known of it last."""

import pytest

import make
from openiln.directory import facade
from openiln.directory.facade import Known
from openiln.directory.rules.kinds import LOCALES
from openiln.directory.rules.places import locale_name, miles_between, size_of
from openiln.kernel.seat import Visitor


def test_every_locale_code_has_words():
    assert len({locale_name(code) for code in LOCALES}) == 12
    assert locale_name("43") == "Rural, remote"
    assert locale_name("13") == "City, small"
    assert locale_name("") == ""


@pytest.mark.parametrize(
    ("students", "size"),
    [(None, ""), (0, "1"), (999, "1"), (1000, "2"), (2500, "3"), (9999, "4"), (10_000, "5")],
)
def test_a_size_is_a_band_of_enrolment(students, size):
    assert size_of(students) == size


def test_the_way_from_london_to_paris_is_what_it_is():
    """213.5 miles, for 51.5074 N 0.1278 W and 48.8566 N 2.3522 E on a sphere."""
    london, paris = (51.5074, -0.1278), (48.8566, 2.3522)
    assert miles_between(london, paris) == pytest.approx(213.5, abs=0.3)
    assert miles_between(paris, paris) == 0
    assert miles_between((0, 0), (0, 180)) == pytest.approx(3.14159265 * 3958.8, rel=1e-6)


@pytest.mark.django_db
def test_each_fact_is_of_the_latest_year_that_knows_it():
    birch = make.organisation()
    place = {"latitude": 33.0, "longitude": -89.0, "locale": "43"}
    make.organisation_year(birch, 2023, enrolment=900, source="old.csv", **place)
    make.organisation_year(birch, 2024, enrolment=1000, source="new.csv")
    other = make.organisation("Cedar")
    known = facade.latest_facts(Visitor(), [birch.public_id, other.public_id, "nobody"])
    assert set(known) == {birch.public_id, other.public_id}
    facts = known[birch.public_id]
    assert facts.organisation.name == "Birch County"
    assert facts.enrolment == Known(1000, 2024, "new.csv")
    assert facts.locale == Known("43", 2023, "old.csv")
    assert facts.point == Known((33.0, -89.0), 2023, "old.csv")
    assert facts.staff is None
    nothing = known[other.public_id]
    assert (nothing.enrolment, nothing.point) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("owners", [1, 3])
def test_the_facts_of_many_take_two_queries(owners, django_assert_num_queries):
    found = [make.organisation_year(make.organisation(f"O{n}")) for n in range(owners)]
    with django_assert_num_queries(2):
        facade.latest_facts(Visitor(), [f.organisation.public_id for f in found])
