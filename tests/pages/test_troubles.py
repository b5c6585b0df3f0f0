"""Mail that did not arrive and what stopped: who sees it, and who mends it."""

import importlib
import pkgutil
import re

import pytest
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

import make
import openiln
from openiln.accounts.rules import Role
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind
from openiln.kernel import outbox
from openiln.kernel.errors import OutOfDate
from openiln.kernel.models import AuditRecord, Delivery
from openiln.mail.models import Message, State
from openiln.mail.undelivered import send_again
from openiln.pages import actions
from openiln.pages.queries.waiting import lost_mail
from openiln.pages.rules import STOPPED

pytestmark = pytest.mark.django_db
TROUBLES = "/northland-iln/troubles/"


@pytest.fixture
def lost(db):
    """An invitation to a mentor of a district on its way in, which came back."""
    return make.lost_invitation(within=make.sent_in().organisation)


def test_what_came_back_says_for_whom_and_is_sent_again(staff, lost):
    page = staff().read(TROUBLES)
    assert "To lost@x.example, Northland Unified<" in page
    assert "The mail service said nothing that tells why." in page
    assert "<code>550</code>" in page
    assert "Correct the address" in page
    page = staff().post(f"{TROUBLES}send-again/", message=lost.public_id)
    assert "It is sent again." in page
    assert "All mail has arrived" in page
    lost.refresh_from_db()
    assert (lost.state, lost.sent_at) == (State.QUEUED, None)
    assert "had a message sent again" in AuditRecord.objects.first().sentence
    assert "somebody has sent it again" in staff().post(
        f"{TROUBLES}send-again/", message=lost.public_id
    )
    with pytest.raises(OutOfDate):
        send_again(lost.public_id, by=make.staff(), at=make.NOW)


def test_what_needs_nothing_more_is_set_aside(staff, lost):
    page = staff().post(f"{TROUBLES}set-aside/", message=lost.public_id)
    assert "It is set aside." in page
    assert "All mail has arrived" in page
    assert lost_mail("northland-iln", make.staff()) == []


def test_mail_of_another_network_is_not_seen_and_not_sent(staff, lost):
    make.charter("elsewhere-iln")
    Message.objects.filter(pk=lost.pk).update(network_id="elsewhere-iln")
    assert "lost@x.example" not in staff().read(TROUBLES)
    assert "no longer among those" in staff().post(f"{TROUBLES}send-again/", message=lost.public_id)
    lost.refresh_from_db()
    assert lost.state == State.BOUNCED


def test_a_sign_in_code_of_ones_own_people_is_seen_and_not_sent_again(staff, lost):
    Message.objects.filter(pk=lost.pk).update(organisation_id="", state=State.FAILED, sent_at=None)
    page = staff().read(TROUBLES)
    assert "Could not be sent" in page
    assert "A sign-in code is of no use on another day" in page
    assert "Send again" not in page
    with pytest.raises(OutOfDate, match="sign-in code"):
        actions.send_message_again(
            "northland-iln", message_id=lost.public_id, by=make.staff(), at=make.NOW
        )


def test_what_stopped_is_started_again(staff):
    job, news = make.parked_job(), make.parked_delivery()
    page = staff().read(TROUBLES)
    assert page.count("It was tried 8 times. The program came upon something") == 2
    assert "<code>trial_jobs.hourly: ValueError</code>" in page
    assert "It runs again." in staff().post(f"{TROUBLES}run-again/", job=job)
    assert DBTaskResult.objects.get(id=job).status == "READY"
    assert "It is started again." in staff().post(f"{TROUBLES}deliver-again/", news=news.pk)
    assert Delivery.objects.get(pk=news.pk).due_at is not None
    said = list(AuditRecord.objects.values_list("about_kind", "about_id")[:2])
    assert set(said) == {("kernel.delivery", str(news.pk)), ("jobs.job", job)}
    assert "is parked" in staff().post(f"{TROUBLES}run-again/", job=job)
    assert "is parked" in staff().post(f"{TROUBLES}deliver-again/", news="x")


@pytest.mark.parametrize(
    ("failure", "said", "then"),
    [
        ("bounced", "it is mistyped, or the mailbox is gone or full", "correct it."),
        ("SMTPRecipientsRefused", "it is mistyped", "by telephone"),
        ("timed_out", "did not take it in time", "Send it again."),
        ("refused_for_now", "did not take it in time", "Send it again."),
        ("blocked", "Their mail system refused it", "technical staff"),
        ("ConnectionRefusedError", "could not reach its own mail service", "Send it again."),
        ("", "said nothing that tells why", "Send it again."),
    ],
)
def test_why_a_mail_did_not_arrive_is_said_in_words_with_what_to_do(
    staff, lost, failure, said, then
):
    Message.objects.filter(pk=lost.pk).update(failure=failure)
    page = staff().read(TROUBLES)
    assert said in page
    assert then in page
    assert page.count("For whoever runs the server") == bool(failure)
    plain = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert not failure or failure not in plain


def test_every_job_and_every_ear_for_news_is_said_in_words():
    ears = {name for of_one in outbox._handlers.values() for name in of_one}
    tasks = {
        f"{info.name}.{name}"
        for info in pkgutil.walk_packages(openiln.__path__, "openiln.")
        if info.name.rpartition(".")[2] in {"tasks", "bounces"}
        for name, found in vars(importlib.import_module(info.name)).items()
        if isinstance(found, Task) and found.func.__module__ == info.name
    }
    ours = {name for name in ears if name.startswith("openiln.")}
    assert set(STOPPED) == tasks | ours


def test_a_job_of_an_announcement_that_is_gone_says_who_is_not_mailed(staff):
    job = make.parked_job()
    path = "openiln.news.tasks.mail_batch"
    DBTaskResult.objects.filter(id=job).update(task_path=path, exception_class_path="DoesNotExist")
    page = staff().read(TROUBLES)
    assert "Mailing an announcement to those who follow by mail" in page
    assert "What it was about is no longer there." in page
    assert "some of them have not had it by mail" in page
    assert "DoesNotExist" in page[page.index("For whoever runs the server") :]
    assert "DoesNotExist" not in page[: page.index("For whoever runs the server")]


def test_a_reviewer_reads_and_mends_nothing(sit, lost):
    seat = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, "Northland Department of Education")
    page = sit(seat).read(TROUBLES)
    assert "lost@x.example" in page
    make.parked_job()
    page = sit(seat).read(TROUBLES)
    for mends in ("Set aside", "What to do", "Correct the address", "Start again"):
        assert mends not in page
    assert "staff mend it: tell one of them" in page
    refused = sit(seat).post(f"{TROUBLES}set-aside/", message=lost.public_id)
    assert "Only the staff of the network" in refused


def test_nobody_else_sees_the_troubles(sit, lost):
    assert sit(make.superintendent()).get(TROUBLES).status_code == 404
    assert lost_mail("northland-iln", make.superintendent()) == []


def test_a_look_at_the_address_of_a_deed_does_nothing(staff, lost):
    assert staff().get(f"{TROUBLES}send-again/").url == TROUBLES
    lost.refresh_from_db()
    assert lost.state == State.BOUNCED


def test_of_two_messages_the_one_that_was_meant_is_sent(staff, lost):
    place = Organisation.objects.get(public_id=lost.organisation_id)
    other = make.lost_invitation(State.FAILED, place, "gone@x.example")
    assert len(lost_mail("northland-iln", make.staff())) == 2
    for message in (other, lost):
        staff().post(f"{TROUBLES}send-again/", message=message.public_id)
    assert lost_mail("northland-iln", make.staff()) == []
