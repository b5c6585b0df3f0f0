"""What a network's pages say of who may do what is what the permissions allow."""

from dataclasses import replace

import pytest

import networks
from openiln.accounts.rules import ROLES_OF
from openiln.charters.rules.charter import LED_BY
from openiln.charters.rules.checking import read_charter
from openiln.charters.rules.network import MemberKind
from openiln.membership.permissions import HEADS, PREPARERS
from openiln.membership.rules.routes import MEMBERS

SAID = {
    "superintendent": "the superintendent",
    "delegate": "their delegate",
    "district-lead": "the lead of the",
    "state-contact": "the point of contact",
}


def of_kind(kind):
    charter = read_charter(networks.northland_text())
    return replace(charter, network=replace(charter.network, member_kind=kind))


def test_every_kind_of_member_has_a_head_and_someone_who_prepares():
    assert set(LED_BY) == set(MemberKind) == set(MEMBERS)
    assert set(SAID) == PREPARERS


@pytest.mark.parametrize("kind", MemberKind)
def test_whoever_is_said_to_prepare_may_do_so_and_no_other(kind):
    charter = of_kind(kind)
    able = PREPARERS & ROLES_OF[MEMBERS[kind]]
    assert {role for role, words in SAID.items() if words in charter.preparers} == able
    assert ("the staff of NDE" in charter.preparers) == (not able)


@pytest.mark.parametrize("kind", MemberKind)
def test_the_head_of_a_member_is_called_as_its_role_is(kind):
    head = of_kind(kind).head
    labels = {role.label for role in ROLES_OF[MEMBERS[kind]]}
    assert any(label.lower().endswith(head) for label in labels)
    assert all(head in SAID[role] for role in HEADS & ROLES_OF[MEMBERS[kind]])


def test_a_network_of_schools_speaks_of_school_leaders_and_of_no_superintendent():
    charter = of_kind(MemberKind.SCHOOL)
    assert charter.head == "school leader"
    assert "superintendent" not in charter.preparers
