"""Units that a study names, against those that are there: a misspelt one must not pass unseen."""

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher, get_close_matches

from openiln_evidence.errors import RefusedError
from openiln_evidence.study.plan import Study

NEAREST = 3
LIKE = 0.75
"""From here on one name may be another misspelt: "D5" and "D05", but not "D02" and "D09"."""
SLIP = 0.85
"""From here on a name of the records may be another misspelt: "Aldr" and "Alder"."""
LISTED = 5
"""How many names a short line gives."""


def named_units(study: Study) -> dict[str, str]:
    """Every assignment unit that the study names, with the first key that does."""
    found: dict[str, str] = {}
    for key, names in (
        ("treatment.starts", study.treatment.starts),
        ("treatment.spillover", study.treatment.spillover or ()),
        ("comparison.units", study.units),
    ):
        for name in names:
            found.setdefault(name, key)
    return found


def strangers(study: Study, held: Collection[str]) -> list[str]:
    """A phrase for each unit that the study names and is not held, with the nearest that are."""
    named = named_units(study)
    folded = {name.casefold(): name for name in sorted(held) if name not in named}
    phrases = []
    for name in sorted(named.keys() - set(held)):
        near = get_close_matches(name.casefold(), folded, n=NEAREST, cutoff=LIKE)
        like = f", nearest: {', '.join(folded[one] for one in near)}" if near else ""
        phrases.append(f'"{name}" ({named[name]}{like})')
    return phrases


def check_held(study: Study, held: Collection[str]) -> None:
    """Refuse a study that names units which no package holds. Raises RefusedError."""
    unknown = strangers(study, held)
    if unknown:
        raise RefusedError(
            f"study: it names units that no package holds: {'; '.join(unknown)}. Add their "
            "packages; or correct the study, which is then another, and compress again"
        )


def warning_of(study: Study, held: Collection[str]) -> str:
    """A line for the centre, by name, while packages may still be missing; or nothing."""
    unknown = strangers(study, held)
    if not unknown:
        return ""
    return (
        f"Warning: NONE OF THESE PACKAGES HOLDS {'; '.join(unknown)}, which the study names. "
        "Add their packages; until then the estimate is refused.\n"
    )


def note_of(study: Study, held: Collection[str]) -> str:
    """A line for a holder, who cannot know whether others hold the rest; or nothing.

    Of a name that its own records write in another way it is told.
    """
    named = named_units(study)
    away = sorted(named.keys() - set(held))
    if not away:
        return ""
    alike = {_bare(name): name for name in sorted(held) if name not in named}
    twins = [(name, alike[_bare(name)]) for name in away if _bare(name) in alike]
    if twins:
        said = "; ".join(f'"{name}" may be your "{twin}"' for name, twin in twins)
        return f"Note: {said}: the study must write units as the records do.\n"
    held_by = "are in the study and not in these records; other holders may have them"
    if len(away) == 1:
        held_by = "is in the study and not in these records; another holder may have it"
    return f"Note: {listed(away)} {held_by}.\n"


def units_told(study: Study, held: Collection[str]) -> str:
    """Which units of the records the study treats, and which it does not.

    A name like that of a treated unit may be the same unit, misspelt in some rows.
    """
    level = study.treatment.level
    treated = sorted(set(held) & study.treatment.starts.keys())
    others = sorted(set(held) - study.treatment.starts.keys())
    told = ""
    for names, what in ((treated, "treated by the study"), (others, "not treated by it")):
        said = f": {', '.join(names)}" if names else ""
        told += f"  {len(names)} {level}{'' if len(names) == 1 else 's'} {what}{said}\n"
    for other in others:
        near = [name for name in treated if _is_slip(other, name)]
        if near:
            told += f'Warning: is "{other}" not "{near[0]}", which is treated? If so, mend it.\n'
    return told


def _is_slip(one: str, other: str) -> bool:
    """Whether two names may be one misspelt; names that differ by a number alone are two."""
    a, b = one.casefold(), other.casefold()
    if re.sub(r"\d", "", a) == re.sub(r"\d", "", b) and _bare(one) != _bare(other):
        return False
    return _bare(one) == _bare(other) or SequenceMatcher(None, a, b).ratio() >= SLIP


def listed(names: Sequence[str]) -> str:
    """Some names as a short list."""
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")


def _bare(name: str) -> str:
    """A name without what is written in many ways: case, spaces, marks, zeros before a number."""
    return re.sub(r"(?<!\d)0+(?=\d)|[\W_]", "", name.casefold())
