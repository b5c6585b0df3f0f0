"""How often something may be tried: sign-in, mailed links, check-in codes, request forms.

A count lies in the database, so that all the workers of a server share it, and is raised by one
statement, so that two tries at once are two. (Django's database cache reads and then writes: of
two at once it loses one, and it throws counts away when it is full.) Spans lie side by side, so
that at the seam of two up to twice the limit may pass.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from openiln.kernel.errors import Refusal
from openiln.kernel.models import RateCount

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RAISE = """
INSERT INTO kernel_ratecount (key, began_at, ends_at, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (key, began_at, ends_at) DO UPDATE SET count = kernel_ratecount.count + 1
RETURNING count
"""


class TooOften(Refusal):
    """It was tried too often; the sentence says when to try again."""

    def __init__(self, sentence: str, again_at: datetime) -> None:
        super().__init__(sentence)
        self.again_at = again_at


@transaction.atomic(durable=True)
def _raise_count(key: str, began_at: datetime, ends_at: datetime) -> int:
    """Count one more; durable, so that a failed action around it cannot undo the count."""
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [key, adapt(began_at), adapt(ends_at)])
        (count,) = cursor.fetchone()
    return int(count)


def check_rate(key: str, *, limit: int, per: timedelta, at: datetime) -> None:
    """Count a try, and refuse it when the span has had its limit.

    Called at the edge, before any transaction. `key` says what is tried and by whom
    ("sign-in avery@northland.example"); only its hash is stored.

    Raises:
        TooOften: this is one try too many.
        RuntimeError: there is a transaction already.
    """
    began_at, ends_at = _span(per, at)
    if _raise_count(_hashed(key), began_at, ends_at) > limit:
        raise _too_often(ends_at, at)


def check_left(key: str, *, limit: int, per: timedelta, at: datetime) -> None:
    """Refuse what has had its limit in the present span, and count nothing.

    Raises:
        TooOften: the next try would be one too many.
    """
    began_at, ends_at = _span(per, at)
    found = RateCount.objects.filter(key=_hashed(key), began_at=began_at, ends_at=ends_at).first()
    if found is not None and found.count >= limit:
        raise _too_often(ends_at, at)


def _span(per: timedelta, at: datetime) -> tuple[datetime, datetime]:
    began_at = at - (at - _EPOCH) % per
    return began_at, began_at + per


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _too_often(ends_at: datetime, at: datetime) -> TooOften:
    minutes = max(1, -(-int((ends_at - at).total_seconds()) // 60))
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    return TooOften(f"That was tried too often. Wait {wait}, then try again.", ends_at)


def forget_ended(at: datetime) -> int:
    """Delete the counts of spans that are over; returns how many."""
    return RateCount.objects.filter(ends_at__lte=at).delete()[0]
