"""Takes a person out of what memberships keep.

What they signed stays, with the name under it. So does what they decided or answered, an answer
with its file: that is the record of an organisation, and names their role.
"""

from datetime import datetime

from django.db import transaction

from openiln.kernel import audit
from openiln.kernel.records import Whom
from openiln.kernel.seat import Seat
from openiln.membership.models.letter import SigningLink
from openiln.membership.models.membership import Participant

NAME_OF_ERASED = "Someone erased"


@transaction.atomic
def erase_in_memberships(whom: Whom, by: Seat, at: datetime) -> int:
    """Take someone off the rosters, and their address out of the links; returns how many rows.

    Called inside an action that was permitted. A link that is alive dies.
    """
    links = list(SigningLink.objects.select_for_update().filter(address=whom.address))
    for link in links:
        link.address = ""
        if link.spent_at is None:
            link.dead_at = link.dead_at or at
        link.save()
        audit.record(f"{by.label} took an address out of a link.", by=by, at=at, about=link)
    enrolled = list(Participant.objects.select_for_update().filter(contact=whom.address))
    for person in enrolled:
        person.name, person.contact = NAME_OF_ERASED, ""
        person.removed_at = person.removed_at or at
        person.save()
        said = "took a person out of a roster who asked to be erased."
        audit.record(f"{by.label} {said}", by=by, at=at, about=person)
    return len(links) + len(enrolled)
