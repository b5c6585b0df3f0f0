"""What a method gives for one outcome, before it is sized and worded."""

from dataclasses import dataclass

from openiln_evidence.estimate.answer import Check, Estimate


@dataclass(frozen=True)
class Found:
    """The recommended estimate comes first in `tried`.

    drawn_together are group-time effects by cohort, by period, and their means.
    """

    estimator: str
    tried: tuple[Estimate, ...]
    smallest_p: float | None
    by_event_time: tuple[Estimate, ...]
    drawn_together: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]

    @property
    def error(self) -> float | None:
        """The standard error of the best method that has one."""
        return next((one.error for one in self.tried if one.error is not None), None)
