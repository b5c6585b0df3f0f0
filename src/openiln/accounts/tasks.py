"""What happens after access was given: the invitation goes out."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from openiln.accounts import queries
from openiln.kernel.outbox import Payload, handles


@handles("accounts.invited")
def mail_invitation(payload: Payload, at: datetime) -> None:  # noqa: ARG001 -- the outbox passes it
    """Mail the invitation, unless it was accepted or ended meanwhile."""
    seat = queries.invitation(payload["seat"])
    if seat is None or seat.claimed_at or not seat.is_open:
        return
    link = settings.ENVIRONMENT.site_url + reverse("accounts:invitation", args=[seat.public_id])
    page = {"seat": seat, "by": payload["by"], "address": link}
    subject = render_to_string("accounts/email/invitation_subject.txt", page).strip()
    text = render_to_string("accounts/email/invitation_message.txt", page)
    send_mail(subject, text, None, [seat.granted_to])
