"""A visitor's first five minutes."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_visitor_finds_what_a_network_is_and_promises(page: Page, check_page):
    page.goto("/")
    check_page()
    page.get_by_role("link", name="Mississippi Innovation Lab Network").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mississippi Innovation Lab Network")
    check_page()
    page.get_by_role("link", name="All that MDE promises").click()
    expect(page.get_by_role("heading", name="What MDE promises")).to_be_in_viewport()
    check_page()


def test_a_visitor_finds_a_member_by_the_map_with_the_keyboard(page: Page, check_page):
    page.goto("/ms-iln/members/")
    check_page()
    mark = page.locator("svg").get_by_role("link", name="Corinth School District")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Corinth School District")
    expect(page.get_by_text("On record: the release of 14 March 2018.").first).to_be_visible()
    check_page()


def test_a_visitor_narrows_the_list(page: Page, check_page):
    page.goto("/ms-iln/members/")
    page.get_by_text("Status", exact=True).first.click()
    page.get_by_role("link", name="District of Innovation").first.click()
    expect(page.get_by_text("6 districts")).to_be_visible()
    check_page()


def test_a_list_is_short_on_a_telephone_and_begins_with_its_search(page: Page):
    page.goto("/northland-iln/members/")
    rows = page.locator("tbody tr").all()
    assert len(rows) >= 20
    heights = [row.bounding_box()["height"] for row in rows]
    assert sum(heights) / len(rows) <= 3500 / 24
    search, narrow = page.get_by_role("search"), page.get_by_text("Narrow by")
    assert search.bounding_box()["y"] < narrow.bounding_box()["y"]


def test_the_footer_stands_at_the_bottom_of_a_short_page(page: Page):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 2400})
        page.goto("/northland-iln/nothing-here/")
        foot, main = page.locator("footer").bounding_box(), page.locator("main").bounding_box()
        assert abs(foot["y"] + foot["height"] - 2400) < 2
        assert main["width"] >= min(width, 1152)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_column_by_which_a_list_is_sorted_has_an_arrow(page: Page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/northland-iln/members/")
    sort = "getComputedStyle(document.querySelector('th[aria-sort] a'), '::after').content"
    assert "\u2191" in page.evaluate(sort)
    page.locator("th[aria-sort] a").click()
    expect(page.locator("th[aria-sort='descending']")).to_be_visible()
    assert "\u2193" in page.evaluate(sort)


def test_a_visitor_finds_the_nearest_exemplar(page: Page, check_page):
    page.goto("/ms-iln/exemplars/")
    check_page()
    page.get_by_label("Nearest to").fill("oxford")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("status")).to_contain_text("The nearest to Oxford School District")
    expect(page.locator("main h3").first).to_have_text("Grenada School District")
    check_page()
    page.get_by_label("Nearest to").fill("county")
    page.get_by_label("Nearest to").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Which one is it?")
    check_page()


@pytest.mark.parametrize(
    "address",
    [
        *("/kyiln/", "/kyiln/members/", "/kyiln/commitments/", "/ccsso-iln/"),
        *("/ccsso-iln/members/", "/northland-iln/", "/northland-iln/members/"),
        *("/northland-iln/exemplars/", "/northland-iln/exemplars/?near=atlantis"),
        "/northland-iln/members/?locale=nowhere",
    ],
)
def test_every_public_page_is_for_everyone(page: Page, check_page, address):
    page.goto(address)
    check_page()


def test_the_commitments_print_without_the_navigation(page: Page):
    page.goto("/ms-iln/commitments/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_role("heading", name="What MDE promises")).to_be_visible()


def test_an_address_that_is_not_there_leads_back(page: Page, check_page):
    answer = page.goto("/no-such-network/commitments/")
    assert answer is not None
    assert answer.status == 404
    check_page()
    page.get_by_role("link", name="Go to the first page").click()
    expect(page.get_by_role("link", name="Visit it").first).to_be_visible()
