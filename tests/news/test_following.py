import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core import mail

import child
import make
from openiln.jobs import queue, worker
from openiln.kernel import attempts, records
from openiln.kernel.errors import OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.news import tasks
from openiln.news.actions import announcing, following
from openiln.news.models import Follower
from openiln.news.rules import LINK_LASTS
from refusals import refused

pytestmark = pytest.mark.usefixtures("staff")
NET, JO = "northland-iln", "jo@reader.example"
LATER = make.NOW + timedelta(hours=1)


def ask(address=JO, at=make.NOW):
    return following.ask_to_follow(NET, address=address, at=at)


def texts(to=JO):
    return [message.text for message in Message.objects.filter(to=to).order_by("id")]


def mailed(to=JO):
    """The subjects of the announcements in someone's mail."""
    return [
        m.subject
        for m in Message.objects.filter(to=to, template="news/mail/announcement").order_by("id")
    ]


# --- asking, confirming, ending


def test_an_address_follows_only_when_its_link_has_confirmed_it():
    assert ask(" Jo@Reader.Example ") is None
    found = Follower.objects.get()
    assert (found.address, found.confirmed_at) == (JO, None)
    [text] = texts()
    assert f"http://localhost:8000{found.confirm_path}" in text
    assert "works for 3 days" in text
    confirmed = following.confirm_following(NET, found.token, at=LATER)
    assert (confirmed.confirmed_at, confirmed.expires_at) == (LATER, None)
    again = following.confirm_following(NET, found.token, at=make.NOW + LINK_LASTS)
    assert again.confirmed_at == LATER, "twice changes nothing"


def test_who_asks_again_before_confirming_gets_the_same_link_for_longer():
    ask()
    before = Follower.objects.get()
    ask(at=LATER)
    after = Follower.objects.get()
    assert (after.token, after.expires_at) == (before.token, LATER + LINK_LASTS)
    assert len(texts()) == 2


def test_who_follows_already_is_told_so_by_mail_and_nowhere_else():
    found = make.follower()
    assert ask(at=LATER) is None
    assert "It is mailed here already" in texts()[-1]
    assert found.leave_path in texts()[-1]
    found.refresh_from_db()
    assert found.confirmed_at == make.NOW


def test_a_link_that_has_expired_confirms_nothing():
    found = make.follower(is_confirmed=False)
    with refused("This link has ended", OutOfDate):
        following.confirm_following(NET, found.token, at=make.NOW + LINK_LASTS)


def test_a_link_of_another_network_or_of_nobody_confirms_nothing():
    found = make.follower(is_confirmed=False)
    for network, token in ((NET, "no-such-link"), ("nowhere", found.token)):
        with refused("This link has ended", OutOfDate):
            following.confirm_following(network, token, at=make.NOW)


def test_a_network_that_is_not_there_cannot_be_followed():
    with refused("There is no network", RuleViolation):
        following.ask_to_follow("nowhere", address=JO, at=make.NOW)


def test_who_stops_leaves_no_address_behind(drain):
    kept = make.follower("bo@reader.example")
    found = make.follower()
    make.announcement()
    drain()
    ask(at=LATER)
    assert len(texts()) == 3
    following.end_following(NET, found.token, at=LATER)
    following.end_following(NET, found.token, at=LATER)
    assert list(Follower.objects.all()) == [kept]
    for model in apps.get_models():
        assert JO not in repr(list(model.objects.values())), model
    assert len(texts("bo@reader.example")) == 2
    drain(LATER)
    assert not queue.parked()


def test_the_record_says_what_was_done_and_names_no_address():
    found = make.follower()
    following.end_following(NET, found.token, at=LATER)
    said = [r.sentence for r in AuditRecord.objects.filter(about_id=found.public_id).order_by("id")]
    assert said == [
        f"Someone {verb} the news of {NET}."
        for verb in ("asked to follow", "confirmed to follow", "stopped following")
    ]


def test_an_address_that_nobody_confirmed_is_forgotten_by_the_daily_job(drain):
    follows = make.follower("bo@reader.example")
    make.follower(is_confirmed=False)
    soon, late = make.NOW + LINK_LASTS - timedelta(days=1), make.NOW + LINK_LASTS
    worker.tick(soon)
    drain(soon)
    assert texts()
    assert Follower.objects.count() == 2
    worker.tick(late)
    drain(late)
    assert list(Follower.objects.all()) == [follows]
    assert texts() == []


def test_an_address_that_asks_again_just_in_time_is_not_forgotten():
    found = make.follower(is_confirmed=False)
    late = make.NOW + LINK_LASTS
    listed = following.queries.unconfirmed(late)
    assert [row.pk for row in listed] == [found.pk]
    ask(at=late - timedelta(seconds=1))
    assert not following._forget_if_unconfirmed(found.pk, late)
    assert following.forget_unconfirmed(late) == 0
    assert Follower.objects.exists()


def test_who_is_erased_follows_nothing_and_is_told_before_what_is_kept(drain):
    kept = make.follower("bo@reader.example")
    found = make.follower()
    make.announcement()
    drain()
    whom = records.Whom(JO)
    told = {"follows": NET, "asked at": make.NOW.isoformat()}
    assert records.export(whom)["news"] == [told]
    assert records.erase(whom, by=Operator(), at=LATER) == 3  # with two messages to them
    assert list(Follower.objects.all()) == [kept]
    assert texts() == []
    assert records.export(whom)["news"] == []
    said = AuditRecord.objects.filter(about_id=found.public_id).latest("id").sentence
    assert said.endswith(f"took an address from the followers of {NET}.")


# --- mailing


def test_each_public_announcement_goes_once_to_each_who_follows(drain):
    found = make.follower()
    make.follower("bo@reader.example")
    make.follower("asked@reader.example", is_confirmed=False)
    make.announcement()
    make.announcement("Second")
    drain()
    assert mailed() == mailed("bo@reader.example") == ["The spring meeting", "Second"]
    assert mailed("asked@reader.example") == []
    sent = next(m for m in mail.outbox if m.to == [JO] and m.subject == "Second")
    leave = f"http://localhost:8000{found.leave_path}"
    assert sent.extra_headers["List-Unsubscribe"] == f"<{leave}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert leave in sent.body
    assert "The network meets on 4 May.\n\nRead more" in sent.body
    assert "This network is invented" in sent.body
    assert re.search(r"http://localhost:8000/northland-iln/news/\w{12}/\n", sent.body)


def test_what_is_for_members_is_mailed_to_nobody(drain):
    make.follower()
    make.members_announcement()
    drain()
    assert mailed() == []


def test_a_follower_of_another_network_hears_nothing(drain):
    make.follower()
    Follower.objects.update(network_id=make.network("elsewhere").slug)
    make.announcement()
    drain()
    assert mailed() == []


def test_what_waits_for_its_day_is_mailed_on_that_day_as_it_then_reads(drain, staff):
    make.follower()
    found = make.announcement(on=date(2026, 3, 10))
    drain()
    assert mailed() == []
    words = {"title": "Edited", "text": "Edited.", "audience": "public"}
    read = found.fingerprint
    announcing.edit_announcement(found, **words, read=read, by=staff, at=make.NOW)
    drain(found.appears_at)
    assert mailed() == ["Edited"]


def test_what_was_given_another_day_is_mailed_on_that_alone(drain, staff):
    make.follower()
    found = make.announcement(on=date(2026, 3, 10))
    words = {"on": date(2026, 3, 12), "read": found.fingerprint, "by": staff, "at": make.NOW}
    moved = announcing.publish_announcement(found, **words)
    drain(found.appears_at)
    assert mailed() == []
    drain(moved.appears_at)
    assert mailed() == ["The spring meeting"]


def test_what_was_taken_back_meanwhile_is_not_mailed(drain, staff):
    make.follower()
    found = make.announcement()
    announcing.take_back(found, reason="Wrong.", by=staff, at=make.NOW)
    drain()
    assert mailed() == []


def test_a_handler_and_a_job_that_run_twice_mail_once(drain):
    make.follower()
    found = make.announcement()
    drain()
    payload = {"announcement": found.public_id, "appears_at": found.appears_at.isoformat()}
    tasks.begin_mailing(payload, make.NOW)
    tasks.begin_mailing(payload, make.NOW)
    drain()
    assert mailed() == ["The spring meeting"]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("followers", [1, 2, 3, 4, 5])
def test_a_long_list_is_mailed_in_batches_to_the_last(drain, followers):
    everyone = [f"reader{number}@reader.example" for number in range(followers)]
    for address in everyone:
        make.follower(address)
    make.announcement()
    drain()
    assert [mailed(address) for address in everyone] == [["The spring meeting"]] * followers


DYING = """
import os, sys
import django
django.setup()
from datetime import datetime
from django.db import connection
from openiln.jobs.worker import Worker
from openiln.news import tasks
at, dies_at, written = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2]), []
tasks.BATCH = 2


def die(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "mail_message"'):
        written.append(sql)
        if len(written) == dies_at:
            os._exit(9)
    return execute(sql, params, many, context)


with connection.execute_wrapper(die):
    Worker("anna", lambda: at).drain()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("dies_at", "whole_batches"), [(1, 0), (2, 0), (4, 1)])
@pytest.mark.usefixtures("small_batches")
def test_a_worker_that_is_killed_half_way_neither_repeats_nor_forgets(
    drain, dies_at, whole_batches
):
    everyone = [f"reader{number}@reader.example" for number in range(5)]
    for address in everyone:
        make.follower(address)
    drain()
    make.announcement()
    words = [sys.executable, "-c", DYING, make.NOW.isoformat(), str(dies_at)]
    assert subprocess.run(words, env=child.environment(), check=False).returncode == 9
    done = [len(mailed(address)) for address in everyone]
    assert done == [1] * 2 * whole_batches + [0] * (5 - 2 * whole_batches), "whole batches or none"
    later = make.NOW + queue.LEASE
    worker.tick(later)
    drain(later + attempts.back_off(1))
    assert [len(mailed(address)) for address in everyone] == [1] * 5
    assert Message.objects.filter(state="sent", template__startswith="news").count() == 10
