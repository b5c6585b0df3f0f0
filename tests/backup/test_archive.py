import hashlib
import io
import json
import os
import shutil
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.utils import ConnectionHandler

import digest
import make
from openiln.accounts.models import Person
from openiln.backup import archive, database
from openiln.cli.main import main
from openiln.files import store
from openiln.kernel.errors import Refusal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("state", "trial_templates"),
]
IS_SQLITE = connection.vendor == "sqlite"


def opened(target):
    """A connection to another database."""
    return closing(ConnectionHandler({"default": dict(target)})["default"])


@pytest.fixture
def target(tmp_path):
    """An empty database beside the one of the tests."""
    other = {**connection.settings_dict, "NAME": str(tmp_path / "restored.sqlite3")}
    if IS_SQLITE:
        yield other
        return
    other["NAME"] = name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield other
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture
def full():
    """Something in many tables, and two stored files."""
    make.charter()
    make.person()
    make.message()
    make.entry()
    make.stored_file()
    make.stored_file("other.pdf", make.PDF + b"2")


@pytest.fixture
def saved(full, tmp_path):
    """A backup of all that."""
    to = tmp_path / "iln.tar"
    archive.back_up(to, database=connection.settings_dict, at=make.NOW)
    return to


def move_state(monkeypatch, to):
    to.mkdir()
    moved = django_settings.ENVIRONMENT.model_copy(update={"state": to})
    monkeypatch.setattr(django_settings, "ENVIRONMENT", moved)


def test_a_restored_copy_is_the_same_in_every_table_and_file(saved, target, tmp_path, monkeypatch):
    tables, files = digest.of_tables(connection), digest.of_folder(store.folder())
    move_state(monkeypatch, tmp_path / "new")
    manifest = archive.restore(saved, database=target)
    with opened(target) as copy:
        assert digest.of_tables(copy) == tables
    assert digest.of_folder(store.folder()) == files
    assert len(files) == 2
    assert len(tables) > 15
    assert manifest.made_at == "2026-03-02T15:00:00+00:00"
    assert not list((tmp_path / "new").glob(".restore-*"))


def test_a_digest_sees_one_changed_letter(full):
    before = digest.of_tables(connection)
    Person.objects.update(name="Avery Fiel")
    assert digest.of_tables(connection) != before


def test_a_restored_copy_can_be_searched_and_keeps_its_triggers(saved, target):
    archive.restore(saved, database=target, is_replacing=True)
    from openiln.kernel import triggers

    with opened(target) as copy:
        assert triggers.standing(copy) == sorted(triggers.names())
        if IS_SQLITE:
            with copy.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM search_text WHERE search_text MATCH 'thing'")
                assert cursor.fetchone() == (1,)


def test_a_backup_is_for_its_owner_alone(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_backup_never_overwrites_another(saved):
    before = saved.read_bytes()
    with pytest.raises(Refusal, match=r"iln.tar is there already. Choose another name"):
        archive.back_up(saved, database=connection.settings_dict, at=make.NOW)
    assert saved.read_bytes() == before


def test_a_copy_is_whole_while_others_write(full, target, tmp_path):
    stop, began = Event(), Event()

    def write():
        from django.db import transaction

        number = 0
        while not stop.is_set():
            number += 1
            with transaction.atomic():  # always two at once
                make.person(f"a{number}@northland.example")
                make.person(f"b{number}@northland.example")
            began.set()
        connection.close()

    writer = Thread(target=write)
    writer.start()
    try:
        assert began.wait(30)
        archive.back_up(tmp_path / "iln.tar", database=connection.settings_dict, at=make.NOW)
    finally:
        stop.set()
        writer.join(30)
    archive.restore(tmp_path / "iln.tar", database=target, is_replacing=True)
    with opened(target) as copy, copy.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_person WHERE email LIKE 'a%%@%%'")
        [a] = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM accounts_person WHERE email LIKE 'b%%@%%'")
        [b] = cursor.fetchone()
    assert a - 1 == b > 0  # avery was there before


def test_a_target_that_is_not_empty_is_left_alone_unless_told(saved, target, tmp_path, monkeypatch):
    archive.restore(saved, database=target, is_replacing=True)
    with opened(target) as copy, copy.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET name = 'Someone else'")
    with opened(target) as copy:
        changed = digest.of_tables(copy)
    move_state(monkeypatch, tmp_path / "new")
    with pytest.raises(Refusal, match=r"Say --replace to do so. Nothing was changed"):
        archive.restore(saved, database=target)
    with opened(target) as copy:
        assert digest.of_tables(copy) == changed
    assert digest.of_folder(store.folder()) == {}
    archive.restore(saved, database=target, is_replacing=True)
    with opened(target) as copy:
        assert digest.of_tables(copy) == digest.of_tables(connection)


def test_stored_files_alone_make_a_target_not_empty(saved, target):
    with pytest.raises(Refusal, match="Say --replace"):
        archive.restore(saved, database=target)
    assert database.is_empty(target)


def altered(saved, tmp_path, change):
    """An archive of which `change(name, content)` made something else."""
    other = tmp_path / "altered.tar"
    with tarfile.open(saved) as old, tarfile.open(other, "w") as new:
        for member in old.getmembers():
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return other


def manifest_with(**changes):
    def change(name, content):
        if name != "manifest.json":
            return content
        return json.dumps({**json.loads(content), **changes}).encode()

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda n, c: c + b"x" if n == "database" else c, "altered: database is not what"),
        (lambda n, c: None if n.startswith("files/") else c, "altered: files/"),
        (lambda n, c: c[:-1] + b"!" if n.startswith("files/") else c, "altered: files/"),
        (lambda n, c: None if n == "manifest.json" else c, "no backup of OpenILN, or is damaged"),
        (lambda n, c: b"{}" if n == "manifest.json" else c, "no backup of OpenILN"),
        (lambda n, c: b"[" if n == "manifest.json" else c, "no backup of OpenILN"),
        (manifest_with(database="oracle"), "The backup is of oracle and this installation uses"),
        (manifest_with(migrations=["kernel 9999_later"], version="9.0"), "later than this one"),
        (manifest_with(format=2, version="9.0"), r"of OpenILN 9.0, which is later"),
    ],
)
def test_an_archive_that_is_not_what_it_was_changes_nothing(
    saved, target, tmp_path, monkeypatch, change, sentence
):
    other = altered(saved, tmp_path, change)
    move_state(monkeypatch, tmp_path / "new")
    with pytest.raises(Refusal, match=sentence):
        archive.restore(other, database=target)
    assert database.is_empty(target)
    assert digest.of_folder(tmp_path / "new") == {}


def test_an_archive_that_reaches_out_of_its_folder_is_refused(tmp_path, target):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        member = tarfile.TarInfo("../evil")
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(Refusal, match="no backup of OpenILN"):
        archive.restore(tmp_path / "evil.tar", database=target)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("content", [None, b"", b"not a tar"])
def test_what_is_no_archive_is_refused(tmp_path, target, content):
    if content is not None:
        (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(Refusal, match=r"x.tar is no backup of OpenILN, or is damaged"):
        archive.restore(tmp_path / "x.tar", database=target)


@pytest.mark.skipif(IS_SQLITE, reason="SQLite needs no program beside us")
def test_postgresql_without_its_programs_is_refused_with_a_sentence(full, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match=r"pg_dump is not on the PATH. Install PostgreSQL's client"):
        archive.back_up(tmp_path / "iln.tar", database=connection.settings_dict, at=make.NOW)
    assert not list(tmp_path.glob("*.tar"))


@pytest.fixture
def replaced(saved, target, tmp_path, monkeypatch):
    """A target that holds something already, and no stored file; what each of its tables holds."""
    archive.restore(saved, database=target, is_replacing=True)
    with opened(target) as copy, copy.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET name = 'Someone else'")
    with opened(target) as copy:
        before = digest.of_tables(copy)
    move_state(monkeypatch, tmp_path / "new")
    return before


def is_as_it_was(target, before):
    with opened(target) as copy:
        return digest.of_tables(copy) == before


def test_a_folder_that_is_not_there_is_refused_with_a_sentence(full, tmp_path):
    with pytest.raises(Refusal, match=r"nowhere is no folder that can be written to"):
        archive.back_up(
            tmp_path / "nowhere" / "x.tar", database=connection.settings_dict, at=make.NOW
        )


@pytest.mark.skipif(not IS_SQLITE, reason="a file is SQLite's alone")
def test_a_database_that_is_not_there_is_not_made_by_its_backup(target, tmp_path):
    with pytest.raises(Refusal, match=r"There is no database .*restored.sqlite3. Check ILN_STATE"):
        archive.back_up(tmp_path / "x.tar", database=target, at=make.NOW)
    assert not Path(target["NAME"]).exists()


@pytest.fixture
def old(tmp_path):
    """Another database, whose last commit is in its journal alone, and its open connection."""
    with closing(sqlite3.connect(tmp_path / "restored.sqlite3")) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("CREATE TABLE accounts_person (name)")
        writer.commit()
        yield writer


@pytest.mark.skipif(not IS_SQLITE, reason="a journal beside the database is SQLite's alone")
def test_a_restore_over_an_unfinished_journal_gives_the_archive_and_nothing_else(
    saved, target, old
):
    archive.restore(saved, database=target, is_replacing=True)
    assert is_as_it_was(target, digest.of_tables(connection))
    assert old.execute("SELECT count(*) FROM accounts_person").fetchone() == (1,)


@pytest.mark.skipif(not IS_SQLITE, reason="a journal beside the database is SQLite's alone")
def test_a_restore_that_cannot_have_the_database_loses_no_commit(saved, target, old, monkeypatch):
    monkeypatch.setattr(database, "_PATIENCE", 0)
    old.execute("INSERT INTO accounts_person VALUES ('half')")
    with pytest.raises(Refusal, match=r"cannot be replaced: database is locked. It is as it was"):
        archive.restore(saved, database=target, is_replacing=True)
    old.commit()
    assert old.execute("SELECT name FROM accounts_person").fetchall() == [("half",)]


@pytest.mark.skipif(IS_SQLITE, reason="SQLite needs no program beside us")
@pytest.mark.parametrize("absent", ["pg_restore", "psql"])
def test_a_restore_without_a_program_changes_nothing(
    saved, target, replaced, tmp_path, monkeypatch, absent
):
    programs = tmp_path / "programs"
    programs.mkdir()
    for program in {"pg_restore", "psql"} - {absent}:
        (programs / program).symlink_to(shutil.which(program))
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(Refusal, match=rf"{absent} is not on the PATH.* Nothing was changed"):
        archive.restore(saved, database=target, is_replacing=True)
    assert is_as_it_was(target, replaced)
    assert digest.of_folder(store.folder()) == {}


@pytest.mark.skipif(IS_SQLITE, reason="the copy of SQLite is proved by its hash alone")
def test_a_dump_that_cannot_be_read_changes_nothing(saved, target, replaced, tmp_path):
    junk = b"PGDMP and no more"

    def change(name, content):
        if name == "manifest.json":
            said = json.loads(content)
            said["sha256"]["database"] = hashlib.sha256(junk).hexdigest()
            return json.dumps(said).encode()
        return junk if name == "database" else content

    other = altered(saved, tmp_path, change)
    with pytest.raises(Refusal, match=r"pg_restore failed: .* The database is as it was"):
        archive.restore(other, database=target, is_replacing=True)
    assert is_as_it_was(target, replaced)
    assert digest.of_folder(store.folder()) == {}


@pytest.mark.skipif(IS_SQLITE, reason="SQLite loads no script")
def test_a_load_that_fails_at_its_last_word_changes_nothing(saved, target, replaced, tmp_path):
    with tarfile.open(saved) as tar:
        tar.extract("database", tmp_path, filter="data")
    script = database.readied(target, tmp_path / "database")
    script.write_text(script.read_text() + "\nSELECT 1 / 0;\n")
    with pytest.raises(Refusal, match=r"psql failed: .*division by zero"):
        database.load(target, script)
    assert is_as_it_was(target, replaced)


@pytest.mark.skipif(IS_SQLITE, reason="SQLite has no server")
def test_a_program_that_fails_without_a_word_is_named(target, tmp_path, monkeypatch):
    (tmp_path / "pg_dump").write_text("#!/bin/sh\nexit 7\n")
    (tmp_path / "pg_dump").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="pg_dump failed: it ended with 7"):
        database.save(target, tmp_path / "copy")


@pytest.mark.skipif(IS_SQLITE, reason="SQLite has no server")
def test_what_postgresql_says_when_it_fails_is_passed_on(full, tmp_path):
    gone = {**connection.settings_dict, "PORT": "1"}
    with pytest.raises(Refusal, match=r"pg_dump failed: .*port 1"):
        archive.back_up(tmp_path / "iln.tar", database=gone, at=make.NOW)


def test_the_command_line_writes_a_backup_and_restores_it(full, tmp_path, capsys):
    to = tmp_path / "iln.tar"
    assert main(["backup", str(to)]) == 0
    assert "holds the database and 2 stored files" in capsys.readouterr().out
    assert main(["backup", str(to)]) == 1
    assert "is there already" in capsys.readouterr().err
    before = digest.of_tables(connection)
    Person.objects.update(name="Someone else")
    connection.close()
    assert main(["restore", str(to)]) == 1
    assert "Say --replace" in capsys.readouterr().err
    assert main(["restore", str(to), "--replace"]) == 0
    assert "Now run: iln upgrade" in capsys.readouterr().out
    assert digest.of_tables(connection) == before


def test_what_is_half_written_is_not_backed_up(full, tmp_path):
    half = store.folder() / "ab" / "tmp123"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    os.utime(half)
    manifest = archive.back_up(tmp_path / "iln.tar", database=connection.settings_dict, at=make.NOW)
    assert len(manifest.sha256) == 3
