"""What happens in the demonstration's past, and the worker that was at work then."""

import io
import logging
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime

from openiln.jobs.worker import Worker

Happening = tuple[datetime, Callable[[datetime], object]]
"""Something to do, and when."""


def deliver(moment: datetime) -> None:
    """Send the messages and pass on the news of a moment, as the worker would have then.

    What was mailed is kept; it is neither printed nor logged for whoever loads the demonstration.
    """
    disabled = logging.root.manager.disable
    logging.disable(max(disabled, logging.INFO))
    try:
        with redirect_stdout(io.StringIO()):
            Worker("demonstration", lambda: moment).drain()
    finally:
        logging.disable(disabled)
