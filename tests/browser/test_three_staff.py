"""A district of three staff joins: real mail, a telephone, and nothing is asked for twice.

Mail goes by SMTP from the worker to a mail server of the test, is read there, and its links are
opened. What a person does is counted: presses, and fields that they fill in.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from keyboard import press, type_into
from mail_server import Mailbox, open_mailbox

pytestmark = pytest.mark.browser

ILN = Path(sys.executable).parent / "iln"
CODE = r"^([A-Z0-9]{3,4}-[A-Z0-9]{3,4})$"
INVITATION = r"(http://\S+/invitations/\w+/)"
LINK = r"(http://\S+/sign/\S+)"
SEED = """
import sys
sys.path.insert(0, sys.argv[1])
import django
django.setup()
import networks
from openiln.accounts import facade as accounts
from openiln.accounts.rules import Role
from openiln.charters import facade as charters
from openiln.directory import facade as directory
from openiln.directory.rules.kinds import Kind
from openiln.kernel import clock
from openiln.kernel.seat import Operator
from openiln.membership import facade as membership
now = {"by": Operator(), "at": clock.now()}


def organisation(kind, name):
    return directory.add_organisation(kind=kind, name=name, state="NL", year=2025, **now)


text = networks.northland_text().replace('{ rating = ["A", "B"], of_year = "latest-final" }',
                                         '{ open_to = "Any district." }')
charters.load_charter(text, **now)
agency = organisation(Kind.AGENCY, "Northland Department of Education")
membership.name_steward("northland-iln", organisation_id=agency, **now)
for width in sys.argv[2:]:
    for how in ("phone", "keys"):
        place = organisation(Kind.DISTRICT, f"Small {how} {width}")
        address = f"{how}{width}@northland.example"
        accounts.grant_seat(place, role=Role.SUPERINTENDENT, address=address, **now)
    address = f"staff{width}@northland.example"
    accounts.grant_seat(agency, role=Role.STEWARD_STAFF, address=address, **now)
"""


@dataclass
class Person:
    """Someone at a telephone, with what they did so far."""

    page: Page
    presses: int = 0
    typed: dict[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def press(self, name: str) -> None:
        """Tap a button or a link."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()
        self.presses += 1

    def fill(self, label: str, text: str) -> None:
        """Type into a field that is empty, and that was not asked for before."""
        wanted = self.page.get_by_label(label).first
        assert wanted.input_value() == "", f"{label} is known already"
        assert label not in self.typed, f"{label} is asked for twice"
        wanted.fill(text)
        self.typed[label] = text

    def told(self, what: str) -> str:
        """What it took, in a line."""
        seconds = time.monotonic() - self.began
        fields = ", ".join(self.typed)
        return f"{what}: {seconds:.1f} s, {self.presses} presses, fields: {fields}"


@pytest.fixture(scope="session")
def site(start_site) -> Iterator[dict]:
    """An installation with a worker and a mail server; what it mails can be read."""
    given: dict[str, str] = {}

    def seed(env: dict[str, str]) -> None:
        given.update(env)
        env = {**env, "DJANGO_SETTINGS_MODULE": "openiln.config.settings"}
        words = [sys.executable, "-c", SEED, str(Path(__file__).resolve().parents[1])]
        subprocess.run([*words, "390", "1280"], env=env, check=True, timeout=120)

    with (
        open_mailbox() as mailbox,
        start_site({"ILN_MAIL": mailbox.address, "ILN_DEMO": "0"}, seed) as (at, _),
    ):
        worker = subprocess.Popen([ILN, "work"], env=given)
        try:
            yield {"at": at, "mailbox": mailbox}
        finally:
            worker.terminate()
            worker.wait(timeout=20)


@pytest.fixture(scope="session")
def base_url(site) -> str:
    return site["at"]


@pytest.fixture
def mailbox(site) -> Mailbox:
    return site["mailbox"]


def sign_in_by_invitation(page: Page, mailbox: Mailbox, address: str) -> Person:
    link = mailbox.find(address, INVITATION)
    someone = Person(page)
    page.goto(link)
    someone.press("Mail me a code")
    someone.fill("Code", mailbox.find(address, CODE))
    someone.press("Go on")
    expect(page.get_by_role("banner")).to_contain_text("Superintendent, Small phone")
    return someone


def test_three_people_join_by_telephone_and_nothing_is_asked_for_twice(
    page: Page, mailbox: Mailbox, capsys
):
    width = page.viewport_size["width"]
    head = sign_in_by_invitation(page, mailbox, f"phone{width}@northland.example")
    said = [head.told("from the invitation's mail to signed in")]
    signed_in = time.monotonic() - head.began
    page.goto("/northland-iln/join/")
    head.press("Ask to join")
    head.press("Sign as Superintendent")
    head.fill("Your name", "Avery Field")
    head.fill("Your title", "Superintendent")
    head.press("Sign")
    head.press("Sign as Local school board")
    expect(page.get_by_label("Your name")).to_have_value("Avery Field")
    expect(page.get_by_label("Your title")).to_have_value("Superintendent")
    head.press("Sign")
    here = page.url
    page.get_by_role("link", name="Mail a link to sign as Teachers").click()
    head.presses += 1
    head.fill("E-mail address", f"tess{width}@northland.example")
    head.press("Mail the link")
    said.append(head.told("and to signed in two roles, with a link mailed to the third person"))
    cookies = page.context.cookies()

    link = mailbox.find(f"tess{width}@northland.example", LINK)
    page.context.clear_cookies()
    teacher = Person(page)
    page.goto(link)
    teacher.fill("Your name", "Tess Teacher")
    teacher.fill("Your title", "Teacher")
    teacher.press("Sign")
    expect(page.get_by_role("heading", name="Signed. Thank you")).to_be_visible()
    said.append(teacher.told("from the link's mail to signed"))
    assert "Tess Teacher" in mailbox.find(f"tess{width}@northland.example", r"(.*has signed.*)")

    assert here in mailbox.find(f"phone{width}@northland.example", r"(http://\S+/memberships/\S+)")
    page.context.add_cookies(cookies)
    page.goto(here)
    head.press("Send in the letter")
    head.press("Send it in")
    expect(page.get_by_text("Waiting for NDE, since today")).to_be_visible()
    said.append(head.told("the superintendent, to sent in"))
    with capsys.disabled():
        sys.stdout.write("\n  ".join([f"\n{width} px", *said, ""]))
    assert signed_in < 120
    assert time.monotonic() - teacher.began < 120
    if folder := os.environ.get("ILN_PICTURES"):
        page.screenshot(path=f"{folder}/three-staff-{width}.png", full_page=True)


def sign_in_by_keys(page: Page, mailbox: Mailbox, address: str) -> None:
    page.goto(mailbox.find(address, INVITATION))
    press(page, button="Mail me a code")
    expect(page.get_by_role("heading", name="Type the code from your mail")).to_be_visible()
    type_into(page, {"Code": mailbox.find(address, CODE)})
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Type the code from your mail")).to_have_count(0)


def test_the_keyboard_alone_signs_in_signs_sends_in_and_approves(page: Page, mailbox: Mailbox):
    width = page.viewport_size["width"]
    sign_in_by_keys(page, mailbox, f"keys{width}@northland.example")
    page.goto("/northland-iln/join/")
    press(page, button="Ask to join")
    for number, signatory in enumerate(("Superintendent", "Teachers", "Local school board")):
        press(page, link=f"Sign as {signatory}")
        if number == 0:
            type_into(page, {"Your name": "Avery Field", "Your title": "Superintendent"})
        press(page, button="Sign")
        expect(page.get_by_text(f"Signed as: {signatory}.")).to_be_visible()
    press(page, link="Send in the letter")
    press(page, button="Send it in")
    expect(page.get_by_text("Sent in. Your receipt is below.")).to_be_visible()
    page.context.clear_cookies()
    sign_in_by_keys(page, mailbox, f"staff{width}@northland.example")
    page.goto("/northland-iln/queue/")
    press(page, link=f"Small keys {width}")
    press(page, link="Approve")
    press(page, button="Approve")
    expect(page.get_by_text("Member from")).to_be_visible()
