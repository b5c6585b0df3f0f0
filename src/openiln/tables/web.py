"""Answers a request for a declared list: a page, or all of its rows as a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from openiln.tables import asked as asking
from openiln.tables import writing
from openiln.tables.declared import DeclaredList, Value
from openiln.tables.page import answered, page_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(
    request: HttpRequest,
    declared: DeclaredList,
    rows: QuerySet[Any],
    *,
    template: str,
    context: dict[str, Any] | None = None,
    beside: Callable[[QuerySet[Any], int], dict[str, Any]] | None = None,
) -> HttpResponseBase:
    """The list as its address asks for it. `rows` are what the seat may see.

    The template includes `tables/list.html`, which shows `list`. `beside` gives more context for
    a page, such as a map, from all rows that were asked for and their number.
    """
    kind = request.GET.get("format", "")
    if kind in {"csv", "xlsx", "json"}:
        return _download(declared, rows, request, kind)
    page = page_of(declared, rows, request.GET)
    more = beside(page.asked_for, page.total) if beside else {}
    return render(request, template, {**(context or {}), **more, "list": page})


def _download(
    declared: DeclaredList, rows: QuerySet[Model], request: HttpRequest, kind: str
) -> HttpResponseBase:
    names = [column.name for column in declared.columns]
    response: HttpResponseBase
    if kind == "csv":
        lines = writing.csv_lines(names, _in_words(declared, _all_rows(declared, rows, request)))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    elif kind == "json":
        pieces = writing.json_pieces(names, _all_rows(declared, rows, request))
        response = StreamingHttpResponse(pieces, content_type="application/json")
    else:
        book = writing.xlsx(names, _in_words(declared, _all_rows(declared, rows, request)))
        response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{declared.name}.{kind}"'
    return response


def _all_rows(
    declared: DeclaredList, rows: QuerySet[Model], request: HttpRequest
) -> Iterator[Sequence[Value]]:
    asked = asking.read(declared, request.GET)
    _, wanted = answered(declared, rows, asked)
    fields = [column.field for column in declared.columns]
    yield from wanted.values_list(*fields).iterator(chunk_size=2000)


def _in_words(declared: DeclaredList, rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """The rows as people read them: each code that has a word by its word."""
    spoken = {place: c.words for place, c in enumerate(declared.columns) if c.words}
    for row in rows:
        yield [
            spoken[place].get(str(value), value) if place in spoken else value
            for place, value in enumerate(row)
        ]
