"""What is kept about one person: they may have it, and may be taken out of it."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

import make
from openiln.accounts import actions, facade
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import Role
from openiln.cli.main import main
from openiln.jobs.worker import Worker
from openiln.kernel.errors import NotPermitted, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator
from openiln.mail.forgetting import KEEP_MESSAGES
from openiln.mail.models import Message
from openiln.mail.tasks import forget_messages
from openiln.membership.actions.belonging import add_participant
from openiln.membership.actions.drawing import submit_letter
from openiln.membership.models.decision import Answer
from openiln.membership.models.letter import Signature, SigningLink
from openiln.membership.models.membership import Participant
from refusals import refused

pytestmark = pytest.mark.django_db
AVERY = "avery@northland.example"
NAME = "Northland Unified"


def rows_that_name(words):
    """Every table of which a row has these words, letter case aside."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- a table's own name
            if any(words in repr(row).lower() for row in cursor.fetchall()):
                found.append(table)
    return sorted(found)


@pytest.fixture
def avery():
    """A superintendent who signed, was mailed a link, stands on a roster, and was mailed."""
    found = make.membership()
    head = make.seat(Role.SUPERINTENDENT, found.organisation, AVERY)
    make.signing_link(found, "board")
    link = SigningLink.objects.get()
    link.address = AVERY
    link.save()
    make.member_of(found)
    words = {"name": "Avery Field", "role": "Superintendent", "contact": AVERY, "on": make.TODAY}
    add_participant(found, **words, by=make.superintendent(), at=make.NOW)
    return head


def erase(address=AVERY):
    return facade.erase_person(address, by=Operator(), at=make.NOW)


def test_a_link_that_was_spent_loses_its_address_alone(avery):
    SigningLink.objects.update(spent_at=make.NOW)
    erase()
    link = SigningLink.objects.get()
    assert (link.address, link.spent_at, link.dead_at) == ("", make.NOW, None)


def test_an_address_is_taken_out_of_every_table_and_what_was_signed_stays(avery):
    assert set(rows_that_name(AVERY)) == {
        "account_emailaddress",
        "accounts_person",
        "accounts_seat",
        "mail_message",
        "membership_participant",
        "membership_signinglink",
    }
    erase()
    assert rows_that_name(AVERY) == []
    assert {s.name for s in Signature.objects.all()} == {"Avery Field"}
    tombstone = Person.objects.get(pk=avery.person_id)
    assert (str(tombstone), tombstone.is_active) == ("Someone erased", False)
    ended = Seat.objects.get(pk=avery.pk)
    assert (ended.ended_at, ended.end_reason) == (make.NOW, "The person asked to be erased.")
    enrolled = Participant.objects.get()
    assert (enrolled.name, enrolled.removed_at) == ("Someone erased", make.NOW)
    assert SigningLink.objects.get().dead_at == make.NOW


def test_the_audit_never_holds_an_address(avery):
    erase()
    assert [
        r.sentence for r in AuditRecord.objects.all() if "@" in f"{r.sentence}{r.by_label}"
    ] == []


def test_the_organisation_sees_that_someone_was_erased(avery, acting):
    other = make.seat(Role.SUPERINTENDENT, avery.organisation, "blake@northland.example")
    erase()
    page = acting(other).get(avery.get_absolute_url()).content.decode()
    assert "Someone who was erased" in page
    assert AVERY not in page


def test_whoever_was_erased_cannot_sign_in_and_can_be_invited_anew(avery, client, acting):
    acting(avery)
    assert client.get("/account/").status_code == 200
    erase()
    assert client.get("/account/").status_code == 302
    again = make.grant(Role.VIEWER, avery.organisation, AVERY)
    taken = actions.claim_seat(
        again,
        person=make.account(AVERY),
        by=make.Unseated(make.account(AVERY).public_id),
        at=make.NOW,
    )
    assert taken.person_id != avery.person_id


def test_an_address_without_an_account_is_erased_too():
    link = make.signing_link()
    erase(link.address)
    assert rows_that_name(link.address) == []


def test_a_mail_that_is_still_queued_to_whoever_is_erased_is_not_sent(avery, mailoutbox):
    erase()
    Worker("anna", lambda: make.NOW).drain()
    assert [mail for mail in mailoutbox if AVERY in mail.to] == []


def test_who_is_not_known_is_not_erased():
    with refused("Nothing about nobody@northland.example is kept here", RuleViolation):
        erase("nobody@northland.example")


def test_the_last_of_an_agencys_staff_is_not_erased():
    make.seat(Role.STEWARD_STAFF, make.agency(), AVERY)
    with refused("last of the network staff", RuleViolation):
        erase()


def test_a_person_downloads_what_is_kept_about_them(avery, acting):
    answer = acting(avery).get("/account/record/")
    assert "what-is-kept-about-me.json" in answer["Content-Disposition"]
    kept = json.loads(answer.content)
    assert (kept["address"], kept["name"]) == (AVERY, "Avery Field")
    assert kept["access"][0]["as"] == "Superintendent, Northland Unified"
    assert {"on the roster of", "link"} <= {key for row in kept["memberships"] for key in row}
    assert kept["messages"]
    signer = make.superintendent()
    signed = facade.export_person(Person.objects.get(public_id=signer.person_id).email, by=signer)
    assert any("signed" in row for row in signed["memberships"])
    assert any("put a signature" in record["what"] for record in signed["done"])


@pytest.mark.parametrize(("text", "name"), [("Tess does.", ""), ("", "the minutes.pdf")])
def test_what_someone_answered_is_theirs_to_have_and_stays_when_they_are_erased(text, name, state):
    found, by = make.sent_back(), make.superintendent()
    file = make.stored_file("the minutes.pdf") if name else None
    submit_letter(found, answer=text, attachment=file, by=by, at=make.NOW)
    address = Person.objects.get(public_id=by.person_id).email
    kept = facade.export_person(address, by=by)["memberships"]
    (row,) = [row for row in kept if "answered" in row]
    assert (row["answered"], row["with the file"]) == (text, name)
    assert row["under"] == str(found.letters.last())
    before = Answer.objects.values().get()
    erase(address)
    assert Answer.objects.values().get() == before
    assert "Superintendent" in before["by_label"]


def test_nobody_else_is_given_it(avery):
    with refused("Only the person themself", NotPermitted):
        facade.export_person(AVERY, by=make.staff())
    with refused("Only the person themself", NotPermitted):
        facade.export_person("nobody@northland.example", by=make.staff())


def test_messages_are_forgotten_after_a_year_and_a_month():
    make.seat()
    forget_messages.call(at=make.NOW + KEEP_MESSAGES)
    assert Message.objects.exists()
    forget_messages.call(at=make.NOW + 2 * KEEP_MESSAGES)
    assert not Message.objects.exists()


def test_the_operator_exports_and_erases_at_the_command_line(avery, capsys):
    assert main(["person", "export", AVERY]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Avery Field"
    assert main(["person", "erase", AVERY]) == 1
    assert "If you mean it, add --yes." in capsys.readouterr().out
    assert Person.objects.filter(email=AVERY).exists()
    assert main(["person", "erase", AVERY, "--yes"]) == 0
    assert "Erased: " in capsys.readouterr().out
    assert main(["person", "erase", AVERY, "--yes"]) == 1
    assert "Nothing about" in capsys.readouterr().err


def test_the_database_refuses_a_tombstone_with_a_name_or_a_way_in():
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="x@erased.invalid", joined_at=make.NOW, erased_at=make.NOW)
    gone = {"joined_at": make.NOW, "erased_at": make.NOW, "is_active": False}
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="x@erased.invalid", telephone="601-555-0100", **gone)
