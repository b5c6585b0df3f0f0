"""The Atom feed (RFC 4287) of a network's public news."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaks_filter, urlize
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.feedgenerator import Atom1Feed

from openiln.charters.facade import Charter
from openiln.kernel.seat import Visitor
from openiln.news import queries
from openiln.news.models import Announcement
from openiln.news.web.reading import ON_A_PAGE, charter_of
from openiln.shell.audience import public
from openiln.shell.middleware import received_at


class DatedFeed(Atom1Feed):
    """A feed that says when it last changed also while it has no entry."""

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        changed: datetime = max([*dates, self.feed["first_date"]])
        return changed


@public
def atom(request: HttpRequest, network_id: str) -> HttpResponse:
    """The newest public announcements, whoever asks. Unchanged, it is not sent again."""
    charter = charter_of(request, network_id)
    newest = queries.published(network_id, Visitor(), received_at(request))
    found = newest.prefetch_related("corrections")[:ON_A_PAGE]
    feed = feed_of(charter, list(found))
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    set_response_etag(response)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(answer, HttpResponse)  # noqa: S101 -- it is given one; mypy cannot know
    return answer


def feed_of(charter: Charter, announcements: list[Announcement]) -> Atom1Feed:
    """A feed of some announcements, the newest first."""
    site = settings.ENVIRONMENT.site_url
    network = charter.network
    feed = DatedFeed(
        title=f"News of the {network.name}",
        link=site + reverse("news:news", args=[network.id]),
        description="",
        feed_url=site + reverse("news:feed", args=[network.id]),
        language="en",
        author_name=network.steward,
        first_date=datetime.combine(network.in_force_on, time.min, UTC),
    )
    for found in announcements:
        corrected = [correction.at for correction in found.corrections.all()]
        feed.add_item(
            title=found.title,
            link=site + found.get_absolute_url(),
            unique_id=site + found.get_absolute_url(),
            description=linebreaks_filter(urlize(found.text)),
            pubdate=found.appears_at,
            updateddate=max(filter(None, [found.appears_at, *corrected])),
        )
    return feed
