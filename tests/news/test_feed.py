import re
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine

import make
from openiln.kernel import clock
from openiln.news.actions import announcing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]
FEED = "/northland-iln/news/feed.xml"
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://localhost:8000/northland-iln/news/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(make.NOW, tick=False):
        yield


def read(client):
    answer = client.get(FEED)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 -- our own


def only(parent, name):
    """What RFC 4287 asks for exactly once."""
    [found] = parent.findall(ATOM + name)
    return found


def check_rfc_4287(feed):
    """What an Atom feed document must have: RFC 4287, 4.1.1 and 4.1.2, and dates by 3.3."""
    assert feed.tag == f"{ATOM}feed"
    ids = []
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert only(element, name).text
        assert re.fullmatch(r"https?://\S+", only(element, "id").text), "an IRI"
        ids.append(only(element, "id").text)
        when = only(element, "updated").text
        assert datetime.fromisoformat(when).tzinfo is not None
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", when)
        alternates = [li for li in element.findall(f"{ATOM}link") if li.get("rel") == "alternate"]
        assert len(alternates) == 1
    assert len(set(ids)) == len(ids)
    assert [li.get("href") for li in feed.findall(f"{ATOM}link") if li.get("rel") == "self"] == [
        SITE + "feed.xml"
    ]
    assert only(only(feed, "author"), "name").text == "the Northland Department of Education"


def test_a_feed_without_an_entry_is_a_feed(client):
    feed = read(client)
    check_rfc_4287(feed)
    assert feed.findall(f"{ATOM}entry") == []
    assert only(feed, "updated").text == "2022-07-01T00:00:00+00:00"


def test_the_feed_has_what_is_public_and_nothing_else_whoever_asks(client, staff):
    make.draft("Draft")
    make.announcement("Later", on=(make.NOW + timedelta(days=9)).date())
    make.members_announcement()
    gone = make.announcement("Gone")
    announcing.take_back(gone, reason="Wrong.", by=staff, at=make.NOW)
    make.announcement("Older & <first>")
    make.announcement("Newer")
    client.force_login(make.Person.objects.get(public_id=staff.person_id))
    feed = read(client)
    check_rfc_4287(feed)
    entries = feed.findall(f"{ATOM}entry")
    assert [only(entry, "title").text for entry in entries] == ["Newer", "Older & <first>"]
    said = only(entries[0], "summary")
    assert said.get("type") == "html"
    assert "<p>The network meets on 4 May.</p>" in said.text
    assert '<a href="https://northland.example/may" rel="nofollow">' in said.text


def test_a_correction_is_the_time_of_the_entry_and_of_the_feed(client, staff):
    found = make.announcement()
    later = make.NOW + timedelta(hours=3)
    words = {"title": found.title, "text": "5 May.", "note": "The day.", "read": found.fingerprint}
    announcing.correct_announcement(found, **words, by=staff, at=later)
    feed = read(client)
    entry = only(feed, "entry")
    assert only(entry, "published").text == "2026-03-02T15:00:00+00:00"
    assert only(entry, "updated").text == only(feed, "updated").text == "2026-03-02T18:00:00+00:00"


def test_a_feed_that_has_not_changed_is_not_sent_again(client, staff):
    found = make.announcement()
    known = client.get(FEED)["ETag"]
    again = client.get(FEED, headers={"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")
    announcing.take_back(found, reason="Wrong.", by=staff, at=clock.now())
    assert client.get(FEED, headers={"If-None-Match": known}).status_code == 200


def test_a_network_that_is_not_there_has_no_feed(client):
    assert client.get("/nowhere/news/feed.xml").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_feed_costs_the_same_however_long_it_is(client, rows, django_assert_num_queries):
    for number in range(rows):
        make.correction(make.announcement(f"News {number}"))
    client.get(FEED)
    with django_assert_num_queries(3):
        client.get(FEED)
