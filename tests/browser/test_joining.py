"""The letter of commitment, from the request to the receipt, in a real browser on a real server."""

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

from keyboard import press, type_into

pytestmark = pytest.mark.browser

TESTS = Path(__file__).resolve().parents[1]
SEED = """
import json, sys
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
at = clock.now()
now = {"by": Operator(), "at": at}


def organisation(kind, name):
    return directory.add_organisation(kind=kind, name=name, state="NL", year=2025, **now)


def session(place, role, address):
    accounts.grant_seat(place, role=role, address=address, **now)
    person = Person.objects.get(email=address)
    seat = Seat.objects.get(granted_to=address)
    seat.person, seat.claimed_at = person, clock.now()
    seat.save()
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return store.session_key


charters.load_charter(networks.northland_text(), **now)
charters.load_charter(networks.voting_text(), **now)
agency = organisation(Kind.AGENCY, "Northland Department of Education")
made = {"staff": session(agency, Role.STEWARD_STAFF, "staff@northland.example")}
staff = accounts.people_of(agency, Operator())[0].held
for network in ("northland-iln", "southmark-iln"):
    membership.name_steward(network, organisation_id=agency, **now)
for width in sys.argv[2:]:
    organisation(Kind.DISTRICT, f"Lone {width}")
    place = organisation(Kind.DISTRICT, f"Birch {width}")
    made[width] = session(place, Role.SUPERINTENDENT, f"head{width}@northland.example")
    membership.record_exception(
        "northland-iln", organisation_id=place, tier="member", reason="A pilot.", by=staff, at=at
    )
print(json.dumps(made))
"""
PDF = b"%PDF-1.7 a scan"


@pytest.fixture(scope="session")
def joining(start_site) -> Iterator[dict]:
    """Two networks, their staff, and a district for each width; with the key of each session."""
    made: dict[str, str] = {}

    def seed(env: dict) -> None:
        env = {**env, "DJANGO_SETTINGS_MODULE": "openiln.config.settings"}
        words = [sys.executable, "-c", SEED, str(TESTS), "390", "1280"]
        done = subprocess.run(words, env=env, check=True, timeout=120, capture_output=True)
        made.update(json.loads(done.stdout.splitlines()[-1]))

    with start_site({}, seed) as (at, state):
        yield {"at": at, "state": state, "sessions": made}


@pytest.fixture(scope="session")
def base_url(joining) -> str:
    return joining["at"]


@pytest.fixture
def enter(page: Page, joining):
    """Go on as someone else: the staff, or the superintendent of this width's district."""

    def become(who: str = "") -> None:
        key = joining["sessions"][who or str(page.viewport_size["width"])]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "iln_session", "value": key, "url": joining["at"]}])

    return become


@pytest.fixture
def look(page: Page, check_page):
    """Judge the page, and keep a picture of it where somebody asked for one."""

    def judge(name: str) -> None:
        check_page()
        if folder := os.environ.get("ILN_PICTURES"):
            width = page.viewport_size["width"]
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

    return judge


def mailed_link(joining: dict, to: str) -> str:
    database = sqlite3.connect(f"file:{Path(joining['state']) / 'db.sqlite3'}?mode=ro", uri=True)
    try:
        query = 'SELECT text FROM mail_message WHERE "to" = ? ORDER BY id DESC'
        [text] = database.execute(query, [to]).fetchone()
    finally:
        database.close()
    return re.search(r"http://\S+/sign/\S+", text)[0]


def sign(page: Page, signatory: str, name: str = "Avery Field") -> None:
    page.get_by_role("link", name=f"Sign as {signatory}", exact=True).click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your title").fill("Superintendent")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text(f"Signed as: {signatory}.")).to_be_visible()


def send_in(page: Page) -> None:
    page.get_by_role("link", name="Send in the letter").click()
    page.get_by_role("button", name="Send it in").click()
    expect(page.get_by_text("Sent in. Your receipt is below.")).to_be_visible()


def test_a_letter_is_signed_sent_back_mended_and_approved(page: Page, joining, enter, look):
    width = page.viewport_size["width"]
    enter()
    page.goto("/northland-iln/join/")
    look("ways")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_text("Letter in preparation")).to_be_visible()
    look("letter")
    here = page.url

    sign(page, "Superintendent")
    record_on_paper(page, look)
    sign_by_a_link_that_a_scanner_opened(page, joining, look, f"tess{width}@northland.example")

    enter()
    page.goto(here)
    send_in(page)
    look("sent-in")

    enter("staff")
    page.goto("/northland-iln/queue/")
    look("waiting")
    page.get_by_role("link", name=f"Birch {width}").click()
    look("to-decide")
    page.get_by_role("link", name="Send back").click()
    send_back_what_another_text_replaced(page, look)

    mend(page, enter, look, here)

    enter("staff")
    page.goto(here)
    page.get_by_role("link", name="Approve").click()
    approve_with_the_text_unfolded(page, look)
    expect(page.get_by_text("Member from")).to_be_visible()

    enter()
    page.goto(here)
    look("member")
    with page.expect_download() as download:
        page.get_by_role("link", name="(PDF)").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert download.value.suggested_filename.startswith("receipt-northland-iln-")
    page.get_by_role("link", name="People who take part").click()
    page.get_by_label("Name").fill("Tess Teacher")
    page.get_by_label("What they are").fill("Teacher")
    page.get_by_role("button", name="Add to the roster").click()
    expect(page.get_by_text("Tess Teacher, Teacher")).to_be_visible()
    look("roster")

    enter("staff")
    page.goto(here)
    give_and_end_a_status(page, look)
    invite_whom_nobody_leads_yet(page, look, width)


def send_back_what_another_text_replaced(page: Page, look) -> None:
    look("send-back")
    reason, button = page.get_by_label("Reason"), page.get_by_role("button", name="Send back")
    reason.fill("Say in your own words what you want to try.")
    page.locator("input[name=read]").evaluate("field => { field.value = '0'.repeat(64) }")
    button.click()
    expect(page.get_by_text("has changed since you opened this page")).to_be_visible()
    expect(page.get_by_role("article", name="The letter")).to_be_visible()
    look("send-back-anew")
    button.click()
    expect(page.get_by_text("Sent back to be mended")).to_be_visible()


def approve_with_the_text_unfolded(page: Page, look) -> None:
    text = page.get_by_role("article", name="The letter")
    expect(text).to_be_hidden()
    look("approve")
    page.get_by_text("The text of the letter, version 2").click()
    expect(text).to_be_visible()
    page.get_by_role("button", name="Approve").click()


def give_and_end_a_status(page: Page, look) -> None:
    page.get_by_role("link", name="Record a status that they hold").click()
    page.get_by_label("First day").fill("2026-01-05")
    page.get_by_label("Where it is on record").fill("Order 7")
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="Write the last day as District of Innovation").click()
    look("last-day")
    page.get_by_label("Last day").fill("2026-06-30")
    page.get_by_label("Reason").fill("Order 9 ended it.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("until 30 June 2026")).to_be_visible()
    look("status-ended")


def invite_whom_nobody_leads_yet(page: Page, look, width: int) -> None:
    page.goto(f"/northland-iln/joining/?name=Lone {width}")
    page.get_by_role("link", name=f"Lone {width}").click()
    page.get_by_role("link", name="Invite them to prepare for a status").click()
    look("invite")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("Nobody there has access yet, so nobody was told.")).to_be_visible()
    look("invited-nobody")
    page.goto(f"/northland-iln/joining/?name=Lone {width}")
    page.get_by_role("link", name=f"Lone {width}").click()
    expect(page.get_by_text("has access yet, so nobody there is told anything")).to_be_visible()
    look("nobody-has-access")


def record_on_paper(page: Page, look) -> None:
    page.get_by_role("link", name="Signed on paper as Local school board").click()
    look("paper")
    page.get_by_label("Name on the paper").fill("Bo Chair")
    page.get_by_label("Title on the paper").fill("Board president")
    today = page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'America/Chicago'})")
    page.get_by_label("Day of the signature").fill(today)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Add a scan of the signed page")).to_be_visible()
    expect(page.get_by_label("Name on the paper")).to_have_value("Bo Chair")
    look("paper-refused")
    scan = {"name": "page.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Scan of the signed page").set_input_files(scan)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded: Local school board, signed on paper.")).to_be_visible()


def sign_by_a_link_that_a_scanner_opened(page: Page, joining, look, address: str) -> None:
    page.get_by_role("link", name="Mail a link to sign as Teachers").click()
    look("mail-a-link")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Mail the link").click()
    expect(page.get_by_text(f"A link was mailed to {address}")).to_be_visible()
    mailed = mailed_link(joining, address)
    for method in ("HEAD", "GET", "GET"):
        scanner = urllib.request.Request(mailed, method=method)  # noqa: S310 -- our own address
        urllib.request.urlopen(scanner, timeout=10).close()  # noqa: S310 -- the same
    page.context.clear_cookies()
    page.goto(mailed)
    look("link")
    page.get_by_label("Your name").fill("Tess Teacher")
    page.get_by_label("Your title").fill("Teacher")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("heading", name="Signed. Thank you")).to_be_visible()
    look("link-signed")
    page.goto(mailed)
    expect(page.get_by_text("This link has done its work")).to_be_visible()
    look("link-spent")


def mend(page: Page, enter, look, here: str) -> None:
    """The district reads why, writes its own words, and signs the new text anew."""
    enter()
    page.goto(here)
    expect(page.get_by_text("Say in your own words what you want to try.").first).to_be_visible()
    look("sent-back")
    page.get_by_role("link", name="Write our own words into it").click()
    look("words")
    page.get_by_label("Our own words").fill("We will try a longer day for reading.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="What changed from version to version").click()
    expect(page.get_by_role("heading", name="Added")).to_be_visible()
    look("versions")
    page.get_by_role("link", name="Back to the membership").click()
    for signatory in ("Superintendent", "Teachers", "Local school board"):
        sign(page, signatory)
    send_in(page)


def test_a_secret_two_thirds_vote_is_asked_and_judged_by_keyboard_alone(page: Page, enter, look):
    enter()
    page.goto("/southmark-iln/join/")
    press(page, button="Ask to join")
    expect(page.get_by_text("First the vote: Vote of the teachers.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign as Teachers", exact=True)).to_have_count(0)
    press(page, link="Record the vote")
    expect(page.get_by_text("At least 2/3 of the eligible must be in favour")).to_be_visible()
    look("vote")
    counts = {
        "How many may vote": "30",
        "How many took part": "30",
        "How many votes were cast": "30",
    }
    today = page.evaluate(
        "new Date().toLocaleDateString('en-US', {timeZone: 'America/Chicago', day: '2-digit',"
        " month: '2-digit', year: 'numeric'}).replaceAll('/', '')"
    )
    days = {"Day of the vote": today, "Day on which notice was given": "02012026"}
    rest = {"Certified by": "Kim Clerk", "It was a secret ballot": " "}
    type_into(page, {**counts, "How many voted in favour": "19", **days, **rest})
    press(page, button="Record the vote")
    expect(page.get_by_text("Not passed: 19 of 30 eligible in favour")).to_be_visible()
    look("vote-lost")
    press(page, link="Record the vote")
    type_into(page, {**counts, "How many voted in favour": "20", **days, **rest})
    press(page, button="Record the vote")
    expect(page.get_by_text("Passed: 20 of 30 eligible in favour; at least 2/3")).to_be_visible()
    press(page, link="Sign as Teachers")
    type_into(page, {"Your name": "Avery Field", "Your title": "Superintendent"})
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed as: Teachers.")).to_be_visible()
