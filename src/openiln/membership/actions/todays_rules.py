"""A letter and the rules of today: which text they give, and what becomes of one in hand."""

from datetime import datetime

from django.db import transaction

from openiln.charters.facade import NetworkInForce
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import OutOfDate
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, letters, memberships
from openiln.membership.queries.letters import Folder
from openiln.membership.rules.letter import hash_of, render
from openiln.membership.rules.states import State


def text_of(membership: Membership, rules: NetworkInForce, statement: str) -> str:
    """The letter's text by some rules."""
    tier = in_force.tier_called(rules.charter, membership.tier)
    return render(rules.charter, tier, str(membership.organisation), statement)


def is_renewal_due(membership: Membership, at: datetime) -> bool:
    """Whether the text of today's rules is another than the one by which a member is bound."""
    bound = letters.accepted_letter(membership)
    if bound is None:
        return True
    rules = in_force.network(membership.network_id, at)
    return hash_of(text_of(membership, rules, bound.statement)) != bound.sha256


def follow_rules(membership: Membership, *, at: datetime) -> bool:
    """Bring an open letter under the rules of today, where its text is the same under them.

    They may ask another signature or vote for it, or the network's approval. Returns whether it
    was under other rules. Called by the clock; a letter that someone is bound by stays.
    """
    with transaction.atomic():
        membership = memberships.lock(membership)
        letter = letters.letters_of(membership).last()
        if letter is None or letter.accepted_at or membership.state == State.WAITING:
            return False
        rules = in_force.network(membership.network_id, at)
        text = text_of(membership, rules, letter.statement)
        if rules.version_id == letter.version_id or hash_of(text) != letter.sha256:
            return False
        letter.version_id = rules.version_id
        letter.save()
    return True


def under_todays_rules(membership: Membership, at: datetime) -> Folder:
    """The current letter, judged by the rules of today.

    Raises:
        OutOfDate: its text would be another today; the sentence says why.
    """
    letter = letters.current_letter(membership)
    rules = in_force.network(membership.network_id, at)
    if hash_of(text_of(membership, rules, letter.statement)) != letter.sha256:
        why = (
            f"The rules of the network changed on {day_in_words(rules.in_force_on)}"
            if rules.version_id != letter.version_id
            else f"Your organisation is called {membership.organisation} now"
        )
        raise OutOfDate(
            f"{why}, and the letter says it as it was. Save your own words once more: that brings "
            "the new text, which needs new signatures."
        )
    if rules.version_id != letter.version_id:
        letter.version_id = rules.version_id
        letter.save()
    return letters.folder(membership, letter)
