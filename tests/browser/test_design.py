"""The page of components: every part, in every state, for everyone, and on paper."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("shown", ["rows", "narrowed", "not-found", "none"])
def test_every_component_is_for_everyone(page: Page, check_page, shown):
    page.goto(f"/design/?list={shown}")
    expect(page.get_by_role("heading", name="Charts", exact=True)).to_be_visible()
    check_page()


@pytest.mark.parametrize("status", [404, 403, 400, 500])
def test_every_error_page_is_for_everyone(page: Page, check_page, status):
    answer = page.goto(f"/design/?error={status}")
    assert answer is not None
    assert answer.status == status
    check_page()


def test_what_is_only_of_use_on_a_screen_stays_off_the_paper(page: Page):
    page.goto("/design/")
    page.emulate_media(media="print")
    for hidden in (
        page.get_by_role("navigation").first,
        page.get_by_role("navigation", name="Narrow this list"),
        page.get_by_role("button", name="Find"),
    ):
        expect(hidden).to_be_hidden()
    expect(page.get_by_role("table", name="Example districts")).to_be_visible()
    expect(page.get_by_text("Superintendent, Birch County, 3 November 2026")).to_be_visible()


def test_a_mark_of_a_map_is_ringed_only_when_the_keyboard_is_on_it(page: Page):
    page.goto("/design/")
    mark = page.locator("a.iln-map__mark").first
    ring = mark.locator(".iln-map__hit")
    transparent, white, dark = "rgba(0, 0, 0, 0)", "rgb(255, 255, 255)", "rgb(22, 46, 81)"
    expect(ring).to_have_css("fill", transparent)
    expect(ring).to_have_css("stroke", "none")
    mark.focus()
    expect(ring).to_have_css("fill", white)
    expect(ring).to_have_css("stroke", dark)
    expect(page.locator("a.iln-map__mark").nth(1).locator(".iln-map__hit")).to_have_css(
        "fill", transparent
    )
