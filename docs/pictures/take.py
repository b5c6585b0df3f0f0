"""Takes the pictures that the README shows: ./dev pictures.

Each is a page of a fresh demonstration as its people see it, so that anyone can take them again.
Needs Debian's chromium, or what CHROMIUM names.
"""

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from served import demonstration

HERE = Path(__file__).resolve().parent
WIDTHS = {"desk": (1280, 800), "phone": (390, 780)}
PICTURES = (  # name, width, who looks, address
    ("home", "desk", "", "/northland-iln/"),
    ("members", "desk", "", "/ms-iln/members/"),
    ("my-work", "phone", "Superintendent of a district that is joining", "/northland-iln/work/"),
    ("waiting", "desk", "Network staff", "/northland-iln/queue/"),
)


def take(browser: Browser, site: str, name: str, width: str, who: str, address: str) -> None:
    """One picture of one page, as a browser of this width shows its first screen."""
    wide, high = WIDTHS[width]
    page = browser.new_page(viewport={"width": wide, "height": high})
    if who:
        page.goto(f"{site}/sign-in/")
        page.get_by_role("button", name=who, exact=True).first.click()
    page.goto(site + address, wait_until="networkidle")
    page.screenshot(path=HERE / f"{name}.png")
    page.close()


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(folder) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for name, width, who, address in PICTURES:
            take(browser, site, name, width, who, address)
            print(f"docs/pictures/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
