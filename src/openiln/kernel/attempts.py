"""How often a thing that fails is tried, and how long we wait between: jobs and news alike."""

from datetime import timedelta

MAX_ATTEMPTS = 8
"""With the back-off below, a thing is tried for about ten and a half hours, then parked."""


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many failures: 5 minutes, doubled each time."""
    return timedelta(minutes=5 << (attempts - 1))
