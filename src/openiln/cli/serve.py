"""Serve the site."""

import argparse
import os
import socket
import subprocess
import sys
from threading import Event, Thread

from openiln.cli.django_side import start_installation
from openiln.cli.signals import ending_on_signals
from openiln.kernel.errors import Refusal

ENDING = 30
"""Seconds that a program is given to end; gunicorn gives a request in hand as long."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.add_argument("--port", type=int, default=8000, help="8000 where nothing is said")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument(
        "--with-worker", action="store_true", help="run a worker too, for a small site or a trial"
    )
    parser.set_defaults(function=serve)


def serve(args: argparse.Namespace) -> int:
    """Serve with as many processes as a small machine has cores, until told to stop."""
    start_installation()
    from django.conf import settings  # noqa: PLC0415 -- needs Django started

    from openiln.backup.running import running  # noqa: PLC0415 -- the same

    check_free(args.host, args.port)
    server = [
        sys.executable,
        "-m",
        "gunicorn",
        "openiln.config.wsgi",
        f"--bind={args.host}:{args.port}",
        "--workers=2",
        "--threads=4",
        "--no-control-socket",
    ]
    with running(settings.ENVIRONMENT.state) as lock:
        print(f"OpenILN is at http://localhost:{args.port} (Ctrl-C ends it)", flush=True)
        if args.with_worker:
            worker = [sys.executable, "-m", "openiln.cli.main", "work"]
            return run_together([server, worker], lock)
        os.set_inheritable(lock, True)
        return os.execv(sys.executable, server)  # noqa: S606 -- our own words, no shell


def check_free(host: str, port: int) -> None:
    """Refuse an address at which something answers already, or at which nothing can.

    Raises:
        Refusal: we could not listen there.
    """
    try:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except (OSError, OverflowError) as error:
        raise Refusal(
            f"Port {port} of {host} cannot be used: something else may have it. "
            "Choose another: --port 8001."
        ) from error


def run_together(programs: list[list[str]], *inherited: int) -> int:
    """Run programs until we are told to stop or one of them ends; then end them all.

    They inherit the descriptors named.

    Each is in a session of its own, so that Ctrl-C reaches them through us, once. Returns 0 when
    we were told to stop, else 1: a site without its worker is not whole.
    """
    over = Event()
    with ending_on_signals(over) as told:
        started = [
            subprocess.Popen(words, start_new_session=True, pass_fds=inherited)
            for words in programs
        ]
        for program in started:
            Thread(target=_watch, args=(program, over), daemon=True).start()
        over.wait()
        for program in started:
            program.terminate()
        for program in started:
            _see_end(program)
    return 0 if told else 1


def _watch(program: "subprocess.Popen[bytes]", over: Event) -> None:
    program.wait()
    over.set()


def _see_end(program: "subprocess.Popen[bytes]") -> None:
    """Wait for a program, and kill it when it will not end."""
    try:
        program.wait(ENDING)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
