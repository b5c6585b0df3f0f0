"""What other contexts may know of a network's news: values, never models."""

from dataclasses import dataclass
from datetime import datetime

from openiln.kernel.seat import Seat
from openiln.news import queries
from openiln.news.permissions import may_announce
from openiln.news.rules import is_public

__all__ = ["AnnouncementFact", "follower_count", "is_public", "latest"]


@dataclass(frozen=True)
class AnnouncementFact:
    """An announcement that stands. One that is not public is for members alone."""

    id: str
    network_id: str
    title: str
    text: str
    is_public: bool
    appeared_at: datetime
    url: str


def latest(network_id: str, seat: Seat, at: datetime, limit: int) -> list[AnnouncementFact]:
    """A network's newest announcements that the seat can read at a moment. Public ones are public.

    Nothing for a network that is not there.
    """
    return [
        AnnouncementFact(
            id=found.public_id,
            network_id=found.network_id,
            title=found.title,
            text=found.text,
            is_public=found.is_public,
            appeared_at=found.appears_at,
            url=found.get_absolute_url(),
        )
        for found in queries.published(network_id, seat, at)[:limit]
        if found.appears_at is not None
    ]


def follower_count(network_id: str, seat: Seat) -> int:
    """How many addresses follow a network, for its staff; 0 to a stranger."""
    return queries.followers(network_id).count() if may_announce(seat, network_id) else 0
