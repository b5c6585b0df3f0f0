"""Which outcomes were declared, and which of them are in no block?"""

from collections.abc import Sequence

from openiln_evidence.estimate.answer import Check
from openiln_evidence.moments import Block


def declared_outcomes(declared: Sequence[str], blocks: Sequence[Block]) -> Check:
    """Passed when every declared outcome was compressed."""
    untested = sorted(set(declared) - {b.outcome for b in blocks})
    if not untested:
        return Check("declared outcomes", True, "Every declared outcome was compressed.", {})
    finding = f"Declared and not tested: {', '.join(untested)}."
    return Check("declared outcomes", False, finding, {"untested": float(len(untested))})
