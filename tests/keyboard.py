"""Goes through pages by the keyboard alone: no mouse, no touch."""

import re

from playwright.sync_api import Locator, Page, expect

FARTHEST = 120
"""How often one presses the tabulator key before one gives up."""


def press(page: Page, *, link: str = "", button: str = "") -> None:
    """Walk to it with the tabulator key and press Enter."""
    begins = re.compile(f"^{re.escape(link or button)}")
    wanted = page.get_by_role("link" if link else "button", name=begins).first
    expect(wanted).to_be_visible()
    _walk_to(page, wanted, link or button)
    page.keyboard.press("Enter")


def type_into(page: Page, words: dict[str, str]) -> None:
    """Type into the fields, walking from one to the next with the tabulator key."""
    for label, text in words.items():
        _walk_to(page, page.get_by_label(label).first, label)
        page.keyboard.type(text)


def _walk_to(page: Page, wanted: Locator, name: str) -> None:
    for _ in range(FARTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")
