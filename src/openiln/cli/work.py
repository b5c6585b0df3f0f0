"""Run the worker: jobs, messages, and news between the parts."""

import argparse
import os
import socket
from threading import Event

from openiln.cli.django_side import say_refusal, start_installation
from openiln.cli.signals import ending_on_signals
from openiln.kernel import clock
from openiln.kernel.errors import Refusal


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--once", action="store_true", help="do all that is due, then end")
    what.add_argument("--parked", action="store_true", help="list the jobs that failed too often")
    what.add_argument("--retry", metavar="JOB", help="queue a parked job again")
    parser.set_defaults(function=work)


def work(args: argparse.Namespace) -> int:
    """Work until told to stop, or do the one thing that was asked."""
    start_installation()
    if args.parked:
        return _list_parked()
    if args.retry:
        return _retry(args.retry)
    from openiln.jobs.worker import Worker  # noqa: PLC0415 -- needs Django started

    worker = Worker(f"{socket.gethostname()}-{os.getpid()}"[:64], clock.now)
    if args.once:
        print(f"Done: {worker.drain()}.")
        return 0
    stop = Event()
    with ending_on_signals(stop):
        worker.run(stop)
    return 0


def _list_parked() -> int:
    from openiln.jobs import queue  # noqa: PLC0415 -- needs Django started

    jobs = queue.parked()
    for job in jobs:
        when = f"{job.parked_at:%Y-%m-%d %H:%M}"
        print(f"{job.id}  {job.task}  {job.failure} after {job.attempts} attempts, {when} UTC")
    if not jobs:
        print("No job is parked.")
    return 0


def _retry(job_id: str) -> int:
    from openiln.jobs import queue  # noqa: PLC0415 -- needs Django started

    try:
        queue.retry(job_id, at=clock.now())
    except Refusal as refusal:
        return say_refusal(refusal)
    print("Queued again.")
    return 0
