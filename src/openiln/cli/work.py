"""Run the worker: jobs, messages, and news between the parts."""

import argparse
import os
import socket
from threading import Event

from openiln.cli.django_side import start_installation
from openiln.cli.signals import ending_on_signals
from openiln.kernel import clock
from openiln.kernel.seat import Operator

NEWS = "news-"
"""Before the number of a parked delivery, so that it is never taken for a job's id."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--once", action="store_true", help="do all that is due, then end")
    what.add_argument("--parked", action="store_true", help="list what failed too often")
    what.add_argument("--retry", metavar="ID", help="try again what is parked")
    parser.set_defaults(function=work)


def work(args: argparse.Namespace) -> int:
    """Work until told to stop, or do the one thing that was asked."""
    start_installation()
    if args.parked:
        return _list_parked()
    if args.retry:
        return _retry(args.retry)
    from django.conf import settings  # noqa: PLC0415 -- needs Django started

    from openiln.backup.running import running  # noqa: PLC0415 -- the same
    from openiln.jobs.worker import Worker  # noqa: PLC0415 -- the same

    worker = Worker(f"{socket.gethostname()}-{os.getpid()}"[:64], clock.now)
    with running(settings.ENVIRONMENT.state):
        if args.once:
            print(f"Done: {worker.drain()}.")
            return 0
        stop = Event()
        with ending_on_signals(stop):
            worker.run(stop)
    return 0


def _list_parked() -> int:
    """Print parked jobs by their id and parked news as NEWS-number."""
    from openiln.jobs import queue  # noqa: PLC0415 -- needs Django started
    from openiln.kernel import outbox  # noqa: PLC0415 -- the same

    lines = []
    for job in queue.parked():
        when = f"{job.parked_at:%Y-%m-%d %H:%M}"
        lines.append(
            f"{job.id}  {job.task}  {job.failure} after {job.attempts} attempts, {when} UTC"
        )
    for news in outbox.parked():
        what = f"{news.handler}  {news.failure.rstrip('.')} after {news.attempts} attempts"
        lines.append(f"{NEWS}{news.pk}  {what}, news {news.event} UTC")
    print("\n".join(lines) or "Nothing is parked.")
    return 0


def _retry(parked_id: str) -> int:
    from openiln.jobs import queue  # noqa: PLC0415 -- needs Django started
    from openiln.kernel import outbox  # noqa: PLC0415 -- the same

    number = parked_id.removeprefix(NEWS)
    if parked_id.startswith(NEWS) and number.isdecimal():
        outbox.retry(int(number), by=Operator(), at=clock.now())
    else:
        queue.retry(parked_id, by=Operator(), at=clock.now())
    print("Queued again.")
    return 0
