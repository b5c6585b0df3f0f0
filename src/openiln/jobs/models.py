"""How far the clock has got with each job that runs by the hour or by the day."""

from typing import ClassVar

from django.db import models

from openiln.kernel.records import Keep


class ScheduledRun(models.Model):
    """The last period for which a declared job was queued."""

    keep: ClassVar = Keep.PASSING

    task = models.CharField(max_length=200, unique=True)
    period_began_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["task"]

    def __str__(self) -> str:
        return f"{self.task} for {self.period_began_at:%Y-%m-%d %H:%M}"
