"""News and following by mail, in a real browser on a real server, with its worker."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ILN = Path(sys.executable).parent / "iln"
TESTS = Path(__file__).resolve().parents[1]
SEED = """
import sys
sys.path.insert(0, sys.argv[1])
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
import networks
from openiln.accounts.models import Person, Seat
from openiln.accounts import facade as accounts
from openiln.accounts.rules import Role
from openiln.charters import facade as charters
from openiln.directory import facade as directory
from openiln.directory.rules.kinds import Kind
from openiln.kernel import clock
from openiln.kernel.seat import Operator
from openiln.membership import facade as membership
now = {"by": Operator(), "at": clock.now()}
charters.load_charter(networks.northland_text(), **now)
name = "Northland Department of Education"
agency = directory.add_organisation(kind=Kind.AGENCY, name=name, state="MS", year=2025, **now)
membership.name_steward("northland-iln", organisation_id=agency, **now)
accounts.grant_seat(agency, role=Role.STEWARD_STAFF, address="staff@northland.example", **now)
person, seat = Person.objects.get(), Seat.objects.get()
seat.person, seat.claimed_at = person, clock.now()
seat.save()
store = SessionStore()
store[SESSION_KEY] = str(person.pk)
store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
store[HASH_SESSION_KEY] = person.get_session_auth_hash()
store.save()
print(store.session_key)
"""
NEWS = "/northland-iln/news/"


@pytest.fixture(scope="session")
def telling(start_site) -> Iterator[dict]:
    """A network and its staff: the address, the state folder, the environment, a session's key."""
    made: dict = {}

    def seed(env: dict) -> None:
        made["env"] = {**env, "DJANGO_SETTINGS_MODULE": "openiln.config.settings"}
        words = [sys.executable, "-c", SEED, str(TESTS)]
        done = subprocess.run(words, env=made["env"], check=True, timeout=120, capture_output=True)
        made["session"] = done.stdout.decode().split()[-1]

    with start_site({}, seed) as (at, state):
        yield {**made, "at": at, "state": state}


@pytest.fixture(scope="session")
def base_url(telling) -> str:
    return telling["at"]


@pytest.fixture
def as_staff(page: Page, telling):
    """Go on as the staff."""

    def become() -> None:
        cookie = {"name": "iln_session", "value": telling["session"], "url": telling["at"]}
        page.context.add_cookies([cookie])

    return become


@pytest.fixture
def look(page: Page, check_page):
    """Judge the page, and keep a picture of it where somebody asked for one."""

    def judge(name: str) -> None:
        check_page()
        if folder := os.environ.get("ILN_PICTURES"):
            width = page.viewport_size["width"]
            page.screenshot(path=f"{folder}/news-{name}-{width}.png", full_page=True)

    return judge


def mails(telling: dict, to: str) -> list[tuple[str, str, dict, str]]:
    """Subject, text, headers and state of each mail to an address, the newest first."""
    database = sqlite3.connect(f"file:{Path(telling['state']) / 'db.sqlite3'}?mode=ro", uri=True)
    try:
        query = 'SELECT subject, text, headers, state FROM mail_message WHERE "to" = ?'
        rows = database.execute(f"{query} ORDER BY id DESC", [to]).fetchall()
    finally:
        database.close()
    return [(subject, text, json.loads(headers), state) for subject, text, headers, state in rows]


def work(telling: dict) -> None:
    subprocess.run([ILN, "work", "--once"], env=telling["env"], check=True, timeout=120)


def link_in(text: str, way: str) -> str:
    return re.search(rf"http://\S+/news/{way}/\S+", text)[0]


def follow(page: Page, telling: dict, look, address: str) -> None:
    page.goto(NEWS)
    page.get_by_role("link", name="Follow this network by mail").click()
    look("follow")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    look("asked")
    [(_, text, _, _)] = mails(telling, address)
    link = link_in(text, "follow")
    for method in ("HEAD", "GET", "GET"):
        scanner = urllib.request.Request(link, method=method)  # noqa: S310 -- our own address
        urllib.request.urlopen(scanner, timeout=10).close()  # noqa: S310 -- the same
    page.goto(link)
    look("confirm")
    page.get_by_role("button", name="Yes, follow").click()
    expect(page.get_by_role("heading", name="You follow this network")).to_be_visible()
    look("confirmed")


def publish(page: Page, look, title: str, text: str) -> str:
    """Write and publish an announcement; returns its address."""
    page.goto(NEWS)
    look("staff-list")
    page.get_by_role("link", name="Write an announcement").click()
    look("write")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("A draft: nobody outside reads it")).to_be_visible()
    look("draft")
    page.get_by_role("link", name="Edit").click()
    look("edit")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Publish").click()
    look("publish")
    page.get_by_label("Day on which it appears").fill("2020-01-01")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("1 January 2020 is over.")).to_be_visible()
    look("publish-refused")
    page.get_by_label("Day on which it appears").fill("")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("It is published.")).to_be_visible()
    return page.url


def test_a_visitor_follows_reads_and_stops(page: Page, telling, as_staff, look):
    width = page.viewport_size["width"]
    address, other = f"jo{width}@reader.example", f"bo{width}@reader.example"
    title = f"The spring meeting, at {width}"
    page.goto(NEWS)
    look("list")
    follow(page, telling, look, address)
    follow(page, telling, look, other)
    as_staff()
    publish(page, look, title, "We meet on 4 May.\n\nMore at https://northland.example/may")
    work(telling)

    page.context.clear_cookies()
    [(subject, text, headers, state), *_] = mails(telling, address)
    assert (subject, state) == (title, "sent")
    page.goto(re.search(r"http://\S+/news/\w{12}/", text)[0])
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    look("announcement")
    page.get_by_role("link", name="All news of the network").click()
    expect(page.get_by_role("link", name=title)).to_be_visible()
    look("list-full")
    link = page.get_by_role("link", name="Atom feed").get_attribute("href")
    assert title in page.request.get(link).text()

    page.goto(link_in(text, "leave"))
    look("leave")
    page.get_by_role("button", name="Stop following").click()
    expect(page.get_by_role("heading", name="You do not follow this network")).to_be_visible()
    look("left")
    assert mails(telling, address) == []

    [(_, _, headers, _), *_] = mails(telling, other)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    by_program = urllib.request.Request(  # noqa: S310 -- our own address
        headers["List-Unsubscribe"].strip("<>"), b"List-Unsubscribe=One-Click", method="POST"
    )
    urllib.request.urlopen(by_program, timeout=10).close()  # noqa: S310 -- the same
    assert mails(telling, other) == []
    page.goto(f"{NEWS}follow/no-such-link/")
    expect(page.get_by_text("This link has ended, or was not copied whole.")).to_be_visible()
    look("ended")


def test_the_staff_correct_and_take_back(page: Page, telling, as_staff, look):
    title = f"The budget, at {page.viewport_size['width']}"
    as_staff()
    here = publish(page, look, title, "It is 10,000.")
    page.get_by_role("link", name="Correct").click()
    look("correct")
    page.get_by_label("Text").fill("It is 12,000.")
    page.get_by_label("What you corrected").fill("The sum was wrong.")
    page.get_by_role("button", name="Correct").click()
    expect(page.get_by_text("Your note stands below the announcement.")).to_be_visible()
    page.get_by_text("What it said before").click()
    expect(page.get_by_text("It is 10,000.")).to_be_visible()
    look("corrected-staff")
    page.context.clear_cookies()
    page.goto(here)
    expect(page.get_by_text("The sum was wrong.")).to_be_visible()
    look("corrected")
    as_staff()
    page.goto(here)
    page.get_by_role("link", name="Take back").click()
    look("take-back")
    page.get_by_label("Reason").fill("There is no budget.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("It is taken back.")).to_be_visible()
    look("taken-back-staff")
    page.context.clear_cookies()
    page.goto(here)
    expect(page.get_by_text("There is no budget.")).to_be_visible()
    expect(page.get_by_text("It is 12,000.")).to_have_count(0)
    look("taken-back")
