"""Words and settings, as those who run a network read them."""

from datetime import date

import pytest

import make
import networks
from openiln.charters.actions import load_charter
from openiln.kernel.seat import Operator

pytestmark = pytest.mark.django_db
SETTINGS = "/northland-iln/settings/"


def test_the_page_says_words_rules_sight_and_who_changes_them(staff):
    page = staff().read(SETTINGS)
    assert "write to whoever keeps this site running" in page
    assert "iln charter" not in page
    assert "begins on 1 July" in page
    assert "In force today" in page
    assert "The first version." in page
    assert "Who sees what" in page
    assert "letter of commitment, letters of commitment" in page
    assert "by the time in Chicago" in page


def test_the_difference_between_versions_is_said_in_sentences(staff):
    text = networks.northland_text()
    later = text.replace("in_force_on = 2022-07-01", "in_force_on = 2099-07-01").replace(
        'text = "We share what we learn."',
        'text = "We share what we learn."\nstrength = "expected"',
    )
    make.northland()
    load_charter(later, by=Operator(), at=make.NOW)
    page = staff().read(SETTINGS)
    assert f"Will be in force from {date(2099, 7, 1):%-d %B %Y}" in page
    assert (
        "The promise “Sharing”, whether it is firm or an effort: now expected; before, required."
    ) in page
    assert "in force on" not in page
    assert ">Something that NDE owes<" in page


def test_a_version_that_differs_in_its_day_alone_says_the_same(staff):
    text = networks.northland_text()
    make.northland()
    later = text.replace("in_force_on = 2022-07-01", "in_force_on = 2099-07-01")
    load_charter(later, by=Operator(), at=make.NOW)
    assert "It says the same as the one before." in staff().read(SETTINGS)


def test_others_do_not_see_the_settings(sit):
    make.membership()
    assert sit(make.superintendent()).get(SETTINGS).status_code == 404
