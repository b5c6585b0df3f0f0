"""How a telephone number is dialled."""

import re

LEAST, MOST = 7, 15
"""Digits: a number without its area code, and the longest that E.164 allows."""


def dialled(written: str) -> str:
    """The digits of a telephone number, with its plus: what is dialled before any extension."""
    number = re.split(r"(?i)e?x|;|,", written, maxsplit=1)[0]
    return re.sub(r"[^\d+]", "", number)


def is_number(written: str) -> bool:
    """Whether what is written can be dialled."""
    return LEAST <= len(dialled(written).lstrip("+")) <= MOST
