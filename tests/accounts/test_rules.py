import pytest

from openiln.accounts.rules import (
    GIVERS,
    LABELS,
    PURPOSES,
    ROLES_OF,
    Role,
    givers_in,
    roles_to_give,
    same_address,
)
from openiln.directory.rules.kinds import Kind

OUTSIDE = {"is_own": False, "is_served": False}
OWN = {"is_own": True, "is_served": False}
SERVED = {"is_own": False, "is_served": True}


def test_every_kind_of_organisation_has_its_roles_and_every_role_a_place():
    assert set(ROLES_OF) == {kind.value for kind in Kind}
    assert frozenset().union(*ROLES_OF.values()) == set(Role)


def test_every_role_has_a_label_and_a_purpose_in_no_word_that_pages_avoid():
    assert set(LABELS) == set(PURPOSES) == set(Role)
    words = " ".join(f"{role.label} {role.purpose}" for role in Role).lower()
    assert not {"charter", "deed", "seat", "steward"} & set(words.replace(":", "").split())


@pytest.mark.parametrize("giver", [*Role, "operator", "visitor", "unseated", ""])
@pytest.mark.parametrize("kind", [*ROLES_OF, "planet"])
def test_nobody_gives_anything_in_an_organisation_that_is_not_theirs_to_serve(giver, kind):
    assert roles_to_give(giver, kind=kind, **OUTSIDE) == frozenset()


@pytest.mark.parametrize("kind", ROLES_OF)
def test_the_staff_of_an_agency_give_every_role_of_their_own(kind):
    assert roles_to_give(Role.STEWARD_STAFF, kind=kind, **OWN) == ROLES_OF[kind]


def test_the_staff_of_an_agency_never_name_the_staff_of_an_agency_that_they_serve():
    given = roles_to_give(Role.STEWARD_STAFF, kind="agency", **SERVED)
    assert given == {Role.STATE_CONTACT, Role.MENTOR, Role.VIEWER}
    assert Role.SUPERINTENDENT in roles_to_give(Role.STEWARD_STAFF, kind="district", **SERVED)


def test_a_superintendent_gives_every_role_of_the_district_but_their_own():
    given = roles_to_give(Role.SUPERINTENDENT, kind="district", **OWN)
    assert given == ROLES_OF["district"] - {Role.SUPERINTENDENT}
    assert roles_to_give(Role.SUPERINTENDENT, kind="district", **SERVED) == frozenset()


@pytest.mark.parametrize("giver", sorted(set(Role) - {Role.STEWARD_STAFF, Role.SUPERINTENDENT}))
@pytest.mark.parametrize("where", [OWN, SERVED])
def test_no_other_role_gives_access(giver, where):
    for kind in ROLES_OF:
        assert roles_to_give(giver, kind=kind, **where) == frozenset()


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("agency", "its network staff, or "),
        ("district", "its superintendent, or "),
        ("school", ""),
        ("partner", ""),
        ("planet", ""),
    ],
)
def test_whoever_needs_access_is_told_to_ask_someone_who_is_there_and_can_give_it(kind, own):
    assert givers_in(kind) == f"{own}the staff of a network that it is in"


def test_whoever_gives_access_in_their_own_organisation_has_a_name_in_that_sentence():
    assert set(GIVERS) == {
        role for kind in Kind for role in ROLES_OF[kind] if roles_to_give(role, kind=kind, **OWN)
    }
    assert roles_to_give(Role.STEWARD_STAFF, kind="school", **SERVED) == ROLES_OF["school"]


def test_an_address_is_written_in_one_way():
    assert same_address(" Avery@Northland.Example ") == "avery@northland.example"
