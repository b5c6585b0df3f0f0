"""Files are written whole or not at all."""

import errno
import os

import pytest

from openiln_evidence.errors import RefusedError
from openiln_evidence.files import check_new, make_folder, whole_file, whole_folder, write_whole


def fill(writer, path, error):
    with writer(path) as fresh:
        (fresh if fresh.is_file() else fresh / "part").write_bytes(b"half")
        raise error


def test_a_file_is_written_or_what_was_there_stays(tmp_path):
    path = tmp_path / "new" / "file"
    make_folder(path.parent)
    make_folder(path.parent)
    write_whole(path, b"one")
    with pytest.raises(RefusedError, match="the disk is full"):
        fill(whole_file, path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert path.read_bytes() == b"one"
    assert list((tmp_path / "new").iterdir()) == [path]


def test_an_interrupted_folder_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fill(whole_folder, tmp_path / "package", KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_never_written_over(tmp_path):
    (tmp_path / "package").mkdir()
    with (
        pytest.raises(RefusedError, match="package exists already"),
        whole_folder(tmp_path / "package"),
    ):
        pytest.fail("nothing may be written")


def test_a_folder_that_is_not_there_is_refused_and_not_made(tmp_path):
    path = tmp_path / "tpyo" / "package"
    for write in (check_new, make_folder, lambda path: write_whole(path, b"")):
        with pytest.raises(RefusedError, match=r"there is no folder .*tpyo; make"):
            write(path)
    with pytest.raises(RefusedError, match="there is no folder"), whole_folder(path):
        pytest.fail("nothing may be written")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RefusedError, match="could not be written: "):
        write_whole(tmp_path / "file" / "below", b"")
