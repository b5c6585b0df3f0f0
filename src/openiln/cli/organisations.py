"""Finds the organisation that a word of the command line names."""

from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Operator


def organisation_named(written: str) -> str:
    """The public id of the organisation of this public or NCES id.

    Raises:
        RuleViolation: the directory has none.
    """
    from openiln.directory import facade  # noqa: PLC0415 -- needs Django started

    by = Operator()
    found = facade.organisation(by, written) or facade.organisation_by_nces_id(by, written)
    if found is None:
        hint = f"{facade.lost_zeros(written)} ".lstrip()
        raise RuleViolation(
            f"The directory has no organisation {written}. {hint}"
            "Look for its id: iln directory find WORD."
        )
    return found.id
