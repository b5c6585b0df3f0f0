"""Mail as a Django app: hears from the mail provider what came of a message."""

from anymail.signals import tracking
from django.apps import AppConfig

from openiln.kernel import records


class MailConfig(AppConfig):
    """Django's name for mail."""

    name = "openiln.mail"
    label = "mail"

    def ready(self) -> None:
        """Listen to the provider's webhook; have the deployment checks look at mail."""
        from openiln.mail import bounces, checks, forgetting  # noqa: F401, PLC0415 -- models exist only now

        records.register("messages", forgetting.messages_to, forgetting.forget_messages_to)

        tracking.connect(bounces.hear, dispatch_uid="openiln-mail-bounces")
