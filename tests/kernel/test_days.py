"""The one way of writing a day."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone

from openiln.kernel.days import day_in_words


def test_a_day_is_written_without_a_nought():
    assert day_in_words(date(2026, 3, 2)) == "2 March 2026"


@pytest.mark.parametrize("none", [None, ""])
def test_a_template_writes_it_the_same_and_nothing_for_none(none):
    written = Template("{{ it|day }}")
    assert written.render(Context({"it": date(2026, 3, 2)})) == "2 March 2026"
    assert written.render(Context({"it": none})) == ""


def test_a_time_is_of_the_day_that_it_has_where_the_page_is():
    late = Context({"it": datetime(2026, 3, 3, 4, tzinfo=UTC)})
    with timezone.override("America/Chicago"):
        assert Template("{{ it|day }}").render(late) == "2 March 2026"
