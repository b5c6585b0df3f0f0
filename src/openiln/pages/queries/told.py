"""What was done, as history tells it: one line for a run of the same, and by name where one may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from openiln.accounts import facade as accounts
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Seat
from openiln.membership import facade as membership


@dataclass(frozen=True)
class Told:
    """One line: how often the same was done on one day by the same seat, first and last when.

    `name` is what whoever did it is called, `whose` what someone is whose access it is about.
    """

    sentence: str
    times: int
    first_at: datetime
    last_at: datetime
    name: str
    whose: str

    @property
    def is_long(self) -> bool:
        """Whether the last was done in another minute than the first."""
        return self.last_at - self.first_at >= timedelta(minutes=1)


def told(rows: Iterable[AuditRecord], names: dict[str, str], zone: ZoneInfo) -> list[Told]:
    """Lines in the order of the rows, which is that of time, the newest first."""
    return [_line(list(run), names) for _, run in groupby(rows, key=lambda row: _act(row, zone))]


def names_in(network_id: str, rows: Iterable[AuditRecord], on: date, seat: Seat) -> dict[str, str]:
    """What those are called who did something or whose access it was about, by their seat.

    Of one's own organisation and of those that one serves, and the agency's people who are there to
    be called: of nobody else.
    """
    wanted = {row.by_id for row in rows} | {row.about_id for row in rows}
    agency = membership.steward_of(network_id)
    is_anothers = agency not in {"", seat.organisation_id}
    staff = membership.to_call(network_id, on, seat, of=agency) if is_anothers else []
    return {
        **{p.held.public_id: p.name for p in staff if p.name},
        **accounts.names_of(wanted, seat),
    }


def seats_called(words: str, organisation_ids: Sequence[str], seat: Seat) -> list[str]:
    """The seats of some organisations whose holders are called so, of those that one may see."""
    if not words:
        return []
    people = accounts.people_of_all(organisation_ids, seat)
    return [p.held.public_id for p in people if words.lower() in p.name.lower()]


def _act(row: AuditRecord, zone: ZoneInfo) -> tuple[object, ...]:
    """What two rows share that are told as one. Access of different people is never one."""
    whose = row.about_id if row.about_kind == "accounts.seat" else ""
    return row.sentence, row.by_id, row.of_organisation_id, row.at.astimezone(zone).date(), whose


def _line(run: list[AuditRecord], names: dict[str, str]) -> Told:
    row = run[0]
    is_own = row.about_id == row.by_id
    return Told(
        sentence=row.sentence,
        times=len(run),
        first_at=run[-1].at,
        last_at=row.at,
        name=names.get(row.by_id, ""),
        whose="" if is_own else names.get(row.about_id, ""),
    )
