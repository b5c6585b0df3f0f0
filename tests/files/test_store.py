import hashlib
import io
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

import make
from openiln.files import store
from openiln.files.models import StoredFile
from openiln.files.tasks import sweep_orphaned_files
from openiln.kernel.errors import BadInput

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("state")]
SHA = hashlib.sha256(make.PDF).hexdigest()


def contents():
    return sorted(p.name for p in store.folder().glob("??/*"))


def test_a_file_lies_under_its_sha256_and_is_read_back():
    stored = make.stored_file()
    assert (stored.sha256, stored.size, stored.name) == (SHA, len(make.PDF), "letter.pdf")
    assert store.read(stored) == make.PDF
    assert contents() == [SHA]
    assert str(stored) == "letter.pdf"


def test_a_stored_file_is_for_this_program_alone():
    make.stored_file()
    assert stat.S_IMODE(store.path_of(SHA).stat().st_mode) == 0o600


def test_the_same_content_is_kept_once_under_two_names():
    first, second = make.stored_file("a.pdf"), make.stored_file("b.pdf")
    assert first.public_id != second.public_id
    assert contents() == [SHA]


class Unread(io.BytesIO):
    """A stream that must not be read."""

    def read(self, *_):
        raise AssertionError("it was read")


def test_a_file_that_says_it_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(BadInput, match=r"film.pdf is larger than 20 MB"):
        store.store_file(Unread(), name="film.pdf", size=store.MAX_BYTES + 1, at=make.NOW)


def test_a_file_that_lies_about_its_size_is_refused_and_nothing_is_kept():
    stream = io.BytesIO(make.PDF + b" " * store.MAX_BYTES)
    with pytest.raises(BadInput, match="larger than 20 MB"):
        store.store_file(stream, name="film.pdf", size=1, at=make.NOW)
    assert (contents(), StoredFile.objects.count()) == ([], 0)


def test_an_empty_file_is_refused():
    with pytest.raises(BadInput, match=r"letter.pdf is empty. Choose the file again."):
        make.stored_file(content=b"")


def test_a_missing_file_is_found_out_and_said(caplog):
    stored = make.stored_file()
    store.path_of(SHA).unlink()
    with pytest.raises(store.FileLost, match=f"{stored.public_id} is missing.*iln restore"):
        store.read(stored)
    assert store.lost_files() == [stored.public_id]
    assert stored.public_id in caplog.text
    assert "letter" not in caplog.text, "a log carries no name that someone chose"


def test_an_altered_file_is_found_out_and_said():
    kept = make.stored_file(content=make.PDF + b"2")
    stored = make.stored_file()
    store.path_of(SHA).write_bytes(make.PDF + b" and more")
    with pytest.raises(store.FileLost, match="is altered"):
        store.read(stored)
    assert store.lost_files() == [stored.public_id]
    assert store.read(kept).endswith(b"2")


def test_a_content_whose_row_is_gone_is_swept_after_a_day_and_not_before():
    kept = make.stored_file(content=make.PDF + b"2")
    make.stored_file().delete()
    written = store.path_of(SHA).stat().st_mtime
    soon = make.NOW.fromtimestamp(written, make.NOW.tzinfo) + timedelta(hours=23)
    assert store.sweep_orphans(soon) == 0
    sweep_orphaned_files.call(at=soon + timedelta(hours=2))
    assert contents() == [kept.sha256]


def test_a_content_that_was_given_again_begins_its_age_anew():
    make.stored_file().delete()
    os.utime(store.path_of(SHA), (0, 0))
    make.stored_file().delete()
    written = store.path_of(SHA).stat().st_mtime
    assert written > 0
    assert store.sweep_orphans(make.NOW.fromtimestamp(written + 9, make.NOW.tzinfo)) == 0


def test_an_undone_action_leaves_its_content_to_the_sweep():
    with transaction.atomic():
        make.stored_file()
        transaction.set_rollback(True)
    assert contents() == [SHA]
    assert store.sweep_orphans(make.NOW + timedelta(days=36_500)) == 1


def test_a_row_without_a_sha256_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(
            sha256="../../etc/passwd", size=1, kind="pdf", name="x", stored_at=make.NOW
        )


def test_the_folder_lies_in_the_state_of_the_installation(settings):
    assert store.folder() == Path(settings.ENVIRONMENT.state) / "files"
