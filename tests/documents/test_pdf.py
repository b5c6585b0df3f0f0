import re
from pathlib import Path

import pytest

import make
from inside_pdf import asked_of
from openiln.documents import pdf

HERE = Path(__file__).parent
NAME = 'O\'Neil #panic("run") *bold* $x$ <label> @ref `code` \\ [x] {{ y }} "\u00e9"'
CONTENT = {
    "name": NAME,
    "paragraphs": ["Your letter of commitment is signed.", "#pagebreak() stays a sign."],
    "owed": [{"what": "Quarterly meetings", "by": "June 30, 2026"}],
}


def letter(**changes):
    made = {"title": "Letter of commitment", "content": CONTENT, "at": make.NOW, **changes}
    return pdf.render_pdf(HERE / "letter.typ", **made)


def test_a_letter_says_what_it_was_given_and_what_people_wrote_is_inert(tmp_path):
    text = " ".join(asked_of("pdftotext", letter(), tmp_path).split())
    assert f"Dear {NAME}," in text
    assert "#pagebreak() stays a sign." in text
    assert "Quarterly meetings" in text
    assert "1 of 1" in text


def test_a_letter_is_tagged_titled_and_in_english(tmp_path):
    made = letter()
    said = asked_of("pdfinfo", made, tmp_path)
    assert "Tagged:          yes" in said
    assert "Letter of commitment" in said
    assert re.search(rb"/Lang ?\(en-US\)", made)
    assert b"pdfuaid:part" in made


def test_a_letter_is_set_in_the_faces_that_come_with_the_product(tmp_path):
    fonts = asked_of("pdffonts", letter(), tmp_path).splitlines()[2:]
    faces = sorted(line.split()[0].partition("+")[2] for line in fonts)
    assert faces == ["SourceSansPro-Bold", "SourceSansPro-It", "SourceSansPro-Regular"]


def test_the_same_input_gives_the_same_bytes():
    assert letter() == letter()


def test_an_image_without_alternative_text_is_an_error():
    with pytest.raises(pdf.DocumentFault, match=r"no_alt.typ makes no accessible PDF.*alt text"):
        pdf.render_pdf(HERE / "no_alt.typ", title="Chart", content={}, at=make.NOW)


def test_a_template_reads_no_file_outside_its_folder():
    with pytest.raises(pdf.DocumentFault, match=r"escaping.typ makes no accessible PDF"):
        pdf.render_pdf(HERE / "escaping.typ", title="X", content={}, at=make.NOW)


def test_a_document_without_a_title_is_an_error():
    with pytest.raises(pdf.DocumentFault, match="title"):
        letter(title="")
