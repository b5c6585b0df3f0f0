"""A declared list of messages, for tests of lists, and an address that shows it."""

from django.urls import path

import make
from openiln.mail.models import Message, State
from openiln.shell.audience import public
from openiln.tables import web
from openiln.tables.declared import Column, DeclaredList, Facet, Kind

MESSAGES = DeclaredList(
    name="messages",
    caption="Messages",
    columns=(
        Column("to", "To", "to"),
        Column("state", "State", "state", words={"sent": "On its way"}),
        Column("attempts", "Attempts", "attempts", Kind.NUMBER),
        Column("sent", "Sent on", "sent_at", Kind.DATE, may_be_empty=True),
        Column("subject", "Subject", "subject", is_sortable=False),
    ),
    sort="to",
    facets=(
        Facet("state", "State", "state", words={"sent": "On its way", "queued": "Waiting"}),
        Facet("template", "About", "template"),
        Facet("when", "When", "sent_at", empty="Not yet"),
    ),
    url=lambda public_id: f"/messages/{public_id}/",
    url_fields=("public_id",),
    page_size=3,
)


def one(number, state=State.QUEUED, template="letter", **fields):
    """A message to `<number>@northland.example`."""
    sent_at = make.NOW if state in {State.SENT, State.BOUNCED} else None
    return Message.objects.create(
        key=str(number),
        to=f"{number}@northland.example",
        template=template,
        state=state,
        sent_at=sent_at,
        queued_at=make.NOW,
        **fields,
    )


def seven():
    """Four letters (one sent) and three calls (two sent, one bounced)."""
    one(1, attempts=1200)
    one(2, State.SENT, attempts=3)
    one(3, subject="<b>bold</b>")
    one(4)
    one(5, State.SENT, "call")
    one(6, State.SENT, "call")
    one(7, State.BOUNCED, "call")


@public
def messages(request):
    """The list as a page or a file."""
    return web.answer(request, MESSAGES, Message.objects.all(), template="trial/list.html")


urlpatterns = [path("messages/", messages)]
