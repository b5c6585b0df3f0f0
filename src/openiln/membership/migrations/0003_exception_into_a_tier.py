"""An exception opens the way into one kind of membership, and says which."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def name_tier(apps: Any, _: Any) -> None:  # noqa: ANN401 -- Django's own words
    """What was excepted so far was excepted into the tier that the membership names."""
    memberships = apps.get_model("membership", "Membership")
    memberships.objects.exclude(exception="").update(exception_tier=F("tier"))


class Migration(migrations.Migration):
    dependencies = [("membership", "0002_member_by_a_source")]

    operations = [
        migrations.AddField(
            "membership", "exception_tier", models.CharField(blank=True, max_length=60)
        ),
        migrations.RunPython(name_tier, migrations.RunPython.noop),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=Q(exception="", exception_tier="")
                | (~Q(exception="") & ~Q(exception_tier="")),
                name="membership_exception_is_into_a_tier",
            ),
        ),
    ]
