"""Gives a stored file to someone who may have it, as an attachment that no browser runs."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from openiln.files import store
from openiln.files.kinds import Kind
from openiln.files.models import StoredFile


def attachment(stored: StoredFile, *, check: Callable[[StoredFile], None]) -> HttpResponse:
    """The answer that carries a file.

    `check` is the context's own permission check, check_can_read(seat, thing) with the seat in
    place; it raises where the file may not be had.

    Raises:
        NotPermitted: from `check`.
        FileLost: the content is missing or altered.
    """
    check(stored)
    answer = HttpResponse(store.read(stored), content_type=Kind(stored.kind).media_type)
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=stored.name
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
