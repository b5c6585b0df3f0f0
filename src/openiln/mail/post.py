"""Write a message from a template and queue it. One template makes the text and the page.

A template is a text file, `<context>/mail/<name>.txt`: its first line is the subject. The HTML is
the same text with paragraphs and links, so that the two never say different things.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.template import loader
from django.template.context import make_context

from openiln.jobs import queue
from openiln.kernel.models import Concern
from openiln.mail.models import Message
from openiln.mail.tasks import send_message

NOBODYS = Concern()


@transaction.atomic
def queue_message(
    *,
    to: str,
    template: str,
    context: dict[str, Any],
    key: str,
    at: datetime,
    headers: dict[str, str] | None = None,
    about: str = "",
    concern: Concern = NOBODYS,
) -> Message:
    """Queue one message in the caller's transaction; what has this key already is returned as is.

    `headers` go with it beside our own. `about` is a public id by which `forget_messages` finds it.
    `concern` is whose affair it is of: they see it if it does not arrive.

    Raises:
        TemplateDoesNotExist: there is no `<template>.txt`.
        ValueError: the template's first line or the rest of it is empty.
    """
    standing = Message.objects.filter(key=key).first()
    if standing is not None:
        return standing
    subject, text, html = render(template, context)
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "template": template,
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "queued_at": at,
            "headers": headers or {},
            "about": about,
            "network_id": concern.network_id,
            "organisation_id": concern.organisation_id,
        },
    )
    if is_new:
        queue.enqueue(send_message, at=at, message_id=message.public_id)
    return message


def forget_messages(about: str) -> int:
    """Delete every message on someone's account, sent or not; returns how many.

    What is still queued is not sent any more.

    Raises:
        ValueError: `about` is empty, which would be everyone else's mail.
    """
    if not about:
        raise ValueError("Messages are forgotten on someone's account: say whose.")
    return Message.objects.filter(about=about).delete()[0]


def render(template: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """The subject (one line), the text and the HTML of a message."""
    engine_template = loader.get_template(f"{template}.txt")
    plain = make_context(context, autoescape=False)
    with plain.bind_template(engine_template.template):  # type: ignore[attr-defined]  # Django's own engine
        written = engine_template.template.render(plain)  # type: ignore[attr-defined]  # the same
    subject, _, text = written.strip().partition("\n")
    subject, text = " ".join(subject.split())[:200], text.strip() + "\n"
    if not subject or not text.strip():
        raise ValueError(f"{template}.txt needs a subject in its first line and a text below it.")
    html = loader.render_to_string("mail/message.html", {"subject": subject, "text": text})
    return subject, text, html
