import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

import make
import networks
from openiln.accounts import facade as accounts
from openiln.accounts.actions import claim_seat
from openiln.accounts.facade import erase_person
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Unseated
from openiln.mail.models import Message
from openiln.membership.actions import drawing, joining, links, reaffirming, signing
from openiln.membership.queries import letters, successors
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
LATER = make.NOW + timedelta(hours=1)


def acting(role, address=""):
    return make.acting(role, Kind.DISTRICT, NAME, address)


def sign(found, signatory="superintendent", **changes):
    words = {
        "name": "Avery Field",
        "title": "Superintendent",
        "read": letters.current_letter(found).sha256,
        "by": make.superintendent(NAME),
        "at": LATER,
    }
    return signing.sign_letter(found, signatory=signatory, **{**words, **changes})


# --- signed in


def test_one_person_signs_in_every_role_of_a_small_district():
    found = make.membership()
    for signatory in ("superintendent", "teachers", "board"):
        assert sign(found, signatory).how == "signed-in"
    assert letters.folder(found).missing == ()
    assert "put a signature as Local school board under version 1" in (
        AuditRecord.objects.latest("id").sentence
    )


def test_a_signature_is_given_once_for_exactly_what_was_read():
    found = make.membership()
    with refused("has changed since you opened it", OutOfDate):
        sign(found, read="another text")
    with refused("Type your name", BadInput):
        sign(found, name=" ")
    sign(found)
    with refused("already signed as “Superintendent”", RuleViolation):
        sign(found)
    with refused("asks no signature of “mayor”", RuleViolation):
        sign(found, "mayor")


def test_nobody_signs_for_another():
    found = make.membership()
    with refused("A delegate prepares the letter", NotPermitted):
        sign(found, by=acting(Role.DELEGATE))
    with refused("Only the people of Northland Unified sign its letter", NotPermitted):
        sign(found, by=make.staff())
    with refused("does not sign as “Superintendent”", NotPermitted):
        sign(found, by=acting(Role.EDUCATOR))


def test_teachers_sign_after_their_vote():
    found = make.ballot().letter.membership
    sign(found, "teachers", by=acting(Role.EDUCATOR))
    assert [g.signatory for g in letters.folder(found).missing] == ["superintendent"]
    other = make.membership(networks.voting_text(), "Second Unified")
    with refused("Before “Teachers” can sign, the vote", RuleViolation):
        sign(other, "teachers", by=make.superintendent("Second Unified"))


def test_a_letter_can_be_signed_while_it_waits_but_not_when_it_is_withdrawn():
    from openiln.membership.actions.joining import withdraw

    found = make.membership()
    withdraw(found, by=make.superintendent(NAME), at=LATER)
    with refused("cannot be signed: since 2 March 2026 it stands at “Withdrawn”", OutOfDate):
        sign(found)


# --- by a mailed link


def send(found, **changes):
    words = {
        "signatory": "teachers",
        "address": " Tess@Northland.example ",
        "by": make.superintendent(NAME),
        "at": make.NOW,
    }
    return links.send_signing_link(found, **{**words, **changes})


def token_of(link):
    text = Message.objects.get(key=f"signing link {link.public_id}").text
    return re.search(r"/sign/([\w-]+)/", text)[1]


def by_link(link, at=LATER, name="Tess Teacher"):
    return links.sign_by_link(token_of(link), name=name, title="Teacher", at=at)


def test_a_mailed_link_signs_once_without_an_account():
    link = send(make.membership())
    message = Message.objects.get(to="tess@northland.example")
    assert message.subject == "Please sign: letter of commitment of Northland Unified"
    assert "The link works until 16 March 2026" in message.text
    token = token_of(link)
    assert token not in link.token_hash
    signature = by_link(link)
    assert (signature.how, signature.seat_id) == ("link", link.public_id)
    assert (signature.name, signature.title) == ("Tess Teacher", "Teacher")
    assert signature.by_label == "Whoever had the link to sign as Teachers"
    assert not Message.objects.filter(template="membership/mail/signing_link").exists()
    with refused("signed by Tess Teacher, Teacher on 2 March 2026. Nothing more", OutOfDate):
        links.sign_by_link(token, name="Tess Teacher", title="Teacher", at=LATER)


def test_a_link_that_signed_a_text_which_was_changed_since_says_so():
    found = make.membership()
    link = send(found)
    token = token_of(link)
    by_link(link)
    read = letters.current_letter(found).sha256
    head = make.superintendent(NAME)
    drawing.write_statement(found, statement="New.", read=read, by=head, at=LATER)
    with refused("Its text was changed since then, and the new one asks for a new", OutOfDate):
        links.sign_by_link(token, name="Tess Teacher", title="Teacher", at=LATER)


def test_the_record_of_what_was_done_names_the_role_of_whoever_had_a_link():
    by_link(send(make.membership()))
    said = AuditRecord.objects.latest("id")
    assert said.sentence == (
        "Whoever had the link to sign as Teachers put a signature as Teachers under version 1 of "
        "the letter of Northland Unified, by a mailed link."
    )
    assert "Tess" not in f"{[*AuditRecord.objects.values_list('sentence', 'by_label')]}"


def test_a_link_that_an_erasing_ended_sends_nobody_to_a_newer_one():
    found = make.membership()
    link = send(found)
    token = token_of(link)
    erase_person("tess@northland.example", by=Operator(), at=LATER)
    with refused(r"^This link no longer works\. Ask whoever sent it for a new one\.$", OutOfDate):
        links.sign_by_link(token, name="Tess", title="Teacher", at=LATER)
    second = send(found, address="tom@northland.example", at=LATER)
    with refused("A newer link was mailed", OutOfDate):
        links.sign_by_link(token, name="Tess", title="Teacher", at=LATER)
    with refused("This link no longer works", OutOfDate):
        links.sign_by_link(token, name="Tess", title="Teacher", at=second.expires_at)


def test_a_new_link_takes_the_place_of_an_older_one():
    found = make.membership()
    first = send(found)
    token = token_of(first)
    second = send(found, address="tom@northland.example")
    assert (second.sends, first.letter) == (2, second.letter)
    assert not Message.objects.filter(to="tess@northland.example").exists()
    with refused("A newer link was mailed", OutOfDate):
        links.sign_by_link(token, name="Tess", title="Teacher", at=LATER)
    by_link(second)
    with refused("already signed as “Teachers”", RuleViolation):
        send(found)


def test_a_link_ends_after_two_weeks():
    link = send(make.membership())
    with refused("This link ended on 16 March 2026", OutOfDate):
        by_link(link, at=make.NOW + timedelta(days=14))
    by_link(link, at=make.NOW + timedelta(days=14, seconds=-1))


def test_a_link_signs_the_text_that_it_was_mailed_for_and_no_other():
    found = make.membership()
    link = send(found)
    drawing.write_statement(
        found,
        statement="More.",
        read=link.letter.sha256,
        by=make.superintendent(NAME),
        at=make.NOW,
    )
    with refused("was changed after this link was mailed", OutOfDate):
        by_link(link)


def test_a_link_signs_nothing_that_is_signed_otherwise_or_withdrawn():
    found = make.membership()
    link = send(found)
    make.signature("teachers", found)
    with refused("already signed as “Teachers”", RuleViolation):
        by_link(link)
    second = send(found, signatory="board")
    joining.withdraw(found, by=make.superintendent(NAME), at=LATER)
    with refused("cannot be signed: since", OutOfDate):
        by_link(second)


def test_whoever_signs_by_a_link_is_mailed_that_they_did():
    signature = by_link(send(make.membership()))
    mail = Message.objects.get(template="membership/mail/signed")
    assert mail.to == "tess@northland.example"
    assert signature.letter.sha256 in mail.text


def test_who_prepares_is_told_once_when_the_last_signature_is_in():
    found = make.membership()
    link = send(found)
    for signatory in ("superintendent", "board"):
        make.signature(signatory, found)
    told = Message.objects.filter(template="membership/mail/complete")
    assert not told.exists()
    by_link(link)
    assert sorted(told.values_list("to", flat=True)) == [
        "delegate.northland@northland.example",
        "superintendent.northland@northland.example",
    ]
    assert found.get_absolute_url() in told.first().text


def test_a_refused_name_does_not_spend_the_link():
    link = send(make.membership())
    with refused("Type your name", BadInput):
        by_link(link, name="")
    by_link(link)


def test_a_guessed_link_is_none_of_ours():
    with refused("not one of ours", NotPermitted):
        links.sign_by_link("guess", name="x", title="y", at=LATER)


def test_who_prepares_cannot_mail_themself_the_superintendents_link():
    found = make.membership()
    delegate = acting(Role.DELEGATE, "delegate@northland.example")
    own = {"signatory": "superintendent", "address": "delegate@northland.example"}
    with refused("You cannot sign as “Superintendent” yourself", NotPermitted):
        send(found, **own, by=delegate)
    send(found, signatory="superintendent", address="head@northland.example", by=delegate)
    for signatory in ("teachers", "board"):
        with refused("You cannot sign as .* yourself", NotPermitted):
            send(found, signatory=signatory, address="delegate@northland.example", by=delegate)
    staff = make.staff()
    [own] = accounts.own_addresses(staff)
    with refused("You cannot sign as “Local school board” yourself", NotPermitted):
        send(found, signatory="board", address=own, by=staff)


def test_the_address_of_another_role_of_the_same_person_is_their_own_too():
    found = make.membership()
    delegate = acting(Role.DELEGATE, "delegate@northland.example")
    person = Person.objects.get(public_id=delegate.person_id)
    other = "blake@elsewhere.example"
    EmailAddress.objects.create(user=person, email=other, verified=True)
    seat = make.grant(Role.MENTOR, make.district("Elsewhere"), other)
    claim_seat(seat, person=person, by=Unseated(person.public_id), at=make.NOW)
    with refused("You cannot sign as “Superintendent” yourself", NotPermitted):
        send(found, signatory="superintendent", address=other, by=delegate)


def test_the_superintendent_may_mail_the_link_to_their_own_telephone():
    head = make.superintendent(NAME)
    [own] = accounts.own_addresses(head)
    assert send(make.membership(), signatory="superintendent", address=own).address == own


def test_a_seat_without_an_organisation_has_no_address():
    assert accounts.own_addresses(make.SomeSeat(organisation_id="")) == set()


# --- the successor


def reaffirm(found, **changes):
    words = {
        "name": "Noor Next",
        "title": "Superintendent",
        "read": letters.current_letter(found).sha256,
        "by": acting(Role.SUPERINTENDENT, "next@northland.example"),
        "at": LATER,
    }
    return reaffirming.reaffirm_commitment(found, **{**words, **changes})


def test_a_successor_reads_and_re_affirms_once():
    found = make.member()
    acting(Role.SUPERINTENDENT, "next@northland.example")
    with refused("has changed since you opened it", OutOfDate):
        reaffirm(found, read="another")
    reaffirm(found)
    with refused("re-affirmed this letter already", RuleViolation):
        reaffirm(found)
    with refused("Only whoever leads Northland Unified can re-affirm", NotPermitted):
        reaffirm(found, by=acting(Role.DELEGATE))


def test_only_a_member_has_something_to_re_affirm():
    found = make.membership()
    acting(Role.SUPERINTENDENT, "next@northland.example")
    with refused("cannot be re-affirmed", OutOfDate):
        reaffirm(found)


def test_a_hand_over_waits_until_a_later_head_has_re_affirmed():
    from openiln.accounts import actions as access
    from openiln.accounts.models import Seat
    from openiln.kernel.seat import Operator

    found = make.membership()
    assert not successors.awaits_reaffirmation(found), "nothing is accepted yet"
    found = make.member_of(found)
    assert not successors.awaits_reaffirmation(found), "who signed is asked for nothing twice"
    first = Seat.objects.get(role=Role.SUPERINTENDENT, organisation=found.organisation)
    access.end_seat(first, reason="Left.", by=Operator(), at=LATER)
    assert not successors.awaits_reaffirmation(found), "nobody is there to be asked"
    later = make.grant_later(found.organisation, "next@northland.example", at=LATER)
    assert successors.awaits_reaffirmation(found)
    reaffirm(found, by=later)
    assert not successors.awaits_reaffirmation(found)
