"""What each role may do inside its own organisation: every action, tried by every role.

Every action that refuses a stranger is called by a person of every role of every organisation that
the call is about. Who is not named below is refused, and changes nothing. Who is named gets past
the permission; what the action then says by its rules is for another test.
"""

import pytest
import test_tenancy
from django.db import transaction

import digest
import make
import tenancy
from openiln.accounts.rules import ROLES_OF, Role
from openiln.directory.models import Organisation
from openiln.kernel.errors import NotPermitted, Refusal

assert test_tenancy.FOUND  # it registers every builder
STAFF = {"agency steward-staff"}
HEAD = {"district superintendent"}
PREPARE = HEAD | {"district delegate", "district district-lead"}
RECORD = PREPARE | {"district board-clerk"}
ALL = RECORD | {f"district {role}" for role in ("school-leader", "educator", "mentor", "viewer")}
MAY = {
    "accounts.actions.grant_seat": HEAD,
    "accounts.facade.grant_seat": HEAD,
    "accounts.facade.end_seat": HEAD,
    "membership.actions.belonging.add_participant": STAFF | PREPARE,
    "membership.actions.belonging.end_designation": STAFF,
    "membership.actions.belonging.record_designation": STAFF,
    "membership.actions.belonging.remove_participant": STAFF | PREPARE,
    "membership.actions.belonging.take_back_designation": STAFF,
    "membership.actions.decisions.approve": STAFF,
    "membership.actions.decisions.decline": STAFF,
    "membership.actions.decisions.send_back": STAFF,
    "membership.actions.drawing.record_ballot": STAFF | RECORD,
    "membership.actions.drawing.renew": STAFF | PREPARE,
    "membership.actions.drawing.submit_letter": STAFF | PREPARE,
    "membership.actions.drawing.write_statement": STAFF | PREPARE,
    "membership.actions.joining.end": STAFF | HEAD,
    "membership.actions.joining.invite_organisation": STAFF,
    "membership.actions.joining.record_exception": STAFF,
    "membership.actions.joining.register_interest": STAFF | PREPARE,
    "membership.actions.joining.request_membership": STAFF | PREPARE,
    "membership.actions.joining.withdraw": STAFF | HEAD,
    "membership.actions.links.send_signing_link": STAFF | PREPARE,
    "membership.actions.reaffirming.reaffirm_commitment": HEAD,
    "membership.actions.reaffirming.recognise_signer": STAFF | RECORD - HEAD,
    "membership.actions.receipts.make_pdf": STAFF | ALL | {"agency steward-reviewer"},
    "membership.actions.signing.record_paper_signature": STAFF | RECORD,
    "membership.actions.signing.sign_letter": ALL,  # then the letter says who signs as what
    "membership.actions.signing.take_back_paper_signature": STAFF | RECORD,
    "membership.facade.record_designation": STAFF,
    "membership.facade.record_exception": STAFF,
    "membership.facade.request_membership": STAFF | PREPARE,
    "news.actions.announcing.correct_announcement": STAFF,
    "news.actions.announcing.draft_announcement": STAFF,
    "news.actions.announcing.edit_announcement": STAFF,
    "news.actions.announcing.publish_announcement": STAFF,
    "news.actions.announcing.take_back": STAFF,
    "pages.actions.retry_job": STAFF,
    "pages.actions.retry_news": STAFF,
    "pages.actions.send_message_again": STAFF,
    "pages.actions.set_message_aside": STAFF,
}
"""By action, "kind of organisation, role". An action that is not here is for none of them: it is
for the operator, or about another person."""
REFUSING = [name for name, found in tenancy.STRANGERS.items() if found.meets == tenancy.REFUSED]


def permitted(call, seat):
    """Whether the call gets past the permission; if so, nothing of it stays."""
    before, mark = digest.of_database(), transaction.savepoint()
    try:
        call(seat)
    except NotPermitted:
        assert digest.of_database() == before
        return False
    except Refusal:
        pass
    transaction.savepoint_rollback(mark)
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSING)
def test_an_action_is_for_the_roles_that_are_named(name):
    call, found = tenancy.STRANGERS[name].build(), set()
    for organisation in Organisation.objects.all():
        for role in ROLES_OF.get(organisation.kind, ()):
            seat = make.held(Role(role), organisation, f"{role}@inside.example")
            if permitted(call, seat):
                found.add(f"{organisation.kind} {role}")
    assert found == MAY.get(name.removeprefix("openiln."), set())


def test_every_named_action_is_there():
    assert sorted(MAY) == sorted(
        name for name in (n.removeprefix("openiln.") for n in REFUSING) if name in MAY
    )
