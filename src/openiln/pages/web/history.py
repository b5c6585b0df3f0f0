"""History: what was done, by whom and when, in plain words."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from openiln.kernel import history as record
from openiln.kernel.models import AuditRecord
from openiln.membership import facade as membership
from openiln.pages.web.forms import HistoryAsked
from openiln.pages.web.inside import network_of_ours
from openiln.shell.audience import SeatedRequest, seated
from openiln.tables import writing
from openiln.tables.declared import Value

PAGE = 50
KINDS = {
    "membership.membership": "Joining, deciding, leaving",
    "membership.letter": "Letters",
    "membership.signature": "Signatures",
    "membership.signinglink": "Mailed links",
    "membership.ballot": "Votes",
    "membership.reaffirmation": "Re-affirmations",
    "membership.participant": "Rosters",
    "membership.helddesignation": "Status",
    "accounts.seat": "Access",
    "charters.charter": "Rules of the network",
    "mail.message": "Mail",
}


@seated
def history(request: SeatedRequest, network_id: str) -> HttpResponseBase:
    """The network's history for those who run it; their own organisation's for everyone else."""
    network = network_of_ours(request, network_id)
    seat = request.seat
    runs_it = network_id in membership.networks_run_by(seat)
    served = membership.served_in(network_id, seat)
    rows = (
        record.of_network(network_id, run_by=seat.organisation_id, serving=list(served))
        if runs_it
        else record.of_organisation(seat.organisation_id, network_id)
    )
    form = HistoryAsked(request.GET, organisations=served, kinds=KINDS)
    form.is_valid()
    zone = ZoneInfo(network.charter.network.time_zone)
    rows = _narrowed(rows, form.cleaned_data, zone)
    if request.GET.get("format") == "csv":
        return _csv(rows, network_id, zone)
    paged = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    kept = {k: v for k, v in request.GET.items() if k in form.fields and v}
    page = {
        "charter": network.charter,
        "runs_it": runs_it,
        "form": form,
        "rows": paged,
        "kept": urlencode(kept),
        "is_narrowed": bool(kept),
    }
    return render(request, "pages/history.html", page)


def _narrowed(
    rows: QuerySet[AuditRecord], asked: dict[str, Any], zone: ZoneInfo
) -> QuerySet[AuditRecord]:
    """The rows that were asked for; days begin and end where the network is."""
    if about := asked.get("organisation"):
        rows = rows.filter(Q(of_organisation_id=about) | Q(organisation_id=about))
    if kind := asked.get("kind"):
        rows = rows.filter(about_kind=kind)
    if who := asked.get("who"):
        rows = rows.filter(by_label__icontains=who)
    if since := asked.get("since"):
        rows = rows.filter(at__gte=datetime.combine(since, time(), zone))
    if until := asked.get("until"):
        rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return rows


def _csv(rows: QuerySet[AuditRecord], network_id: str, zone: ZoneInfo) -> StreamingHttpResponse:
    lines = writing.csv_lines(["at", "by", "what", "sentence"], _lines(rows, zone))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="history-{network_id}.csv"'
    return response


def _lines(rows: QuerySet[AuditRecord], zone: ZoneInfo) -> Iterator[list[Value]]:
    for row in rows.iterator(chunk_size=2000):
        when = f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}"
        yield [when, row.by_label, KINDS.get(row.about_kind, "Other"), row.sentence]
