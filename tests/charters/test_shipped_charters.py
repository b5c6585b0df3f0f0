"""What the shipped files say is what the documents say: each number and each 'some' where it is."""

import re
from datetime import date

import pytest

from openiln.charters.rules.checking import check_versions, read_charter
from openiln.charters.rules.commitments import Counted, Mode, PerEach, Side, Strength
from openiln.charters.rules.community import GroupKind, RunBy, Sight, Sitting
from openiln.charters.rules.differences import differences
from openiln.charters.rules.joining import RatingDrop
from openiln.charters.rules.network import MemberKind
from openiln.charters.rules.waivers import AuthorityState
from samples import SHIPPED

MS, KY = read_charter(SHIPPED["ms-iln"]), read_charter(SHIPPED["kyiln"])
CC, NORTHLAND = read_charter(SHIPPED["ccsso-iln"]), read_charter(SHIPPED["northland"])


def of_row(charter, row):
    return [o for o in charter.obligations if row in o.rows]


def one(elements, id_):
    return next(e for e in elements if e.id == id_)


@pytest.mark.parametrize("stem", SHIPPED)
def test_no_shipped_file_asks_a_vote_or_a_fee(stem):
    charter = read_charter(SHIPPED[stem])
    assert charter.votes == ()
    assert not charter.network.charges_fee
    assert check_versions({"a": SHIPPED[stem]}) == {}


def test_mississippi_asks_four_meetings_and_promises_four():
    (attended,), (held,) = of_row(MS, "MS-10"), of_row(MS, "MS-20")
    assert (attended.counts, attended.at_least) == (Counted.CONVENING_ATTENDED, 4)
    assert (held.counts, held.at_least, held.owed_by) == (Counted.CONVENING_HELD, 4, Side.STEWARD)


def test_mississippi_asks_no_number_where_its_documents_state_none():
    numbered = {row for o in MS.obligations if o.at_least for row in o.rows}
    assert numbered == {"MS-10", "MS-13", "MS-14", "MS-20"}
    assert of_row(MS, "MS-11")[0].as_needed


def test_mississippi_counts_four_contacts_for_each_participant_both_ways_together():
    (contacts,) = of_row(MS, "MS-13")
    assert (contacts.at_least, contacts.per_each) == (4, PerEach.PARTICIPANT)
    assert contacts.together
    assert [part.mode for part in contacts.including] == [
        (Mode.WRITTEN, Mode.ONLINE),
        (Mode.FACE_TO_FACE,),
    ]


def test_a_highlight_holds_two_to_three_practices_in_both_states():
    for charter, row in ((MS, "MS-14"), (KY, "KY-06")):
        highlight = next(o for o in of_row(charter, row) if o.counts is Counted.HIGHLIGHT)
        assert (highlight.holds.at_least, highlight.holds.at_most) == (2, 3)


def test_nothing_that_is_owed_by_a_member_has_a_due_day_that_no_document_states():
    assert [o for c in (MS, KY, CC) for o in c.obligations if o.due] == []


def test_mississippis_first_year_ran_to_june_2019():
    assert MS.network.first_year.ends == date(2019, 6, 30)


def test_a_drop_in_rating_ends_no_membership():
    assert MS.tiers[0].rating_drop is RatingDrop.KEEPS


def test_mississippis_waivers_are_drafts_until_an_authority_is_recorded():
    assert MS.waivers.authority.state is AuthorityState.REQUESTED
    assert len(MS.waivers.protected) == 4
    assert MS.waivers.expected[0].near == "assessment-and-accountability"


def test_innovation_status_needs_an_invitation_and_a_year():
    (status,) = MS.designations
    assert status.requires.membership_years == 1
    assert status.requires.invited
    assert status.requires.readiness
    assert status.exemplar
    assert status.tracks_targets


def test_the_middle_school_task_force_and_the_national_groups_are_there():
    force = one(MS.groups, "middle-school-task-force")
    assert force.kind is GroupKind.TASK_FORCE
    for group in ("plc-1", "plc-4"):
        national = one(MS.groups, group)
        assert (national.run_by, national.sits) == (RunBy.PARENT, Sitting.STEWARD)
        assert one(CC.groups, group).run_by is RunBy.NETWORK


def test_the_vocabularies_are_complete():
    sizes = {v.id: len(v.terms) for v in MS.vocabularies}
    assert sizes == {
        "assistance-areas": 5,
        "critical-attributes": 6,
        "strategies": 6,
        "learning-innovation": 8,
    }
    assert one(KY.vocabularies, "glossary").living


def test_kentucky_asks_some_of_five_and_an_effort_for_two():
    (menu,) = KY.menus
    assert len(menu.of) == 5
    assert not menu.number_is_stated
    efforts = {row for o in KY.obligations if o.strength is Strength.EXPECTED for row in o.rows}
    assert efforts == {"KY-02", "KY-03"}


def test_kentucky_asks_no_rating_and_offers_no_waivers():
    assert [r.open_to[:12] for r in KY.tiers[0].routes] == ["Any district"]
    assert KY.waivers is None
    assert KY.grants[0].for_members_alone
    assert KY.grants[0].where_possible
    assert KY.privacy.resources is Sight.MEMBERS


def test_the_national_network_is_of_states_with_one_contact_each():
    assert CC.network.member_kind is MemberKind.STATE
    assert CC.tiers[0].key_contacts == 1
    assert {MS.network.parent, KY.network.parent} == {CC.network.id}


def test_northland_is_invented_and_otherwise_under_mississippis_rules():
    assert NORTHLAND.network.id == "northland-iln"
    assert NORTHLAND.network.fictional
    assert not MS.network.fictional
    about = {re.split(", | now ", sentence)[0] for sentence in differences(MS, NORTHLAND)}
    assert about == {
        "The network",
        "The words of the network",
        "Waivers",
        "The promise “National support”",
        "The designation “District of Innovation”",
    }
    assert not any(row for o in NORTHLAND.obligations for row in o.rows)
