"""A real server on a seeded database of its own, and a real browser in two widths.

The product runs as people run it: `iln upgrade`, `iln demo load`, `iln serve`, in processes of
their own. Nothing of Django is imported here.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

WIDTHS = {"phone": 390, "desk": 1280}
ILN = Path(sys.executable).parent / "iln"
BROWSER_WORDS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": BROWSER_WORDS,
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Return when the server answers; fail when it has ended or stays silent."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 -- our own address
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server stays silent"
            server_is_coming = 0.1
            time.sleep(server_is_coming)
        else:
            return


@pytest.fixture(scope="session")
def start_site(tmp_path_factory) -> Callable[..., AbstractContextManager[tuple[str, Path]]]:
    """Serve an installation of its own: its address and its state folder, while the `with` lasts.

    `more` is environment beside the usual; `seed` is called with the whole of it once the database
    is there.
    """

    @contextmanager
    def start(
        more: dict[str, str], seed: Callable[[dict[str, str]], None]
    ) -> Iterator[tuple[str, Path]]:
        state = tmp_path_factory.mktemp("state")
        port = free_port()
        address = f"http://localhost:{port}"
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("ILN_", "DJANGO_"))}
        env = {
            **ours,
            "ILN_STATE": str(state),
            "ILN_SECRET_KEY": secrets.token_urlsafe(50),
            "ILN_DEMO": "1",
            "ILN_SITE_URL": address,
            **more,
        }
        subprocess.run([ILN, "upgrade"], env=env, check=True, timeout=300)
        seed(env)
        server = subprocess.Popen([ILN, "serve", "--port", str(port)], env=env)
        try:
            wait_for(address, server)
            yield address, state
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)

    return start


@pytest.fixture(scope="session")
def base_url(start_site) -> Iterator[str]:
    """The address of the seeded demonstration. The name is pytest-playwright's."""

    def load(env: dict[str, str]) -> None:
        subprocess.run([ILN, "demo", "load"], env=env, check=True, timeout=300)

    with start_site({}, load) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args, base_url):
    """The playwright plugin keeps the first module's address for all; each module has its own."""
    return {**browser_context_args, "base_url": base_url}


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS.keys())
def page(page: Page, request) -> Iterator[Page]:
    """A page in each of the two widths, on which the browser complains of nothing."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_status_of_page = message.location["url"] == page.url and "status of" in message.text
        if message.type in {"error", "warning"} and not is_status_of_page:
            complaints.append(message.text)

    page.set_viewport_size({"width": request.param, "height": 900})
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.fixture
def check_page(page: Page):
    """Judge the page as it stands: axe finds nothing, and nothing is cut off sideways."""

    def check() -> None:
        page.wait_for_load_state()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0, "the page scrolls sideways"

    return check
