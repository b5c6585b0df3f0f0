"""A stranger changes nothing and reads nothing that is not theirs: every function, found by itself.

Every public function of every `actions` and `facade` is called with seats of people who have no
part in what the call is about. tests/strangers say how; a function that is not there fails here.
"""

import inspect
import pkgutil
from importlib import import_module

import pytest

import digest
import make
import openiln
import strangers
import tenancy
from openiln.accounts.rules import Role
from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Unseated, Visitor

SEAT_WORDS = {"by", "seat"}
for builders in pkgutil.iter_modules(strangers.__path__, "strangers."):
    import_module(builders.name)


def modules():
    """Every `actions` and `facade` of every context, and the modules inside a package of them."""
    for context in pkgutil.iter_modules(openiln.__path__, "openiln."):
        if not context.ispkg:
            continue
        inside = pkgutil.walk_packages(import_module(context.name).__path__, f"{context.name}.")
        for found in inside:
            if found.name.split(".")[2] in {"actions", "facade"}:
                yield import_module(found.name)


def functions(module):
    """The public functions that a module itself defines, by their whole names."""
    return {
        f"{module.__name__}.{name}": function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def takes_a_seat(function):
    """Whether the function is told who acts."""
    said = inspect.signature(function).parameters.values()
    return any(
        p.name == "by" or (p.name in SEAT_WORDS and "Seat" in str(p.annotation)) for p in said
    )


def without_builder(found):
    """The functions whose behaviour towards a stranger nobody has stated."""
    stated = {True: {*tenancy.STRANGERS, *tenancy.INSIDE}, False: set(tenancy.SEATLESS)}
    return sorted(n for n, function in found.items() if n not in stated[takes_a_seat(function)])


FOUND = {name: f for module in modules() for name, f in functions(module).items()}


def seats_of_strangers():
    """People who have no part in what they ask for; each kind has tried in some system."""
    elsewhere, agency = make.district("Elsewhere"), make.agency("Elsewhere's department")
    return [
        make.held(Role.STEWARD_STAFF, agency, "staff@elsewhere.example"),
        make.held(Role.SUPERINTENDENT, elsewhere, "head@elsewhere.example"),
        make.SomeSeat(role="operator", organisation_id=""),
        make.SomeSeat(role=Role.STEWARD_STAFF, organisation_id=""),
        Unseated("someone-else"),
        Visitor(),
    ]


def test_every_public_function_has_a_stranger():
    assert without_builder(FOUND) == []


def test_every_stranger_has_a_function():
    stated = {*tenancy.STRANGERS, *tenancy.INSIDE, *tenancy.SEATLESS}
    assert sorted(stated - set(FOUND)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", tenancy.STRANGERS)
def test_a_stranger_changes_nothing_and_reads_nothing_that_is_not_public(name):
    stranger = tenancy.STRANGERS[name]
    call, seats = stranger.build(), seats_of_strangers()
    for seat in seats:
        before = digest.of_database()
        if stranger.meets == tenancy.REFUSED:
            with pytest.raises(NotPermitted):
                call(seat)
        else:
            assert bool(call(seat)) is (stranger.meets == tenancy.PUBLIC)
        assert digest.of_database() == before


def test_a_planted_function_without_a_stranger_is_found():
    def write_thing(thing, *, by, at):
        return thing, by, at

    def count_things():
        return 0

    planted = {"openiln.x.actions.write_thing": write_thing, "openiln.x.facade.n": count_things}
    assert without_builder(FOUND | planted) == sorted(planted)


@pytest.mark.django_db
def test_a_planted_function_that_checks_nothing_is_found(monkeypatch):
    def build():
        person = make.account()
        return lambda by: (setattr(person, "name", by.label), person.save())

    planted = tenancy.Stranger(build, tenancy.REFUSED)
    monkeypatch.setitem(tenancy.STRANGERS, "planted", planted)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_a_stranger_changes_nothing_and_reads_nothing_that_is_not_public("planted")
