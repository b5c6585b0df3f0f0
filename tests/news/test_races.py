"""Two at once, each in a thread and a transaction of its own, on either database."""

from datetime import timedelta

import pytest

import make
from at_once import at_once
from openiln.kernel.errors import OutOfDate
from openiln.kernel.models import OutboxEvent
from openiln.mail.models import Message
from openiln.news import tasks
from openiln.news.actions import announcing, following
from openiln.news.models import Follower

pytestmark = pytest.mark.django_db(transaction=True)
LATER = make.NOW + timedelta(hours=1)


def test_two_who_publish_at_once_publish_once():
    found, staff = make.draft(), make.staff()
    words = {"on": None, "read": found.fingerprint, "by": staff, "at": LATER}
    done = at_once(lambda _: announcing.publish_announcement(found, **words), 4)
    assert sum(isinstance(one, OutOfDate) for one in done) == 3
    assert OutboxEvent.objects.filter(name=announcing.PUBLISHED).count() == 1


def test_words_that_were_changed_meanwhile_are_never_published_unread():
    found, staff = make.draft(), make.staff()
    read = found.fingerprint
    new = {"title": "New", "text": "New.", "audience": "public", "read": read}

    def act(number):
        if number:
            return announcing.edit_announcement(found, **new, by=staff, at=LATER)
        return announcing.publish_announcement(found, on=None, read=read, by=staff, at=LATER)

    done = at_once(act, 2)
    assert sum(isinstance(one, OutOfDate) for one in done) == 1
    found.refresh_from_db()
    assert (found.title == "New") is (found.appears_at is None)


def test_one_address_that_asks_at_once_is_one_follower():
    network_id = make.northland()
    words = {"address": "jo@reader.example"}
    done = at_once(
        lambda n: following.ask_to_follow(network_id, **words, at=LATER + timedelta(seconds=n)), 4
    )
    assert done == [None] * 4
    assert Follower.objects.count() == 1
    assert Message.objects.count() == 4


def test_two_workers_with_one_batch_mail_once_and_nobody_who_leaves_is_mailed_after():
    staying, leaving = make.follower(), make.follower("bo@reader.example")
    found = make.announcement()

    def act(number):
        if number == 2:
            return following.end_following(found.network_id, leaving.token, at=LATER)
        return tasks.mail_batch.call(announcement_id=found.public_id, after=0, at=LATER)

    assert at_once(act, 3) == [None] * 3
    news = Message.objects.filter(template="news/mail/announcement")
    assert [message.to for message in news] == [staying.address]
    assert not Message.objects.filter(to=leaving.address).exists()
