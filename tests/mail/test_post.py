import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.template import TemplateDoesNotExist
from django_tasks_db.models import DBTaskResult

import make
from at_once import at_once
from openiln.jobs import queue
from openiln.jobs.worker import Worker
from openiln.mail import post
from openiln.mail.models import Message, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial_templates")]


def drain(at=make.NOW):
    return Worker("anna", lambda: at).drain()


def test_a_message_is_a_row_and_then_a_mail_of_text_and_html():
    message = make.message()
    assert (message.state, message.sent_at) == (State.QUEUED, None)
    assert mail.outbox == []
    assert drain() == 1
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (State.SENT, make.NOW)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["avery@northland.example"], "Your letter, O'Neil & Co")
    assert "Dear O'Neil & Co," in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "O&#x27;Neil &amp; Co" in html
    assert '<a href="https://iln.example/letter"' in html
    assert sent.extra_headers["Message-ID"] == f"<{message.public_id}@localhost>"
    assert str(message) == f"trial/letter {message.public_id}"


def test_a_message_carries_the_headers_that_it_was_given_and_cannot_replace_ours():
    message = make.message(headers={"List-Unsubscribe": "<https://x>", "Message-ID": "<theirs>"})
    drain()
    [sent] = mail.outbox
    assert sent.extra_headers["List-Unsubscribe"] == "<https://x>"
    assert sent.extra_headers["Message-ID"] == f"<{message.public_id}@localhost>"


def test_messages_on_someones_account_are_forgotten_whether_sent_or_not():
    make.message(key="first", about="avery")
    drain()
    make.message(key="second", about="avery")
    other = make.message(key="other", about="bo")
    assert post.forget_messages("avery") == 2
    assert list(Message.objects.all()) == [other]
    assert drain() == 2, "the job of the forgotten one does nothing"
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox][1:] == [
        f"<{other.public_id}@localhost>"
    ]
    assert not queue.parked()


def test_messages_on_nobodys_account_are_not_forgotten_by_mistake():
    make.message()
    with pytest.raises(ValueError, match="say whose"):
        post.forget_messages("")
    assert Message.objects.count() == 1


def test_a_reminder_of_one_key_never_goes_twice():
    first = make.message(key="reminder letter-2026 avery")
    assert make.message(key="reminder letter-2026 avery") == first
    assert drain() == 1
    assert make.message(key="reminder letter-2026 avery") == first
    assert drain() == 0
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_reminder_that_is_queued_from_many_places_at_once_goes_once():
    made = at_once(lambda _: make.message(key="reminder letter-2026 avery"), 4)
    assert len({message.pk for message in made}) == 1
    assert DBTaskResult.objects.count() == 1


def test_a_job_that_runs_twice_sends_once():
    make.message()
    drain()
    DBTaskResult.objects.update(status="READY")
    assert drain() == 1
    assert len(mail.outbox) == 1


def test_a_message_of_an_undone_action_is_never_sent():
    with transaction.atomic():
        make.message()
        transaction.set_rollback(True)
    assert drain() == 0
    assert mail.outbox == []


def test_what_people_typed_is_inert_in_html_and_cannot_add_a_header():
    message = make.message(name="<b>x</b>\nBcc: all@northland.example")
    assert message.subject == "Your letter, <b>x</b>"
    assert "&lt;b&gt;x&lt;/b&gt;" in message.html
    assert "<b>x" not in message.html


@pytest.mark.parametrize("template", ["trial/no_text", "trial/nothing"])
def test_a_template_without_a_subject_and_a_text_is_a_mistake_of_ours(template):
    with pytest.raises(ValueError, match="needs a subject in its first line and a text below"):
        post.render(template, {})


def test_a_template_that_is_not_there_is_named():
    with pytest.raises(TemplateDoesNotExist, match=r"trial/gone.txt"):
        post.render("trial/gone", {})


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.SENT},
        {"state": State.QUEUED, "sent_at": make.NOW},
        {"state": "lost"},
    ],
)
def test_a_message_that_says_sent_has_its_time_and_no_other_has(fields):
    message = make.message()
    for name, value in fields.items():
        setattr(message, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        message.save()
    assert Message.objects.get().state == State.QUEUED


def test_a_message_of_a_key_is_made_once():
    first = make.message(key="once")
    assert make.message(key="once") == first
    assert drain() == 1
    assert len(mail.outbox) == 1
