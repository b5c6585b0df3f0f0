"""Serve the site."""

import argparse
import os
import sys


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.set_defaults(function=serve)


def serve(args: argparse.Namespace) -> int:
    """Become the web server, with as many workers as a small machine has cores."""
    words = [
        sys.executable,
        "-m",
        "gunicorn",
        "openiln.config.wsgi",
        f"--bind={args.host}:{args.port}",
        "--workers=2",
        "--threads=4",
        "--no-control-socket",
    ]
    print(f"OpenILN is at http://localhost:{args.port} (Ctrl-C ends it)", flush=True)
    os.execv(sys.executable, words)  # noqa: S606 -- our own words, no shell
