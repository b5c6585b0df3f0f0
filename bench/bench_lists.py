"""A page of a network's members, and a search in it, against Datasette on the same rows.

Budget (design.md, section 4): a list page with three facets, 5,000 rows, processor time of a
request, anonymous and signed in, at most 1/6 of Datasette's; of 100,000 rows at most twice ours of
5,000; a search where nearly all rows match at most 1/6 of Datasette's, at 5,000 and at 100,000.

Both answer in this process, by their own test clients, with nothing cached: each request has a
filter and an order by lot, the same for both, and every facet is counted. Datasette is given the
table that the page is read from and runs as it comes, but for its limits of time: it shows 25 rows,
every column and the same three facets, suggests more, and searches by FTS5. Beside it is printed
what it takes in its leanest: with the page's own columns, and let off its suggestions.
The rows are invented; the page is the product's own, on the demonstration's network Northland.
"""

import asyncio
import logging
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from ratio import Ratio, compare

if TYPE_CHECKING:
    from django.test import Client

ILN = Path(sys.executable).parent / "iln"
NETWORK = "northland-iln"
SIZES = (5_000, 100_000)
REQUESTS = 20
AT_MOST, GROWTH = 1 / 6, 2.0
FACETS = {"locale": "1234", "since": "23456", "status": ("", "district-of-innovation")}
FIELDS = {"locale": "locale", "since": "member_since", "status": "designation"}
Get: TypeAlias = Callable[[list[tuple[str, str]]], str]
SHOWN = (
    "id, name, nces_id, locale, enrolment, designation, member_since, member_on, organisation_id"
)
WORDS = ("district", "northland", "district northland", "north")


def fill(total: int) -> None:
    """Bring Northland to a number of members, all in the product's own tables."""
    from openiln.directory.models import Organisation  # noqa: PLC0415 -- needs Django started
    from openiln.kernel import clock  # noqa: PLC0415
    from openiln.membership.actions.listing import put_in_cells  # noqa: PLC0415
    from openiln.membership.models.listing import Listing  # noqa: PLC0415
    from openiln.membership.models.membership import Membership  # noqa: PLC0415

    lot = random.Random(total)  # noqa: S311 -- no secret
    there = Listing.objects.filter(network_id=NETWORK, state="member").count()
    tier = Membership.objects.filter(network_id=NETWORK, state="member")[0].tier
    now = clock.now()
    today = now.date()
    organisations = Organisation.objects.bulk_create(
        Organisation(
            kind="district", state="NL", name=f"District {n} of Northland", as_of_year=today.year
        )
        for n in range(there, total)
    )
    days = [
        today.replace(year=today.year - lot.randrange(5), month=1, day=2) for _ in organisations
    ]
    memberships = Membership.objects.bulk_create(
        Membership(
            network_id=NETWORK,
            organisation=organisation,
            tier=tier,
            state="member",
            state_since=now,
            began_at=now,
            route="invented",
            member_on=day,
        )
        for organisation, day in zip(organisations, days, strict=True)
    )
    lines = [
        Listing(
            membership=membership,
            network_id=NETWORK,
            state="member",
            tier=tier,
            organisation_id=membership.organisation.public_id,
            name=membership.organisation.name,
            state_code="NL",
            locale=lot.choice(FACETS["locale"]),
            size=lot.choice("123"),
            enrolment=lot.randrange(100, 30_000),
            designation=lot.choice(FACETS["status"]),
            member_on=day,
            member_since=day.year,
        )
        for membership, day in zip(memberships, days, strict=True)
    ]
    put_in_cells(lines)
    Listing.objects.bulk_create(lines)


def peer(source: Path, file: Path, *, is_lean: bool) -> Get:
    """Datasette on a copy of the rows that the page shows, indexed by each facet and by words."""
    from datasette.app import Datasette  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow

    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as db:
        db.execute("ATTACH ? AS ours", [str(source)])
        db.execute(
            f"CREATE TABLE members AS SELECT {SHOWN if is_lean else '*'} "
            "FROM ours.membership_listing WHERE network_id = ? AND state = 'member'",
            [NETWORK],
        )
        for field in ("id", "name", *FIELDS.values()):
            db.execute(f"CREATE INDEX by_{field} ON members ({field})")
        db.execute("CREATE VIRTUAL TABLE found USING fts5(name, content='members')")
        db.execute("INSERT INTO found (rowid, name) SELECT rowid, name FROM members")
        db.commit()
    settings = {
        "default_page_size": 25,
        "suggest_facets": not is_lean,
        "facet_time_limit_ms": 60_000,
        "sql_time_limit_ms": 60_000,
    }
    metadata = {"databases": {file.stem: {"tables": {"members": {"fts_table": "found"}}}}}
    app = Datasette([str(file)], settings=settings, metadata=metadata, cors=False)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(app.invoke_startup())
    facets = [("_facet", field) for field in FIELDS.values()]

    def get(query: list[tuple[str, str]]) -> str:
        address = f"/{file.stem}/members?{urlencode([*facets, *query])}"
        answer = loop.run_until_complete(app.client.get(address))
        assert answer.status_code == 200, answer.text[:500]
        return str(answer.text)

    return get


def by_lot(number: int) -> list[dict[str, Any]]:
    """Questions: a filter in half of them, and an order."""
    lot = random.Random(number)  # noqa: S311
    questions = []
    for _ in range(REQUESTS):
        facet = lot.choice([*FACETS, "", "", ""])
        choice = lot.choice(list(FACETS[facet])) if facet else ""
        if facet == "since":
            choice = str(time.gmtime().tm_year - lot.randrange(5))
        is_down = lot.choice((False, True))
        questions.append({"facet": facet, "choice": choice, "down": is_down})
    return questions


def ours_asked(question: dict[str, Any], words: str) -> list[tuple[str, str]]:
    pairs = [("q", words)] if words else []
    pairs += [(question["facet"], question["choice"])] if question["facet"] else []
    return [*pairs, ("sort", "-name")] if question["down"] else pairs


def theirs_asked(question: dict[str, Any], words: str) -> list[tuple[str, str]]:
    pairs = [("_search", words)] if words else []
    pairs += [(FIELDS[question["facet"]], question["choice"])] if question["facet"] else []
    return [*pairs, ("_sort_desc" if question["down"] else "_sort", "name")]


def asker(
    client: "Client", questions: list[dict[str, Any]], words: tuple[str, ...]
) -> Callable[[], Any]:
    def ask() -> None:
        for place, question in enumerate(questions):
            word = words[place % len(words)] if words else ""
            address = f"/{NETWORK}/members/?{urlencode(ours_asked(question, word))}"
            answer = client.get(address, headers={"host": "localhost"})
            assert answer.status_code == 200, answer.content[:500]

    return ask


def peer_asker(
    get: Get, questions: list[dict[str, Any]], words: tuple[str, ...]
) -> Callable[[], Any]:
    def ask() -> None:
        for place, question in enumerate(questions):
            get(theirs_asked(question, words[place % len(words)] if words else ""))

    return ask


def seconds(function: Callable[[], object]) -> float:
    """The least of three runs after one to warm up, in processor time."""
    function()
    times = []
    for _ in range(3):
        before = time.process_time()
        function()
        times.append(time.process_time() - before)
    return min(times)


def measure(folder: Path) -> list[Ratio]:
    """Every row of the budget."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from openiln.accounts.models import Person, Seat  # noqa: PLC0415

    anonymous, signed_in = Client(), Client()
    seats = Seat.objects.filter(role="superintendent", ended_at=None)
    signed_in.force_login(Person.objects.filter(seats__in=seats)[0])
    assert (
        b"My work" in signed_in.get(f"/{NETWORK}/members/", headers={"host": "localhost"}).content
    )
    ratios = []
    alone: dict[tuple[str, int], float] = {}
    for size in SIZES:
        fill(size)
        source, file = Path(settings.DATABASES["default"]["NAME"]), folder / f"rows_{size}.db"
        get = peer(source, file, is_lean=False)
        lean = peer(source, folder / f"lean_{size}.db", is_lean=True)
        questions = by_lot(size)
        for name, client, words in (
            ("list, anonymous", anonymous, ()),
            ("list, signed in", signed_in, ()),
            ("search, anonymous", anonymous, WORDS),
        ):
            ratio = compare(
                f"{name}, {size:,} rows, {REQUESTS} requests",
                asker(client, questions, words),
                peer_asker(get, questions, words),
                at_most=AT_MOST,
                clock=time.process_time,
            )
            alone[name, size] = ratio.ours
            ratios.append(ratio)
            print(ratio, flush=True)
            without = seconds(peer_asker(lean, questions, words))
            print(f"  in its leanest the peer takes {without:.3f} s", flush=True)
    for name in ("list, anonymous", "list, signed in"):
        few, many = (alone[name, size] for size in SIZES)
        ratios.append(Ratio(f"{name}, 100,000 rows against 5,000", many, few, GROWTH))
        print(ratios[-1])
    return ratios


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ILN_STATE"] = folder
        os.environ["ILN_DEMO"] = "1"
        os.environ["ILN_SITE_URL"] = "http://localhost:8000"
        os.environ.setdefault("ILN_SECRET_KEY", "for checks and tests alone, never for a server")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiln.config.settings")
        for words in (("upgrade",), ("demo", "load")):
            subprocess.run([ILN, *words], check=True, stdout=subprocess.DEVNULL)
        import django  # noqa: PLC0415 -- the environment comes first

        django.setup()
        logging.getLogger("httpx").setLevel(
            logging.WARNING
        )  # Datasette's client tells every request
        ratios = measure(Path(folder))
    return 0 if all(ratio.is_kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
