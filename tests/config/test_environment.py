import io
import json
import logging

import pytest
import structlog

from openiln.config import environment
from openiln.config import logging as our_logging
from openiln.kernel.request import request_id

SECRET = "a secret of at least thirty-two letters"


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{SECRET}\n")
    environ = {"ILN_SECRET_KEY_FILE": str(tmp_path / "key"), "OTHER_FILE": "left alone"}
    environment.read_files(environ)
    assert environ == {"ILN_SECRET_KEY": SECRET, "OTHER_FILE": "left alone"}


def test_a_setting_given_twice_is_refused():
    environ = {"ILN_SECRET_KEY": SECRET, "ILN_SECRET_KEY_FILE": "/some/file"}
    with pytest.raises(environment.WrongSetting, match="Keep one of them"):
        environment.read_files(environ)


def test_a_file_that_is_not_there_is_named_by_its_variable(tmp_path):
    with pytest.raises(environment.WrongSetting, match="ILN_SECRET_KEY_FILE names"):
        environment.read_files({"ILN_SECRET_KEY_FILE": str(tmp_path / "gone")})


def test_the_environment_of_this_run_is_read_and_shows_no_secret(monkeypatch):
    monkeypatch.setenv("ILN_SECRET_KEY", SECRET)
    read = environment.read()
    assert read.secret_key.get_secret_value() == SECRET
    assert SECRET not in repr(read)


def test_a_short_secret_is_refused(monkeypatch):
    monkeypatch.setenv("ILN_SECRET_KEY", "short")
    with pytest.raises(environment.WrongSetting) as refused:
        environment.read()
    assert "at least 32" in str(refused.value.findings[0])
    assert "short" not in str(refused.value.findings[0]).removeprefix("ILN_SECRET_KEY: ")


def test_the_database_is_sqlite_in_the_state_folder_unless_named(tmp_path):
    plain = environment.Environment(secret_key=SECRET, state=tmp_path, database="")
    assert plain.database_url == f"sqlite:///{tmp_path / 'db.sqlite3'}"
    named = environment.Environment(secret_key=SECRET, database="postgresql://h/d")
    assert named.database_url == "postgresql://h/d"


def test_https_is_read_off_the_address():
    assert environment.Environment(secret_key=SECRET, site_url="https://x.example").is_https
    assert not environment.Environment(secret_key=SECRET, site_url="http://x.example").is_https


@pytest.fixture
def log_lines():
    """What is logged while a request is answered, one dictionary a line."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    our_logging.configure(as_json=True)
    root.handlers[0].setStream(stream := io.StringIO())
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    our_logging.configure(as_json=False)
    root.handlers[:], root.level = before


def test_each_log_line_names_its_request(log_lines):
    token = request_id.set("abcdefgh")
    structlog.get_logger().info("something.happened", count=2)
    logging.getLogger("django").warning("of the library")
    request_id.reset(token)
    logging.getLogger("django").warning("outside a request")
    ours, theirs, outside = log_lines()
    assert (ours["event"], ours["count"], ours["request"]) == ("something.happened", 2, "abcdefgh")
    assert theirs["request"] == "abcdefgh"
    assert "request" not in outside
