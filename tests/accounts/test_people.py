import pytest
from django.db import IntegrityError, transaction

import make
from openiln.accounts.models import Person

pytestmark = pytest.mark.django_db


def test_a_person_is_found_whatever_the_letter_case_of_the_address():
    person = make.person("avery@northland.example")
    assert Person.objects.get_by_natural_key("Avery@Northland.Example") == person


def test_a_person_is_shown_by_name_and_else_by_address():
    assert str(make.person(name="Avery Field")) == "Avery Field"
    assert str(make.person("b@northland.example", name="")) == "b@northland.example"


def test_the_database_takes_no_address_in_capitals():
    with pytest.raises(IntegrityError, match="person_email_is_lower_case"), transaction.atomic():
        make.person("Avery@northland.example")
