"""Every way in, as a person goes it: a real browser, a real server, a real identity provider."""

import base64
import hmac
import json
import re
import socket
import sqlite3
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SEED = """
import sys
import django
django.setup()
from openiln.accounts import facade as accounts
from openiln.accounts.rules import Role
from openiln.directory import facade as directory
from openiln.directory.rules.kinds import Kind
from openiln.kernel import clock
from openiln.kernel.seat import Operator
now = {"by": Operator(), "at": clock.now()}
place = directory.add_organisation(
    kind=Kind.DISTRICT, name="Birch County Schools", state="NL", year=2025, **now
)
other = directory.add_organisation(
    kind=Kind.DISTRICT, name="Alder County Schools", state="NL", year=2025, **now
)
accounts.seat_demo_person(place, role=Role.SUPERINTENDENT, **now)
for address in sys.argv[1:]:
    accounts.grant_seat(place, role=Role.DISTRICT_LEAD, address=address, **now)
accounts.grant_seat(other, role=Role.MENTOR, address=sys.argv[1], **now)
accounts.grant_seat(other, role=Role.MENTOR, address=sys.argv[2], **now)
print(place)
"""
PEOPLE = ("code", "provider", "unproved", "app", "passkey", "keyboard")
WIDTHS = (390, 1280)


def address(who: str, page: Page) -> str:
    """Someone of this width's own: each test signs in someone for the first time."""
    return f"{who}{page.viewport_size['width']}@northland.example"


@contextmanager
def a_provider(people: dict[str, dict]) -> Iterator[str]:
    """An identity provider that is not ours, while the `with` lasts: what it says of its people."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    at = f"http://localhost:{port}"
    words = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_answers(f"{at}/.well-known/openid-configuration")
        for who, claims in people.items():
            tell(f"{at}/users/{who}", claims)
        yield at
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="session")
def providers() -> Iterator[dict[str, str]]:
    """Two of them. The second says that it has proved an address which is not of its domain."""
    ours, theirs = {}, {}
    for width in WIDTHS:
        for who, is_proved in (("provider", True), ("unproved", False)):
            claims = {"email": f"{who}{width}@northland.example", "email_verified": is_proved}
            ours[f"{who}{width}"] = claims
        theirs[f"pretender{width}"] = {**ours[f"provider{width}"]}
    with a_provider(ours) as state, a_provider(theirs) as birch:
        yield {"state": state, "birch": birch}


def wait_until_it_answers(at: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(at, timeout=5).close()  # noqa: S310 -- our own address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the identity provider stays silent")


def tell(at: str, claims: dict) -> None:
    """Make someone known to the provider."""
    body, kind = json.dumps(claims).encode(), {"Content-Type": "application/json"}
    person = urllib.request.Request(at, data=body, headers=kind, method="PUT")  # noqa: S310 -- our own address
    urllib.request.urlopen(person, timeout=5).close()  # noqa: S310 -- the same


@pytest.fixture(scope="session")
def site(start_site, providers) -> Iterator[dict]:
    """An installation with a district, two dozen invitations, and those providers."""
    named = [
        {
            "id": name,
            "name": f"{name.title()} sign-in",
            "server_url": providers[name],
            "client_id": "openiln",
            "client_secret": "not told to anyone",
            "domains": [domain],
        }
        for name, domain in (("state", "northland.example"), ("birch", "birch.example"))
    ]
    people = [f"{who}{width}@northland.example" for width in WIDTHS for who in PEOPLE]
    people.sort(key=lambda person: not person.startswith("code"))  # these two get a second role

    def seed(env: dict) -> None:
        env = {**env, "DJANGO_SETTINGS_MODULE": "openiln.config.settings"}
        words = [sys.executable, "-c", SEED, *people]
        subprocess.run(words, env=env, check=True, timeout=60)

    with start_site({"ILN_OIDC": json.dumps(named)}, seed) as (at, state):
        yield {"at": at, "state": state}


@pytest.fixture(scope="session")
def base_url(site) -> str:
    return site["at"]


@pytest.fixture
def message_to(site):
    """The text of the last message to someone, as it stands in the database."""

    def read(person: str) -> str:
        database = sqlite3.connect(f"file:{Path(site['state']) / 'db.sqlite3'}?mode=ro", uri=True)
        try:
            found = database.execute(
                'SELECT text FROM mail_message WHERE "to" = ? ORDER BY id DESC LIMIT 1', [person]
            ).fetchone()
        finally:
            database.close()
        return found[0]

    return read


@pytest.fixture
def sign_in_by_code(message_to):
    def sign_in(page: Page, person: str) -> None:
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").first.fill(person)
        page.get_by_role("button", name="Mail me a code").click()
        page.get_by_label("Code").fill(code_in(message_to(person)))
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("banner")).to_contain_text("Birch County Schools")

    return sign_in


def code_in(text: str) -> str:
    return re.search(r"^\s*([A-Z0-9]+-?[A-Z0-9]+)\s*$", text, re.MULTILINE)[1]


def test_from_the_mail_to_signed_in_within_two_minutes(page: Page, check_page, message_to):
    person = address("code", page)
    began = time.monotonic()
    link = re.search(r"https?://\S+/invitations/\w+/", message_to(person))[0]
    page.goto(link)
    check_page()
    page.get_by_role("button", name="Mail me a code").click()
    check_page()
    page.get_by_label("Code").fill("WRONG")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Incorrect code", exact=False).first).to_be_visible()
    check_page()
    page.get_by_label("Code").fill(code_in(message_to(person)))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("banner")).to_contain_text("County Schools")
    assert time.monotonic() - began < 120
    page.goto(link)
    expect(page.get_by_text("already accepted")).to_be_visible()
    check_page()


def test_a_form_of_another_role_is_refused_and_sent_again_with_what_was_typed(
    page: Page, check_page, sign_in_by_code, context
):
    page.goto("/sign-in/")
    check_page()
    page.get_by_role("button", name="Superintendent", exact=True).click()
    page.goto("/account/")
    check_page()
    page.get_by_role("link", name=re.compile("People of Birch")).click()
    check_page()
    page.get_by_role("link", name="Give someone access").click()
    check_page()
    typed = f"new{page.viewport_size['width']}@northland.example"
    page.get_by_label("E-mail address").fill(typed)
    page.get_by_text("Mentor or coach:").click()
    stale = page.locator("input[name=acting_as]").first
    assert len(stale.get_attribute("value") or "") == 12
    stale.evaluate("field => { field.value = 'anotherseat2' }")
    page.get_by_role("button", name="Mail the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing was saved")
    expect(page.get_by_text(typed, exact=True)).to_be_visible()
    check_page()
    page.get_by_role("button", name="Switch back and send it").click()
    expect(page.get_by_text("You do not hold that role any more")).to_be_visible()


def test_two_windows_with_two_roles_do_not_act_in_each_others_name(
    page: Page, check_page, message_to
):
    person = address("code", page)
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").first.fill(person)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code").fill(code_in(message_to(person)))
    page.get_by_role("button", name="Go on").click()
    page.goto("/account/")
    check_page()
    page.get_by_role("link", name="Lay it down").click()
    page.get_by_label("Why it ends").fill("I have moved to another office")
    second = page.context.new_page()
    second.goto("/account/")
    second.get_by_role("button", name=re.compile("^Act as")).click()
    expect(second.get_by_text(re.compile("^You now act as"))).to_be_visible()
    second.close()
    page.get_by_role("button", name="End the access").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing was saved")
    expect(page.get_by_text("I have moved to another office")).to_be_visible()
    check_page()
    page.get_by_role("button", name="Switch back and send it").click()
    expect(page.get_by_text("The access has ended.")).to_be_visible()
    check_page()


def test_an_identity_provider_signs_in_who_has_proved_the_address(page: Page, check_page):
    go_through_the_provider(page, "provider")
    expect(page.get_by_role("banner")).to_contain_text("District lead, Birch County Schools")


def test_an_address_that_the_provider_does_not_vouch_for_stays_outside(page: Page, check_page):
    go_through_the_provider(page, "unproved")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Access is given by invitation")
    check_page()


def test_a_provider_signs_in_nobody_whose_address_is_not_of_its_domains(page: Page, check_page):
    go_through_the_provider(page, "pretender", "Birch sign-in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("cannot sign in this address")
    expect(page.get_by_text("addresses that end in @birch.example")).to_be_visible()
    check_page()
    page.get_by_role("main").get_by_role("link", name="Have a code mailed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def go_through_the_provider(page: Page, who: str, name: str = "State sign-in") -> None:
    # The provider's own page asks another site for its looks, which the test does not go to.
    page.route("https://cdn.jsdelivr.net/**", lambda r: r.fulfill(body="", content_type="text/css"))
    page.goto("/sign-in/")
    page.get_by_role("button", name=name).click()
    page.get_by_placeholder("sub").fill(f"{who}{page.viewport_size['width']}")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(re.compile("^(?!.*oauth2)"))


def app_code(secret: str, at: float) -> str:
    """What an authenticator app shows: RFC 6238 with SHA-1, 30 seconds, 6 digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(at // 30)), "sha1")
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_an_authenticator_app_is_the_second_step(
    page: Page, check_page, sign_in_by_code, message_to
):
    person = address("app", page)
    sign_in_by_code(page, person)
    page.goto("/account/ways/")
    check_page()
    page.get_by_role("link", name="Use an app").click()
    check_page()
    secret = page.locator("#authenticator_secret").inner_text().strip()
    page.get_by_label("Code from the app").fill(app_code(secret, time.time()))
    page.get_by_role("button", name="Use the app").click()
    check_page()
    page.goto("/account/ways/recovery/")
    expect(page).to_have_url(re.compile("/account/ways/again/code/"))
    check_page()
    page.get_by_label("Code").fill(app_code(secret, time.time() + 30))  # the first is spent
    page.get_by_role("button", name="Go on").click()
    check_page()
    saved = page.locator("#recovery_codes").inner_text().split()
    assert len(saved) == 10
    page.goto("/account/sign-out/")
    check_page()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").first.fill(person)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code").fill(code_in(message_to(person)))
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile("/sign-in/second/"))
    check_page()
    page.get_by_label("Code").fill(saved[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("banner")).to_contain_text("Birch County Schools")


def test_a_passkey_signs_in_by_itself(page: Page, check_page, sign_in_by_code):
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    sign_in_by_code(page, address("passkey", page))
    page.goto("/account/ways/passkeys/add/")
    check_page()
    page.get_by_label("What you call it").fill("My telephone")
    page.get_by_text("It signs me in by itself", exact=True).click()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(re.compile("(?<!/add/)$"))
    page.goto("/account/ways/passkeys/")
    expect(page.get_by_text("My telephone").first).to_be_visible()
    check_page()
    page.goto("/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner")).to_contain_text("District lead, Birch County Schools")


def test_the_keyboard_alone_signs_in(page: Page, message_to):
    person = address("keyboard", page)
    page.goto("/sign-in/")
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == "id_code_email":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(person)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Type the code")
    for _ in range(20):
        if page.evaluate("document.activeElement.name") == "code":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(code_in(message_to(person)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_contain_text("Birch County Schools")
