import io
import json
import logging
import sys

import pytest
import structlog

from openiln.config import logging as our_logging
from openiln.kernel.request import request_id

TYPED = "hunter2-the-password"


@pytest.fixture
def logged():
    """Configure the log in one form, and read what it said since."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()

    def configured(*, as_json):
        our_logging.configure(as_json=as_json)
        root.handlers[0].setStream(stream)
        return stream.getvalue

    yield configured
    our_logging.configure(as_json=False)
    root.handlers[:], root.level = before


def test_each_log_line_names_its_request(logged):
    said = logged(as_json=True)
    token = request_id.set("abcdefgh")
    structlog.get_logger().info("something.happened", count=2)
    logging.getLogger("django").warning("of the library")
    request_id.reset(token)
    logging.getLogger("django").warning("outside a request")
    ours, theirs, outside = map(json.loads, said().splitlines())
    assert (ours["event"], ours["count"], ours["request"]) == ("something.happened", 2, "abcdefgh")
    assert theirs["request"] == "abcdefgh"
    assert "request" not in outside


def sign_in(password):
    """Fail as code does that met what a person typed: in a variable and in an error's words."""
    try:
        int(password)
    except ValueError as error:
        raise LookupError(password) from error


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "plain"])
@pytest.mark.parametrize("logger", [structlog.get_logger, logging.getLogger], ids=["ours", "lib"])
def test_a_logged_failure_says_where_it_arose_and_nothing_that_was_typed(logged, as_json, logger):
    said = logged(as_json=as_json)
    try:
        sign_in(TYPED)
    except LookupError:
        logger().exception("something.failed")
    text = said()
    assert TYPED not in text
    line = json.loads(text)["exception"] if as_json else text
    assert "something.failed" in text
    assert f'File "{__file__}", line ' in line
    assert "in sign_in" in line
    assert line.index("builtins.LookupError") < line.index("because of")
    assert line.index("because of") < line.index("builtins.ValueError")


def test_a_context_that_was_put_aside_is_not_told():
    try:
        try:
            int("x")
        except ValueError:
            raise LookupError from None
    except LookupError:
        trace = our_logging.trace_of(sys.exc_info())
    assert trace.endswith("builtins.LookupError")
    assert "because of" not in trace
