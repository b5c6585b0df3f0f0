"""The one way in which an estimate is refused."""


class CannotEstimateError(ValueError):
    """One sentence: what is wrong, where, and what to do. Never a student's value."""

    @property
    def sentence(self) -> str:
        return str(self)
