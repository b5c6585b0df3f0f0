"""What a visit of the demonstration weighs, as a browser counts it: all files, compressed.

Budget (design.md, section 4): 200 KB for a first visit, 25 KB for each later page. A KB is 1,000
bytes here, which is the stricter reading. A first visit is a browser that has seen nothing; later
pages are opened one after the other, as a person would, in a browser that keeps what it was given.
Needs Debian's chromium, or what CHROMIUM names.
"""

import os
import sys
import tempfile
from collections.abc import Iterator

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from served import demonstration

FIRST_KB, LATER_KB = 200.0, 25.0
WIDTH, HEIGHT = 390, 844
PUBLIC = (
    *("/ms-iln/", "/ms-iln/members/", "/ms-iln/exemplars/", "/ms-iln/commitments/"),
    *("/northland-iln/", "/northland-iln/members/", "/northland-iln/news/", "/ccsso-iln/members/"),
    *("/kyiln/commitments/", "/northland-iln/exemplars/?near=ash", "/sign-in/"),
)
INSIDE = {
    "Superintendent of a member": ("work", "contacts", "history", "news"),
    "Network staff": ("queue", "troubles", "history", "settings", "members", "joining"),
}


class Scale:
    """Counts what a page's browser receives, in bytes as they came over the wire."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bytes = 0
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def weigh(self, address: str) -> float:
        """Open a page; what came, in KB."""
        self.bytes = 0
        self.page.goto(address, wait_until="networkidle")
        return self.bytes / 1000


def visit(browser: Browser, site: str, first: str) -> tuple[Scale, float]:
    """A first visit at a page."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    scale = Scale(page)
    return scale, scale.weigh(site + first)


def weigh_all(browser: Browser, site: str) -> Iterator[tuple[str, float, float]]:
    """Each visit's name, weight and budget, in KB."""
    for address in PUBLIC:
        scale, weight = visit(browser, site, address)
        yield f"first visit, {address}", weight, FIRST_KB
        scale.page.context.close()
    scale, _ = visit(browser, site, "/")
    for address in PUBLIC:
        yield f"later, {address}", scale.weigh(site + address), LATER_KB
    for person, places in INSIDE.items():
        scale.page.context.clear_cookies()
        scale.page.goto(site + "/sign-in/")
        scale.page.get_by_role("button", name=person, exact=True).first.click()
        scale.page.wait_for_load_state("networkidle")
        for place in places:
            address = f"/northland-iln/{place}/"
            yield f"later, {person}, {address}", scale.weigh(site + address), LATER_KB


def main() -> int:
    is_kept = True
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(folder) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for name, weight, budget in weigh_all(browser, site):
            verdict = "kept" if weight <= budget else "NOT kept"
            is_kept = is_kept and weight <= budget
            print(f"{name}: {weight:.1f} KB, budget {budget:.0f} KB: {verdict}", flush=True)
        browser.close()
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
