"""A head whose access came after the letter: a successor, or the one who signed it?"""

import re
from datetime import timedelta

import pytest

import make
from addressed import address
from openiln.accounts.facade import export_person
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership import facade
from openiln.membership.actions import decisions, drawing, joining, links, signing
from openiln.membership.actions.reaffirming import recognise_signer
from openiln.membership.models.membership import Membership
from openiln.membership.queries import letters, successors
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Pine Hill"
HEAD = "head@pine.example"
LATER = make.NOW + timedelta(days=1)
SIGNED = {"name": "Avery Field", "title": "Superintendent"}


def acting(role, address=""):
    return make.acting(role, Kind.DISTRICT, NAME, address)


def begun():
    """A letter that the delegate prepares for a head without access."""
    network_id, by = make.northland(), acting(Role.DELEGATE)
    acting(Role.BOARD_CLERK)
    words = {"organisation_id": by.organisation_id, "tier": "member", "at": make.NOW}
    joining.record_exception(network_id, **words, reason="A pilot.", by=make.staff())
    return joining.request_membership(network_id, **words, by=by)


def by_link(found, signatory="superintendent", to=HEAD):
    words = {"signatory": signatory, "address": to, "by": acting(Role.DELEGATE), "at": make.NOW}
    link = links.send_signing_link(found, **words)
    text = Message.objects.get(key=f"signing link {link.public_id}").text
    token = re.search(r"/sign/([\w-]+)/", text)[1]
    return links.sign_by_link(token, **SIGNED, at=make.NOW)


def on_paper(found, signatory="superintendent"):
    return signing.record_paper_signature(
        found,
        signatory=signatory,
        **SIGNED,
        signed_on=make.TODAY,
        read=letters.current_letter(found).sha256,
        scan=None,
        minutes_reference="Item 7",
        by=acting(Role.BOARD_CLERK),
        at=make.NOW,
    )


def accepted(found):
    """The letter with its missing signatures on paper, sent in and approved."""
    for gap in letters.folder(found).missing:
        on_paper(found, gap.signatory)
    drawing.submit_letter(found, by=acting(Role.DELEGATE), at=make.NOW)
    read = letters.current_letter(found).sha256
    decisions.approve(found, read=read, by=make.staff(), at=make.NOW)
    return Membership.objects.get(pk=found.pk)


def hand_overs():
    return facade.hand_overs("northland-iln", make.TODAY, make.staff())


def test_who_signed_by_a_link_is_known_by_its_address_when_access_comes_later():
    found = begun()
    by_link(found)
    found = accepted(found)
    make.grant_later(found.organisation, HEAD, at=LATER)
    assert not successors.awaits_reaffirmation(found)
    assert hand_overs() == []


def test_another_than_the_one_who_signed_by_a_link_is_asked():
    found = begun()
    by_link(found)
    found = accepted(found)
    make.grant_later(found.organisation, "next@pine.example", at=LATER)
    assert successors.awaits_reaffirmation(found)
    assert len(hand_overs()) == 1


def test_who_signed_by_a_link_for_a_group_is_asked_when_they_come_to_lead():
    found = begun()
    by_link(found, "teachers")
    found = accepted(found)
    make.grant_later(found.organisation, HEAD, at=LATER)
    assert successors.awaits_reaffirmation(found)


def test_a_link_whose_address_was_erased_proves_nothing():
    found = begun()
    links_of = found.letters.get().links
    by_link(found)
    found = accepted(found)
    links_of.update(address="")
    make.grant_later(found.organisation, HEAD, at=LATER)
    assert successors.awaits_reaffirmation(found)


def recognise(signature, head, **changes):
    words = {"head": head.public_id, "by": acting(Role.BOARD_CLERK), "at": LATER}
    return recognise_signer(signature, **{**words, **changes})


def test_who_signed_on_paper_is_said_by_the_clerk_and_is_not_asked():
    found = begun()
    paper = on_paper(found)
    found = accepted(found)
    head = make.grant_later(found.organisation, HEAD, at=LATER)
    assert successors.awaits_reaffirmation(found), "the same name alone is no proof"
    with refused("You cannot say this for yourself", NotPermitted):
        recognise(paper, head, by=head)
    with refused("Nobody who leads Pine Hill has this access now", RuleViolation):
        recognise(paper, acting(Role.DELEGATE))
    with refused("Nobody is asked to re-affirm what was signed so", OutOfDate):
        recognise(letters.folder(found).signatures[1], head)
    recognise(paper, head)
    assert not successors.awaits_reaffirmation(found)
    assert hand_overs() == []
    said = AuditRecord.objects.latest("id").sentence
    assert "recorded that who signed version 1 of the letter of Pine Hill" in said
    assert "Avery" not in said
    with refused("Nobody is asked to re-affirm what was signed so", OutOfDate):
        recognise(paper, head)
    kept = str(export_person(HEAD, by=Operator()))
    assert "Avery Field, Superintendent" in kept


@pytest.mark.parametrize("role", [Role.DELEGATE, "staff"])
def test_a_delegate_and_the_staff_may_say_who_signed(role):
    found = begun()
    paper = on_paper(found)
    found = accepted(found)
    head = make.grant_later(found.organisation, HEAD, at=LATER)
    by = make.staff() if role == "staff" else acting(role)
    assert recognise(paper, head, by=by).known_as == head.public_id


def test_who_comes_after_the_one_who_was_known_is_asked():
    found = begun()
    paper = on_paper(found)
    found = accepted(found)
    recognise(paper, make.grant_later(found.organisation, HEAD, at=LATER))
    make.replace_head(found, at=LATER)
    assert successors.awaits_reaffirmation(found)


def test_a_signature_under_an_earlier_version_of_the_same_text_counts():
    found = begun()
    by_link(found)
    first = found.letters.get()
    for statement in ("More.", ""):
        drawing.write_statement(
            found,
            statement=statement,
            read=letters.current_letter(found).sha256,
            by=acting(Role.DELEGATE),
            at=make.NOW,
        )
    assert letters.current_letter(found).sha256 == first.sha256
    found = accepted(found)
    make.grant_later(found.organisation, HEAD, at=LATER)
    assert not successors.awaits_reaffirmation(found)


def test_a_link_by_which_another_text_was_signed_proves_nothing():
    found = begun()
    by_link(found)
    read = letters.current_letter(found).sha256
    words = {"statement": "More.", "read": read, "by": acting(Role.DELEGATE), "at": make.NOW}
    drawing.write_statement(found, **words)
    found = accepted(found)
    make.grant_later(found.organisation, HEAD, at=LATER)
    assert successors.awaits_reaffirmation(found)


def test_it_is_said_on_a_page_that_only_they_are_offered(at, client):
    found = begun()
    paper = on_paper(found)
    found = accepted(found)
    head = make.grant_later(found.organisation, HEAD, at=LATER)
    place = address(found, f"signed-by/{paper.public_id}/")
    client.force_login(Person.objects.get(public_id=head.person_id))
    assert client.get(place).status_code == 404
    assert place not in client.get(address(found)).content.decode()
    clerk = at("board-clerk", NAME)
    assert place in clerk.read(address(found))
    page = clerk.read(place)
    assert "Signed on paper: Avery Field, Superintendent, on 2 March 2026." in page
    assert re.search(rf">[\w ]*{HEAD}</option>", page)
    page = clerk.post(place, head=head.public_id)
    assert "They are not asked to re-affirm what they signed." in page
    assert clerk.get(place).status_code == 404


def test_who_comes_between_signing_and_approval_is_asked_too():
    found = begun()
    first = acting(Role.SUPERINTENDENT, "first@pine.example")
    read = letters.current_letter(found).sha256
    for signatory in ("superintendent", "teachers", "board"):
        words = {**SIGNED, "read": read, "by": first, "at": make.NOW}
        signing.sign_letter(found, signatory=signatory, **words)
    drawing.submit_letter(found, by=first, at=make.NOW)
    successor = make.replace_head(found, at=make.NOW + timedelta(hours=1))
    decisions.approve(found, read=read, by=make.staff(), at=LATER)
    found.refresh_from_db()
    came = successors.came_after_the_letter([found])
    assert came == {found.pk: make.NOW + timedelta(hours=1)}, successor
