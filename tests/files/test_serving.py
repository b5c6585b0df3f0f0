import pytest

import make
from openiln.files import serving, store
from openiln.kernel.errors import NotPermitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("state")]


def anyone(_stored):
    """A check that lets everyone."""


def test_a_file_is_served_as_an_attachment_that_no_browser_runs():
    answer = serving.attachment(make.stored_file("Plan \u00e9.pdf"), check=anyone)
    assert answer.content == make.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Plan%20")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


def test_a_page_in_disguise_is_served_as_plain_text():
    stored = make.stored_file("page.html", content=b"<script>alert(1)</script>")
    answer = serving.attachment(stored, check=anyone)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="page.txt"'


def test_whoever_may_not_have_a_file_gets_none_of_it():
    def nobody(_stored):
        raise NotPermitted("This file is for its own district.")

    stored = make.stored_file()
    store.path_of(stored.sha256).unlink()  # it would be lost, had anyone looked
    with pytest.raises(NotPermitted):
        serving.attachment(stored, check=nobody)
