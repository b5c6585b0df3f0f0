"""How the centre refuses an estimate."""

from openiln_evidence.errors import RefusedError


class CannotEstimateError(RefusedError):
    """What was sent is in order, and still gives no sound estimate. A check may leave it open."""
