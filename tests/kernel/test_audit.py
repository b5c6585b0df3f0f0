import pytest
from django.db import IntegrityError, connection, transaction

import make
from openiln.kernel import audit, triggers
from openiln.kernel.models import AuditRecord
from openiln.kernel.request import request_id
from openiln.kernel.seat import Operator, Visitor, is_operator


@pytest.mark.django_db
def test_a_record_says_who_did_what_to_which_thing_in_which_request():
    person = make.person()
    token = request_id.set("abc-123-def")
    record = audit.record("They came.", by=Operator(), at=make.NOW, about=person)
    request_id.reset(token)
    assert (record.about_kind, record.about_id) == ("accounts.person", person.public_id)
    assert (record.by_id, record.by_label) == ("operator", Operator().label)
    assert record.request_id == "abc-123-def"
    assert str(record) == "They came."


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction of its action"):
        audit.record("They came.", by=Operator(), at=make.NOW, about=make.person())
    assert not AuditRecord.objects.exists()


@pytest.mark.django_db
def test_the_catalogue_lists_every_trigger():
    assert triggers.standing(connection) == sorted(triggers.names())


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET sentence = 'no'", "DELETE FROM {}"])
def test_a_record_cannot_be_changed_or_deleted(statement):
    make.audit_record("It stays.")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("kernel_auditrecord"))
    assert AuditRecord.objects.get().sentence == "It stays."


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's own")
def test_insert_or_replace_does_not_go_round_the_triggers():
    record = make.audit_record("It stays.")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT OR REPLACE INTO kernel_auditrecord (id, at, by_id, by_label, organisation_id,"
            " of_organisation_id, network_id, about_kind, about_id, sentence, request_id)"
            " VALUES (%s, '2026-01-01', '', '', '', '', '', '', '', 'no', '')",
            [record.pk],
        )


@pytest.mark.django_db(transaction=True)
def test_the_triggers_come_back_after_a_migration_rebuilt_the_table():
    from django.core.management import call_command

    with connection.schema_editor(atomic=True) as editor:
        table = AuditRecord
        old = table._meta.get_field("sentence")
        new = old.clone()
        new.set_attributes_from_name("sentence")
        new.default = "rebuilt"
        new.null = True
        editor.alter_field(table, old, new)
    with connection.schema_editor(atomic=True) as editor:
        editor.alter_field(table, new, old)
    if connection.vendor == "sqlite":
        assert "kernel_auditrecord_no_delete" not in triggers.standing(connection)
    call_command("migrate", verbosity=0)
    assert triggers.standing(connection) == sorted(triggers.names())


def test_only_the_command_line_is_the_operator():
    assert is_operator(Operator())
    assert not is_operator(Visitor(role="operator", public_id="operator"))
