"""One fault at a time, put into a good charter: how it is put in and what is to be said of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`old` of the good text becomes `new`; the finding stands on the line of `at`."""

    old: str
    new: str
    at: str
    key: str
    wrong: str
    mend: str
