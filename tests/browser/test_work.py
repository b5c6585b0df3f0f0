"""The pages of a district's people and of the staff, in a real browser on the demonstration."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NET = "/northland-iln"
OF_DISTRICT = ("work", "contacts", "history")
OF_STAFF = ("queue", "troubles", "history", "settings", "contacts", "joining")


@pytest.fixture
def enter(page: Page):
    """Sign in as one of the demonstration's people, by what its button says."""

    def sign_in(label: str) -> None:
        page.context.clear_cookies()
        page.goto("/sign-in/")
        page.get_by_role("button", name=label, exact=True).first.click()

    return sign_in


def test_a_superintendent_lands_on_the_next_step(page: Page, enter, check_page):
    enter("Superintendent of a district that is joining")
    expect(page.get_by_role("heading", level=1)).to_contain_text("My work")
    expect(page.get_by_text("Your next step")).to_be_visible()
    check_page()
    button = page.locator(".iln-block--next .usa-button")
    assert button.bounding_box()["y"] < 900, "the button is on the first screen"
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_member_finds_its_pages(page: Page, enter, check_page):
    enter("Superintendent of a member")
    for place in OF_DISTRICT:
        page.goto(f"{NET}/{place}/")
        check_page()
    page.goto(f"{NET}/contacts/?name=birch")
    expect(page.get_by_role("status")).to_contain_text("fit “birch”")
    check_page()


def test_the_staff_find_all_that_waits(page: Page, enter, check_page):
    enter("Network staff")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Waiting")
    for place in OF_STAFF:
        page.goto(f"{NET}/{place}/")
        check_page()
    page.goto(f"{NET}/queue/")
    page.get_by_role("link", name="For NDE to decide or do").first.click()
    check_page()
    page.locator(".iln-work__title").first.click()
    expect(page.get_by_text("Waiting for NDE").first).to_be_visible()
    page.goto(f"{NET}/history/?since=never")
    expect(page.get_by_text("“never” is not a day that we can read.")).to_be_visible()
    check_page()


def test_someone_with_two_roles_switches_in_two_clicks(page: Page, enter, check_page):
    enter("Someone with two roles")
    page.locator(".iln-masthead__who").click()
    check_page()
    page.locator(".iln-who").get_by_role("button", name="Act as").first.click()
    expect(page.get_by_text("You now act as")).to_be_visible()
    check_page()
    page.locator(".iln-masthead__who").click()
    page.locator(".iln-who").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_states_point_of_contact_finds_its_first_five_minutes(page: Page, enter, check_page):
    enter("State point of contact")
    expect(page.get_by_role("heading", level=1)).to_contain_text("My work")
    expect(page.get_by_text("Your next step")).to_be_visible()
    expect(page.get_by_text("Signed", exact=True)).to_be_visible()
    check_page()
    page.get_by_role("link", name="Read the letter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Northland")
    check_page()
    for place in ("commitments", "members", "contacts", "history", "news"):
        page.goto(f"/invented-states/{place}/")
        check_page()
    page.goto("/invented-states/")
    expect(page.get_by_text("are invented, to try the system")).to_be_visible()
    check_page()
    page.goto("/invented-states/members/")
    page.get_by_role("link", name="Eastmark Department of Education").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eastmark")
    check_page()
    page.goto(f"{NET}/queue/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Waiting")


def test_the_staff_find_news_and_troubles_to_tend(page: Page, enter, check_page):
    enter("Network staff")
    page.goto(f"{NET}/troubles/")
    expect(page.get_by_text("Came back")).to_be_visible()
    expect(page.get_by_text("Stopped", exact=True)).to_have_count(2)
    check_page()
    page.goto(f"{NET}/news/")
    expect(page.get_by_role("heading", name="Not yet published (2)")).to_be_visible()
    expect(page.get_by_text("1 address follows this network by mail.")).to_be_visible()
    check_page()
    page.get_by_role("link", name="The spring meeting").click()
    expect(page.get_by_text("It said “Birch County is the host”")).to_be_visible()
    check_page()
