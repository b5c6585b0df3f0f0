"""Membership as a Django app."""

from importlib import import_module

from django.apps import AppConfig

from openiln.kernel import records


class MembershipConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.membership"
    label = "membership"

    def import_models(self) -> None:
        """Find the models in their modules: the package itself re-exports nothing."""
        super().import_models()
        for module in ("membership", "letter", "decision", "listing"):
            import_module(f"{self.name}.models.{module}")

    def ready(self) -> None:
        """Tell accounts whom an agency's staff may give access to, and what is kept of people."""
        import_module("openiln.membership.facade")
        erasing = import_module("openiln.membership.actions.erasing")
        people = import_module("openiln.membership.queries.people")
        records.register("memberships", people.records_of, erasing.erase_in_memberships)
