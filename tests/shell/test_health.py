import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def test_a_living_process_says_so_without_a_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"process": "answers"})


@pytest.mark.django_db
def test_a_ready_installation_says_so(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ready", "files": "ready"})
    assert len(answer["X-Request-Id"]) >= 8


@pytest.mark.django_db
def test_asking_again_reads_the_applied_migrations_and_nothing_else(
    client, django_assert_num_queries
):
    client.get("/readyz")
    with django_assert_num_queries(2):  # whether their table is there, and its rows
        client.get("/readyz")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_nothing_was_applied_to_is_not_ready(client):
    MigrationRecorder.Migration.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.delete_model(MigrationRecorder.Migration)
    try:
        assert client.get("/readyz").json()["database"] == "migrations wait: run iln upgrade"
    finally:
        call_command("migrate", fake=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_waits_for_its_migrations_is_not_ready(client):
    call_command("migrate", "search", "0001", verbosity=0)
    try:
        answer = client.get("/readyz")
    finally:
        call_command("migrate", "search", verbosity=0)
    assert answer.status_code == 503
    assert answer.json()["database"] == "migrations wait: run iln upgrade"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_not_ready(client, tmp_path):
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "no_such_database"
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = str(tmp_path / "no" / "folder.sqlite3")
    try:
        answer = client.get("/readyz")
    finally:
        connection.settings_dict["NAME"] = name
        connection.close()
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_not_ready(client, state):
    state.rmdir()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["files"] == "cannot be written"
