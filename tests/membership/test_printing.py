"""The letter on paper: what it says, for whom there is a line, and until when it is printed."""

import pytest

import make
from addressed import address, sha256
from inside_pdf import asked_of
from openiln.membership.actions import drawing
from openiln.membership.queries import letters
from openiln.membership.web import printing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"


def test_a_letter_is_printed_with_a_place_for_each_signature_that_is_missing(at):
    found = make.membership()
    make.signature("superintendent", found)
    place = address(found, "print/")
    assert place in at().read(address(found))
    answer = at().get(place)
    assert answer["Content-Type"] == "application/pdf"
    assert "letter-Northland Unified-1.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert printing.content_of(letters.folder(found))["asked"] == [
        "Teachers",
        "Local school board",
    ]
    assert at("superintendent", "Second Unified").get(place).status_code == 404
    make.signature("teachers", found)
    make.signature("board", found)
    assert place not in at().read(address(found)), "nobody is left to sign on paper"


def test_the_printed_letter_has_every_paragraph_of_the_text_that_is_hashed_on_it(at, tmp_path):
    found = make.membership()
    said = {"statement": "We try:\n- one thing;\n- another.", "read": sha256(found)}
    letter = drawing.write_statement(found, **said, by=make.superintendent(NAME), at=make.NOW)
    printed = at().get(address(found, "print/")).content
    text = asked_of("pdftotext", printed, tmp_path)
    words = " ".join(text.split())
    assert words.startswith(" ".join(letter.text.split())), "nothing before it, nothing left out"
    assert "- one thing;\n" in text
    assert letter.sha256 in words
    assert f"of {NAME}" in asked_of("pdfinfo", printed, tmp_path).partition("\n")[0]


def test_a_letter_that_cannot_be_signed_is_not_printed(at):
    found = make.sent_in()
    page = at().read(address(found, "print/"))
    assert "This cannot be signed" in page
    assert "it stands at “Waiting for a decision”" in page
