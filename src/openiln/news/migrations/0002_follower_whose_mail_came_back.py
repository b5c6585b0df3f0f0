"""A follower to whom mail came back is mailed no more, and is counted until it is forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0001_announcements_and_followers")]

    operations = [
        migrations.AddField(
            model_name="follower",
            name="came_back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("came_back_at__isnull", True),
                    ("confirmed_at__isnull", True),
                    _connector="OR",
                ),
                name="follower_whose_mail_came_back_is_unconfirmed",
            ),
        ),
    ]
