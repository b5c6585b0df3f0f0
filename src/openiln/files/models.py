"""What is known of each stored file. Its content lies in the state folder, by its sha256."""

from typing import ClassVar

from django.db import models

from openiln.files.kinds import Kind
from openiln.kernel.models import Identified


class StoredFile(Identified):
    """One file that someone gave. Two with the same content share one place on the disk.

    Whoever stores a file points to this row with a foreign key that protects it, and decides who
    may read it (see serving.attachment).
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    name = models.CharField(max_length=200)
    stored_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-stored_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="stored_file_is_named_by_a_sha256",
            ),
        ]

    def __str__(self) -> str:
        return self.name
