"""Units that a study names, against those that are there: a misspelt one must not pass unseen."""

from collections.abc import Collection
from difflib import get_close_matches

from openiln_evidence.errors import RefusedError
from openiln_evidence.study.plan import Study

NEAREST = 3
LIKE = 0.75
"""From here on one name may be another misspelt: "D5" and "D05", but not "D02" and "D09"."""


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


def warnings_of(study: Study, held: Collection[str]) -> list[str]:
    """What to tell a holder, who cannot know whether others hold the rest."""
    unknown = strangers(study, held)
    if not unknown:
        return []
    said = (
        f"Warning: these records hold none of the units {'; '.join(unknown)}. "
        "Unless another holder has them, correct the study now: the estimate will be refused."
    )
    return [said]
