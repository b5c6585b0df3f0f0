"""A mail server that keeps what it is given: mail is really sent to it, by SMTP."""

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy


class _Talk(socketserver.StreamRequestHandler):
    """One client of RFC 5321, as far as a mailing program goes."""

    server: "Mailbox"

    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"DATA":
                self._say("354 go on")
                self.server.keep(self._body())
            self._say("250 mailbox" if verb == b"EHLO" else "250 ok")

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Mailbox(socketserver.ThreadingTCPServer):
    """Everything that was mailed, the last last."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.messages = []

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def keep(self, content: bytes) -> None:
        self.messages.append(message_from_bytes(content, policy=policy.default))

    def find(self, to: str, pattern: str, seconds: float = 30) -> str:
        """What the pattern's group finds in the last mail to someone; waits until one comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in reversed(self.messages):
                text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
                found = re.search(pattern, text, re.MULTILINE)
                if message["To"] == to and found:
                    self.messages.remove(message)
                    return found[1]
            mail_is_coming = 0.05
            time.sleep(mail_is_coming)
        raise AssertionError(f"no mail to {to} has {pattern}")


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A mailbox that takes mail while the `with` lasts."""
    with Mailbox() as mailbox:
        taking = threading.Thread(target=mailbox.serve_forever, daemon=True)
        taking.start()
        try:
            yield mailbox
        finally:
            mailbox.shutdown()
            taking.join(timeout=10)
