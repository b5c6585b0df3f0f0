"""Mail that did not arrive, and what stopped: what to do about each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from openiln.jobs import queue
from openiln.kernel import outbox
from openiln.kernel.errors import Refusal
from openiln.membership import facade as membership
from openiln.pages import actions
from openiln.pages.queries.waiting import lost_mail
from openiln.pages.rules import ASK, Explained, what_stopped, why_it_stopped, why_no_mail
from openiln.pages.web.inside import network_we_run
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at


@dataclass(frozen=True)
class Stopped:
    """A job, or news between the parts, that waits for a person.

    `field` is what its form calls its id: "job" or "news". `detail` is for whoever runs the server.
    """

    field: str
    id: str
    told: Explained
    why: str
    detail: str
    attempts: int
    since: datetime | None


@seated
def troubles(request: SeatedRequest, network_id: str) -> HttpResponse:
    """What did not arrive or stopped, for those who run the network."""
    network = network_we_run(request, network_id)
    page = {
        "charter": network.charter,
        "network_id": network_id,
        "lost": [
            (message, name, why_no_mail(message.failure))
            for message, name in lost_mail(network_id, request.seat)
        ],
        "stopped": list(_stopped()),
        "ask": ASK,
        "may_mend": membership.decides_in(network_id, request.seat),
    }
    return render(request, "pages/troubles.html", page)


def _stopped() -> Iterator[Stopped]:
    for job in queue.parked():
        yield Stopped(
            field="job",
            id=job.id,
            told=what_stopped(job.task),
            why=why_it_stopped(job.failure),
            detail=f"{job.task}: {job.failure}",
            attempts=job.attempts,
            since=job.parked_at,
        )
    for each in outbox.parked():
        yield Stopped(
            field="news",
            id=str(each.pk),
            told=what_stopped(each.handler),
            why=why_it_stopped(each.failure),
            detail=f"{each.handler}, {each.event.name}: {each.failure}",
            attempts=each.attempts,
            since=each.event.at,
        )


@seated
def send_again(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Send a message to the same address once more."""
    wanted = request.POST.get("message", "")
    return _mend(
        request, network_id, actions.send_message_again, "It is sent again.", message_id=wanted
    )


@seated
def set_aside(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Take a message off the list."""
    wanted = request.POST.get("message", "")
    return _mend(
        request, network_id, actions.set_message_aside, "It is set aside.", message_id=wanted
    )


@seated
def run_again(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Run a stopped job again."""
    wanted = request.POST.get("job", "")
    return _mend(request, network_id, actions.retry_job, "It runs again.", job_id=wanted)


@seated
def deliver_again(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Deliver stopped news again."""
    number = request.POST.get("news", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    return _mend(
        request, network_id, actions.retry_news, "It is started again.", delivery_id=wanted
    )


def _mend(
    request: SeatedRequest,
    network_id: str,
    act: Callable[..., None],
    done: str,
    **words: object,
) -> HttpResponse:
    """Do one thing about one trouble, and come back to the list."""
    network_we_run(request, network_id)
    if request.method == "POST":
        try:
            act(network_id, **words, by=request.seat, at=received_at(request))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, done)
    return redirect("pages:troubles", network_id)
