"""Which outcomes were declared, and which of them were not tested?"""

from collections.abc import Mapping, Sequence

from openiln_evidence.estimate.answer import Check

DECLARED = "declared outcomes"


def declared_outcomes(declared: Sequence[str], untested: Mapping[str, str]) -> Check:
    """Passed when every declared outcome was estimated; untested has the reason for each other."""
    if not untested:
        finding = f"Every declared outcome was tested: {', '.join(declared)}."
        return Check(DECLARED, True, finding, {"declared": float(len(declared))})
    reasons = " ".join(f"{outcome}: {why}" for outcome, why in sorted(untested.items()))
    finding = f"Declared and not tested: {', '.join(sorted(untested))}. {reasons}"
    return Check(DECLARED, False, finding, {"untested": float(len(untested))})
