"""Networks and the charters that they have had."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from openiln.kernel.models import Concern, Identified


class Network(models.Model):
    """A network exists from the day that its first charter is loaded. All else is its charter."""

    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("charters:commitments", args=[self.slug])


class Charter(Identified):
    """One version of a network's written rules, in force from a date. Never edited."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="charters")
    in_force_on = models.DateField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["network_id", "-in_force_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "in_force_on"], name="charter_one_version_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} in force from {self.in_force_on:%Y-%m-%d}"

    def concern(self) -> Concern:
        return Concern(network_id=self.network.slug)
