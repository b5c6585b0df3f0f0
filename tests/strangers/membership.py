"""How a stranger would call what membership offers."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import chain

import make
from openiln.accounts.models import Seat
from openiln.accounts.rules import Role
from openiln.membership import facade
from openiln.membership.actions import (
    belonging,
    decisions,
    drawing,
    founding,
    joining,
    links,
    reaffirming,
    receipts,
    signing,
)
from tenancy import INSIDE, NOTHING, REFUSED, SEATLESS, Call, meets

JOINING = "openiln.membership.actions.joining"
DRAWING = "openiln.membership.actions.drawing"
TODAYS_RULES = "openiln.membership.actions.todays_rules"
SIGNING = "openiln.membership.actions.signing"
LINKS = "openiln.membership.actions.links"
REAFFIRMING = "openiln.membership.actions.reaffirming"
DECIDING = "openiln.membership.actions.decisions"
BELONGING = "openiln.membership.actions.belonging"
MEMBERSHIP = "openiln.membership.facade"
SEATLESS |= {
    f"{SIGNING}.signable": "a judgement",
    f"{SIGNING}.removable": "a judgement",
    "openiln.membership.actions.following.tell_interested": "the clock asks it",
    "openiln.membership.actions.following.tell_of_ways": "inside an action that was permitted",
    "openiln.membership.actions.moving.address_of": "words",
    "openiln.membership.actions.moving.check_state": "a judgement",
    "openiln.membership.actions.moving.issue_receipt": "inside an action that was permitted",
    "openiln.membership.actions.moving.mail_all": "the same",
    "openiln.membership.actions.moving.publish": "the same",
    "openiln.membership.actions.receipts.content_of": "words",
    f"{DRAWING}.draw_up": "inside an action that was permitted",
    f"{TODAYS_RULES}.follow_rules": "by the clock: judges anew what nobody is bound by",
    f"{TODAYS_RULES}.is_renewal_due": "a judgement",
    f"{TODAYS_RULES}.text_of": "words",
    f"{TODAYS_RULES}.under_todays_rules": "inside an action that was permitted",
    f"{JOINING}.check_reason": "words",
    f"{BELONGING}.year_of": "a day",
    f"{LINKS}.check_link": "a judgement",
    f"{LINKS}.sign_by_link": "the link is the permission: it cannot be guessed",
    f"{MEMBERSHIP}.members_of": "public (MS-58)",
    f"{MEMBERSHIP}.members_counted": "public (MS-58)",
    f"{MEMBERSHIP}.members_listed": "public (MS-58)",
    f"{MEMBERSHIP}.sources_of": "public (MS-58)",
    f"{MEMBERSHIP}.spells_of": "public (MS-58)",
    f"{MEMBERSHIP}.designations_of": "public (MS-42)",
    "openiln.membership.actions.listing.list_membership": "inside an action that was permitted",
    "openiln.membership.actions.listing.put_in_cells": "inside drawing a list",
    "openiln.membership.actions.listing.list_all": "by the clock: makes anew what is drawn",
    f"{MEMBERSHIP}.draw_lists": "by the operator's upgrade: makes anew what is drawn",
    f"{MEMBERSHIP}.designations_held": "public (MS-42)",
    f"{MEMBERSHIP}.steward_of": "public",
}
INSIDE |= {
    "openiln.membership.actions.erasing.erase_in_memberships": "inside accounts' erasing",
    "openiln.membership.actions.answering.put_answer": "inside an action that was permitted",
    f"{SIGNING}.put_signature": "inside an action that was permitted",
    "openiln.membership.actions.moving.move": "inside an action that was permitted",
    "openiln.membership.actions.moving.tell_other_side": "the same",
    f"{DRAWING}.admit": "the same",
}
DAY = make.TODAY
NAMED = {"name": "Avery", "title": "Dr"}
DOI = {"designation": "district-of-innovation", "since": DAY, "until": None, "source": "x"}


def beginning(act: Callable[..., object], **words: object) -> Call:
    """A call that begins something for a district of a network."""
    network_id, district = make.northland(), make.superintendent().organisation_id
    return lambda by: act(network_id, organisation_id=district, by=by, at=make.NOW, **words)


def about(build: Callable[[], object], act: Callable[..., object], **words: object) -> Call:
    """A call about something that is there."""
    thing = build()
    return lambda by: act(thing, by=by, at=make.NOW, **words)


for name, act, words in (
    ("register_interest", joining.register_interest, {"tier": "member"}),
    ("request_membership", joining.request_membership, {"tier": "member"}),
    ("record_exception", joining.record_exception, {"tier": "member", "reason": "x"}),
    ("invite_organisation", joining.invite_organisation, {"tier": "member", "towards": "x"}),
    ("name_steward", joining.name_steward, {}),
):
    meets(REFUSED, f"{JOINING}.{name}")(partial(beginning, act, **words))
FOUNDED = {"tier": "member", "on": DAY, "source": "the release of 14 March 2018"}
meets(REFUSED, "openiln.membership.actions.founding.record_founding_member")(
    partial(beginning, founding.record_founding_member, **FOUNDED)
)
for name, act, words in (
    ("name_steward", facade.name_steward, {}),
    ("record_founding_member", facade.record_founding_member, FOUNDED),
    ("record_exception", facade.record_exception, {"tier": "member", "reason": "x"}),
    ("request_membership", facade.request_membership, {"tier": "member"}),
):
    meets(REFUSED, f"{MEMBERSHIP}.{name}")(partial(beginning, act, **words))
for name, build, act, words in (
    (f"{JOINING}.withdraw", make.membership, joining.withdraw, {}),
    (f"{JOINING}.end", make.member, joining.end, {"reason": "x"}),
    (
        f"{DRAWING}.write_statement",
        make.membership,
        drawing.write_statement,
        {"statement": "x", "read": ""},
    ),
    (f"{DRAWING}.renew", make.member, drawing.renew, {}),
    (
        f"{DRAWING}.record_ballot",
        make.membership,
        drawing.record_ballot,
        {"vote": "x", "count": None, "conduct": None, "read": ""},
    ),
    (f"{DRAWING}.submit_letter", make.signed, drawing.submit_letter, {}),
    (
        f"{SIGNING}.sign_letter",
        make.membership,
        signing.sign_letter,
        {"signatory": "superintendent", "read": "", **NAMED},
    ),
    (
        f"{LINKS}.send_signing_link",
        make.membership,
        links.send_signing_link,
        {"signatory": "superintendent", "address": "x@northland.example"},
    ),
    (
        f"{SIGNING}.record_paper_signature",
        make.membership,
        signing.record_paper_signature,
        {"signatory": "board", "signed_on": DAY, "read": "", "scan": None, **NAMED},
    ),
    (
        f"{SIGNING}.take_back_paper_signature",
        make.membership,
        signing.take_back_paper_signature,
        {"signature_id": "x", "reason": "Wrong."},
    ),
    (
        f"{REAFFIRMING}.reaffirm_commitment",
        make.member,
        reaffirming.reaffirm_commitment,
        {"read": "", **NAMED},
    ),
    (
        f"{REAFFIRMING}.recognise_signer",
        make.signature,
        reaffirming.recognise_signer,
        {"head": "x"},
    ),
    (f"{DECIDING}.approve", make.sent_in, decisions.approve, {"read": ""}),
    (f"{DECIDING}.send_back", make.sent_in, decisions.send_back, {"read": "", "reason": "x"}),
    (f"{DECIDING}.decline", make.sent_in, decisions.decline, {"read": "", "reason": "x"}),
    (f"{BELONGING}.record_designation", make.member, belonging.record_designation, DOI),
    (
        f"{BELONGING}.end_designation",
        make.held_designation,
        belonging.end_designation,
        {"until": DAY, "reason": "x"},
    ),
    (
        f"{BELONGING}.take_back_designation",
        make.held_designation,
        belonging.take_back_designation,
        {"reason": "x"},
    ),
    (
        f"{BELONGING}.add_participant",
        make.member,
        belonging.add_participant,
        {"name": "x", "role": "x", "contact": "", "on": DAY},
    ),
    (f"{BELONGING}.remove_participant", make.participant, belonging.remove_participant, {}),
    ("openiln.membership.actions.receipts.make_pdf", make.receipt, receipts.make_pdf, {}),
    (
        f"{MEMBERSHIP}.record_designation",
        lambda: make.member().public_id,
        facade.record_designation,
        DOI,
    ),
):
    meets(REFUSED, name)(partial(about, build, act, **words))


@meets(NOTHING, f"{MEMBERSHIP}.memberships_of")
def memberships_of() -> Call:
    district = make.member().organisation_id
    return lambda seat: facade.memberships_of(district, seat)


@meets(NOTHING, f"{MEMBERSHIP}.membership")
def one_membership() -> Call:
    public_id = make.member().public_id
    return lambda seat: facade.membership(public_id, seat)


@meets(NOTHING, f"{MEMBERSHIP}.under_way")
def under_way() -> Call:
    network_id = make.sent_in().network_id
    return lambda seat: facade.under_way(network_id, seat)


@meets(NOTHING, f"{MEMBERSHIP}.hand_overs")
def hand_overs() -> Call:
    found = make.member()
    make.replace_head(found, at=make.NOW + timedelta(days=1))
    return lambda seat: facade.hand_overs(found.network_id, DAY, seat)


@meets(NOTHING, f"{MEMBERSHIP}.roster_of")
def roster_of() -> Call:
    public_id = make.participant().membership.public_id
    return lambda seat: facade.roster_of(public_id, DAY, seat)


@meets(NOTHING, f"{MEMBERSHIP}.networks_of")
def networks_of() -> Call:
    make.member()
    return facade.networks_of


@meets(NOTHING, f"{MEMBERSHIP}.networks_run_by")
def networks_run_by() -> Call:
    make.northland()
    return facade.networks_run_by


@meets(NOTHING, f"{MEMBERSHIP}.letter_of")
def letter_of() -> Call:
    public_id = make.membership().public_id
    return lambda seat: facade.letter_of(public_id, seat)


@meets(NOTHING, f"{MEMBERSHIP}.to_call")
def to_call() -> Call:
    network_id = make.member().network_id
    return lambda seat: facade.to_call(network_id, DAY, seat)


@meets(NOTHING, f"{MEMBERSHIP}.served_in")
def served_in() -> Call:
    network_id = make.member().network_id
    return lambda seat: facade.served_in(network_id, seat)


@meets(NOTHING, f"{MEMBERSHIP}.served_and_unreached")
def served_and_unreached() -> Call:
    found = make.membership()
    Seat.objects.filter(organisation=found.organisation).update(role=Role.MENTOR)
    served, unreached = facade.served_and_unreached(found.network_id, make.staff())
    assert set(served) == unreached == {found.organisation_id}
    return lambda seat: list(chain(*facade.served_and_unreached(found.network_id, seat)))


@meets(NOTHING, f"{MEMBERSHIP}.decides_in")
def decides_in() -> Call:
    network_id = make.northland()
    return lambda seat: facade.decides_in(network_id, seat)
