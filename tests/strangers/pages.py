"""How a stranger would call what the pages that show several contexts do."""

import make
from openiln.kernel import outbox
from openiln.mail.models import State
from openiln.pages import actions
from tenancy import REFUSED, Call, meets

PAGES = "openiln.pages.actions"


def _lost() -> dict[str, object]:
    lost = make.lost_invitation(State.BOUNCED)
    return {"message_id": lost.public_id, "at": make.NOW}


@meets(REFUSED, f"{PAGES}.send_message_again")
def send_message_again() -> Call:
    network_id, words = make.northland(), _lost()
    return lambda by: actions.send_message_again(network_id, **words, by=by)


@meets(REFUSED, f"{PAGES}.set_message_aside")
def set_message_aside() -> Call:
    network_id, words = make.northland(), _lost()
    return lambda by: actions.set_message_aside(network_id, **words, by=by)


@meets(REFUSED, f"{PAGES}.retry_job")
def retry_job() -> Call:
    network_id, job = make.northland(), make.parked_job()
    return lambda by: actions.retry_job(network_id, job_id=job, by=by, at=make.NOW)


@meets(REFUSED, f"{PAGES}.retry_news")
def retry_news() -> Call:
    network_id, news = make.northland(), make.parked_delivery()
    assert outbox.parked()
    return lambda by: actions.retry_news(network_id, delivery_id=news.pk, by=by, at=make.NOW)
