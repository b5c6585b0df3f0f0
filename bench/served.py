"""A demonstration of its own, served for as long as a program needs it."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ILN = Path(sys.executable).parent / "iln"


@contextmanager
def demonstration(folder: str) -> Iterator[str]:
    """Serve a demonstration of its own; gives its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    address = f"http://localhost:{port}"
    env = os.environ | {
        "ILN_STATE": folder,
        "ILN_DEMO": "1",
        "ILN_SITE_URL": address,
        "ILN_SECRET_KEY": secrets.token_urlsafe(50),
    }
    for words in (("upgrade",), ("demo", "load")):
        subprocess.run([ILN, *words], env=env, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([ILN, "serve", "--port", str(port)], env=env)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
