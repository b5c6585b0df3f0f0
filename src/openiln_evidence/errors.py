"""The one way this package says no: a sentence that names what is wrong, where, and what to do."""


class RefusedError(Exception):
    """Input, study or package refused: one sentence, in which no student's value ever stands."""

    @property
    def sentence(self) -> str:
        return str(self)


class EngineError(RefusedError):
    """What an engine could not read or compute: its own words are kept back."""
