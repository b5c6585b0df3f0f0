"""What other contexts may know of networks: values, never models."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from openiln.charters import actions, queries, sources
from openiln.charters.models import Charter as Version
from openiln.charters.models import Network
from openiln.charters.rules import checking, manual
from openiln.charters.rules.charter import Charter
from openiln.charters.rules.commitments import (
    Clause,
    Counted,
    Menu,
    Mode,
    Obligation,
    Per,
    PerEach,
    Side,
    Strength,
)
from openiln.charters.rules.community import Sight
from openiln.charters.rules.designations import Designation
from openiln.charters.rules.differences import differences
from openiln.charters.rules.joining import (
    Approval,
    Denominator,
    DesignationRoute,
    ExceptionRoute,
    InvitationRoute,
    OpenRoute,
    Passes,
    RatingRoute,
    Route,
    Signatory,
    SignsAs,
    Tier,
    Vote,
)
from openiln.charters.rules.network import MemberKind, ProgramYear, judging, year_among
from openiln.charters.rules.outline import Section, outline
from openiln.charters.rules.sentences import day_of_year, say_obligation
from openiln.charters.rules.words import said
from openiln.kernel.errors import BadInput
from openiln.kernel.seat import Seat

__all__ = [
    "Approval",
    "Charter",
    "Clause",
    "Counted",
    "Denominator",
    "Designation",
    "DesignationRoute",
    "ExceptionRoute",
    "InvitationRoute",
    "MemberKind",
    "Menu",
    "Mode",
    "NetworkInForce",
    "Obligation",
    "OpenRoute",
    "Passes",
    "Per",
    "PerEach",
    "ProgramYear",
    "RatingRoute",
    "Route",
    "Section",
    "Side",
    "Sight",
    "Signatory",
    "SignsAs",
    "Strength",
    "Tier",
    "Vote",
    "YearJudged",
    "check_files",
    "compare",
    "find_network",
    "find_version",
    "judged_year",
    "load_charter",
    "manual_of_keys",
    "network_today",
    "networks_today",
    "outline",
    "read_file",
    "read_text",
    "say_obligation",
    "versions_of",
    "words_said",
    "year_begins",
]


FARTHEST_AHEAD = timedelta(hours=14)
"""No time zone is farther ahead of UTC (Pacific/Kiritimati)."""


@dataclass(frozen=True)
class NetworkInForce:
    """A network and the rules that it has on a day."""

    id: str
    url: str
    charter: Charter
    in_force_on: date
    version_id: str


@dataclass(frozen=True)
class YearJudged:
    """A program year and the rules by which it is judged."""

    year: ProgramYear
    charter: Charter


def load_charter(text: str, *, by: Seat, at: datetime, is_back_dated: bool = False) -> str:
    """Record a version of a network's rules; returns its public id. See actions.load_charter."""
    return actions.load_charter(text, by=by, at=at, is_back_dated=is_back_dated).public_id


def networks_today(seat: Seat, at: datetime) -> list[NetworkInForce]:
    """Every network with the rules that it has at a moment, by id; each in its own time zone."""
    latest = queries.versions_in_force(seat, (at + FARTHEST_AHEAD).date())
    found = (_begun(seat, _in_force(version), at) for version in latest)
    return [network for network in found if network is not None]


def find_network(seat: Seat, network_id: str, on: date) -> NetworkInForce | None:
    """One network with the rules that it has on a day; None without them."""
    version = queries.version_in_force(seat, network_id, on)
    return _in_force(version) if version else None


def network_today(seat: Seat, network_id: str, at: datetime) -> NetworkInForce | None:
    """One network with the rules that it has at a moment: its days begin in its own time zone."""
    latest = find_network(seat, network_id, (at + FARTHEST_AHEAD).date())
    return _begun(seat, latest, at) if latest else None


def find_version(seat: Seat, version_id: str) -> NetworkInForce:
    """The version of a network's rules of this public id, whatever the day.

    Raises:
        Version.DoesNotExist: there is none of this id.
    """
    return _in_force(queries.versions_visible_to(seat).get(public_id=version_id))


def _begun(seat: Seat, latest: NetworkInForce, at: datetime) -> NetworkInForce | None:
    """The latest rules if their first day has begun where the network is, else those before."""
    today = at.astimezone(ZoneInfo(latest.charter.network.time_zone)).date()
    return latest if latest.in_force_on <= today else find_network(seat, latest.id, today)


def _in_force(version: Version) -> NetworkInForce:
    network: Network = version.network
    charter = checking.read_charter(version.text)
    return NetworkInForce(
        network.slug, network.get_absolute_url(), charter, version.in_force_on, version.public_id
    )


def judged_year(seat: Seat, network_id: str, on: date) -> YearJudged | None:
    """The program year of a day, and the rules by which it is judged.

    Those in force at its start, unless later ones say that they judge the year under way; the
    first ones, where the network began within the year. None for a day before any rules.
    """
    network = queries.networks_visible_to(seat).filter(slug=network_id).first()
    stored = queries.versions(network) if network else ()
    charters = {c.network: c for c in (checking.read_charter(v.text) for v in stored)}
    year = year_among(tuple(charters), on)
    rules = judging(tuple(charters), year) if year else None
    return YearJudged(year, charters[rules]) if year and rules else None


def read_text(path: Path) -> str:
    """The text of a charter file.

    Raises:
        BadInput: the file cannot be read; nothing is said yet of what it holds.
    """
    return sources.read_file(path)


def read_file(path: Path) -> Charter:
    """The charter in a file.

    Raises:
        BadInput: the file cannot be read, or is no charter.
    """
    return checking.read_charter(sources.read_file(path))


def check_files(paths: Sequence[Path]) -> dict[Path, BadInput | None]:
    """What is wrong with each file, alone and beside the others; None where nothing is."""
    texts: dict[str, str] = {}
    refused: dict[Path, BadInput | None] = dict.fromkeys(paths)
    for path in paths:
        try:
            text = read_text(path)
            checking.read_charter(text)
            texts[str(path)] = text
        except BadInput as refusal:
            refused[path] = refusal
    for name, findings in checking.check_versions(texts).items():
        refused[Path(name)] = BadInput("It cannot stand beside another version.", findings)
    return refused


def compare(before: Charter, after: Charter) -> tuple[str, ...]:
    """How two charters differ, a sentence for each difference."""
    return differences(before, after)


def versions_of(seat: Seat, network_id: str) -> list[NetworkInForce]:
    """Every version of a network's rules, also those that begin later, the first one first."""
    network = queries.networks_visible_to(seat).filter(slug=network_id).first()
    return (
        [_in_force(v) for v in queries.versions(network).select_related("network")]
        if network
        else []
    )


def year_begins(charter: Charter) -> str:
    """The day of the year on which a network's program years begin, as people write it."""
    return day_of_year(charter.network.year_starts)


def words_said(charter: Charter) -> tuple[tuple[str, str], ...]:
    """The network's own words: what each is for, and the word."""
    return said(charter.words, charter.steward)


def manual_of_keys() -> str:
    """Every key of a charter file, in Markdown."""
    return manual.manual()
