"""Public ids: what addresses, receipts and audit records name a thing by.

Twelve letters and digits without 0, 1, i, l, o and u, so that one can be read out over a telephone
and spells nothing; 30^12 is about 5 x 10^17, so that none can be guessed and none collides.
"""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def new_public_id() -> str:
    """A fresh public id: one draw from the system's randomness, for imports make thousands."""
    number = secrets.randbelow(len(ALPHABET) ** LENGTH)
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
