import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_visitor_finds_what_a_network_promises(page: Page, check_page):
    page.goto("/")
    check_page()
    page.get_by_role("link", name="Visit it").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check_page()


def test_an_address_that_is_not_there_leads_back(page: Page, check_page):
    answer = page.goto("/no-such-network/commitments/")
    assert answer is not None
    assert answer.status == 404
    check_page()
    page.get_by_role("link", name="Go to the first page").click()
    expect(page.get_by_role("link", name="Visit it").first).to_be_visible()
