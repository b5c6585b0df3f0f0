"""What can be found. The full text lies beside it: FTS5 on SQLite, a tsvector on PostgreSQL."""

from typing import ClassVar

from django.db import models

from openiln.kernel.records import Keep


class Entry(models.Model):
    """One thing that can be found, under the words it is found by.

    `audience` says who may find it: "public", or what the context agrees with itself, such as
    "network:ms-iln". `title` is as people wrote it; `title_words` and `body_words` are folded (see
    words.py), which is what both databases index.
    """

    keep: ClassVar = Keep.PASSING

    kind = models.CharField(max_length=40)
    public_id = models.CharField(max_length=80)
    audience = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=300)
    title_words = models.TextField()
    body_words = models.TextField()

    class Meta:
        verbose_name_plural = "entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "public_id"], name="entry_once_per_thing"),
        ]

    def __str__(self) -> str:
        return self.title
