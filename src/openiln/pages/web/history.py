"""History: what was done, by whom and when, in plain words."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from openiln.charters.facade import Charter
from openiln.kernel import history as record
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Seat
from openiln.membership import facade as membership
from openiln.pages.queries.told import names_in, seats_called, told
from openiln.pages.web.forms import HistoryAsked
from openiln.pages.web.inside import local_day, network_of_ours
from openiln.shell.audience import SeatedRequest, seated
from openiln.tables import writing
from openiln.tables.declared import Value
from openiln.tables.pager import asked_page, pager_of

PAGE = 100
FOR_STAFF_ALONE = {
    *("mail.message", "jobs.job", "kernel.delivery"),
    *("directory.organisation", "directory.spelling", "directory.importrun"),
}
"""Kinds of record about the running of the site: no district's people look for them."""


@seated
def history(request: SeatedRequest, network_id: str) -> HttpResponseBase:
    """The network's history for those who run it; their own organisation's for everyone else."""
    network = network_of_ours(request, network_id)
    seat = request.seat
    runs_it = network_id in membership.networks_run_by(seat)
    served = membership.served_in(network_id, seat)
    kinds = kinds_in(network.charter)
    asked_for = {k: v for k, v in kinds.items() if runs_it or k not in FOR_STAFF_ALONE}
    form = HistoryAsked(request.GET, organisations=served, kinds=asked_for)
    form.is_valid()
    zone = ZoneInfo(network.charter.network.time_zone)
    asked = form.cleaned_data
    called = seats_called(asked.get("who", ""), [*served, seat.organisation_id], seat)
    own = _own(network_id, seat, list(served), runs_it=runs_it)
    rows = _narrowed(own, asked, called, zone)
    if request.GET.get("format") == "csv":
        return _csv(_lines(rows, kinds, zone), network_id)
    kept = {k: str(v) for k, v in request.GET.items() if k in form.fields and v}
    total = rows.count()
    pager = pager_of(
        total, PAGE, asked_page(request.GET), lambda n: "?" + urlencode(kept | {"page": n})
    )
    day, here = local_day(request, network), list(rows[pager.rows])
    page = {
        "charter": network.charter,
        "runs_it": runs_it,
        "form": form,
        "lines": told(here, names_in(network_id, here, day, seat), zone),
        "total": total,
        "pager": pager,
        "csv": "?" + urlencode(kept | {"format": "csv"}),
        "is_narrowed": bool(kept),
        "ranges": list(_ranges(day, kept)),
    }
    return render(request, "pages/history.html", page)


def _own(network_id: str, seat: Seat, served: list[str], *, runs_it: bool) -> QuerySet[AuditRecord]:
    if runs_it:
        return record.of_network(network_id, run_by=seat.organisation_id, serving=served)
    return record.of_organisation(seat.organisation_id, network_id)


def _ranges(today: date, kept: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Spans of days that are asked for often, each with its address; other words are kept."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    spans = {
        "Last 7 days": (today - timedelta(days=6), today),
        "This month": (month, today),
        "Last month": (before.replace(day=1), before),
    }
    for label, (since, until) in spans.items():
        yield label, "?" + urlencode({**kept, "since": since, "until": until})


def kinds_in(charter: Charter) -> dict[str, str]:
    """What each kind of record is about, in the network's words."""
    words = charter.words
    return {
        "membership.membership": "Joining, deciding, leaving",
        "membership.letter": capfirst(words.letter.many),
        "membership.signature": "Signatures",
        "membership.signinglink": "Mailed links to sign",
        "membership.ballot": "Votes",
        "membership.reaffirmation": "Re-affirmations",
        "membership.answer": "Answers to what was asked",
        "membership.participant": capfirst(words.participant.many),
        "membership.helddesignation": capfirst(words.designation.many),
        "membership.steward": "Who runs the network",
        "accounts.seat": "Access",
        "accounts.person": "Names and erasures",
        "charters.charter": capfirst(words.rules),
        "news.announcement": "Announcements",
        "news.follower": "Following by mail",
        "mail.message": "Mail that did not arrive",
        "jobs.job": "Jobs that stopped",
        "kernel.delivery": "News between the parts that stopped",
        "directory.organisation": "Directory: organizations",
        "directory.spelling": "Directory: names",
        "directory.importrun": "Directory: imports",
    }


def _narrowed(
    rows: QuerySet[AuditRecord], asked: dict[str, Any], called: list[str], zone: ZoneInfo
) -> QuerySet[AuditRecord]:
    """The rows that were asked for; days begin and end where the network is."""
    if about := asked.get("organisation"):
        rows = rows.filter(Q(of_organisation_id=about) | Q(organisation_id=about))
    if kind := asked.get("kind"):
        rows = rows.filter(about_kind=kind)
    if who := asked.get("who"):
        rows = rows.filter(Q(by_label__icontains=who) | Q(by_id__in=called))
    if since := asked.get("since"):
        rows = rows.filter(at__gte=datetime.combine(since, time(), zone))
    if until := asked.get("until"):
        rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return rows


def _csv(rows: Iterator[list[Value]], network_id: str) -> StreamingHttpResponse:
    lines = writing.csv_lines(["at", "by", "what", "sentence"], rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="history-{network_id}.csv"'
    return response


def _lines(
    rows: QuerySet[AuditRecord], kinds: Mapping[str, str], zone: ZoneInfo
) -> Iterator[list[Value]]:
    for row in rows.iterator(chunk_size=2000):
        when = f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}"
        yield [when, row.by_label, kinds[row.about_kind], row.sentence]
