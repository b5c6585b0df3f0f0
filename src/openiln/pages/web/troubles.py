"""Mail that did not arrive, and what stopped: what to do about each."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from openiln.jobs import queue
from openiln.kernel import outbox
from openiln.kernel.errors import Refusal
from openiln.membership import facade as membership
from openiln.pages import actions
from openiln.pages.queries.waiting import lost_mail
from openiln.pages.web.inside import network_we_run
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at


@seated
def troubles(request: SeatedRequest, network_id: str) -> HttpResponse:
    """What did not arrive or stopped, for those who run the network."""
    network = network_we_run(request, network_id)
    names = membership.served_in(network_id, request.seat)
    lost = lost_mail(network_id, request.seat)
    page = {
        "charter": network.charter,
        "network_id": network_id,
        "lost": [(message, names.get(message.organisation_id, "")) for message in lost],
        "jobs": [(job, _plain(job.task)) for job in queue.parked()],
        "news": [(each, _plain(each.handler)) for each in outbox.parked()],
        "may_mend": membership.decides_in(network_id, request.seat),
    }
    return render(request, "pages/troubles.html", page)


def _plain(path: str) -> str:
    """The last word of a dotted name, as words: "openiln.mail.tasks.send_message", send message."""
    return path.rpartition(".")[2].replace("_", " ").capitalize()


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
        request, network_id, actions.retry_news, "It is delivered again.", delivery_id=wanted
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
