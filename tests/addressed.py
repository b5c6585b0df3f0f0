"""Where a membership is, and the hash of its letter: what a browser has before it."""

from openiln.membership.models.membership import Membership
from openiln.membership.queries import letters


def address(found: Membership, step: str = "") -> str:
    """The address of its page, or of one of its steps."""
    return found.get_absolute_url() + step


def sha256(found: Membership) -> str:
    """The hash of its current letter, as the page's form carries it."""
    return letters.current_letter(found).sha256
