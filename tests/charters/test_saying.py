"""What charters say in plain words: outlines, differences, the manual of keys."""

import re

import pytest

from openiln.charters.rules.checking import read_charter
from openiln.charters.rules.manual import manual
from openiln.charters.rules.outline import outline
from openiln.charters.rules.sentences import ordinal
from openiln.charters.rules.words import COMMON, Noun
from samples import EASTMARK, NETWORKS, SHIPPED, broken

MANUAL = NETWORKS.parents[3] / "docs" / "reference" / "charter-file.md"


def said(text, section_id):
    """Every sentence of a section, tags before texts."""
    sections = {section.id: section for section in outline(read_charter(text))}
    section = sections[section_id]
    items = [f"{i.tag}: {i.text}" if i.tag else i.text for i in section.items]
    return [section.intro, *items, *(note for i in section.items for note in i.notes)]


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ("members", "At least 1 assembly each quarter."),
        (
            "members",
            (
                "At least 6 occasions each school year for each participant, "
                "with at least 2 in writing "
                "or by telephone and at least 3 face to face (each way "
                "counted for itself), by 31 May."
            ),
        ),
        (
            "members",
            (
                "At least 1 annual highlight each school year, with at least 1 practice, "
                "within 20 days of its end."
            ),
        ),
        ("members", "As needed; no number is asked."),
        ("outside", "Each compact school takes on at least 1 of these 2."),
        ("outside", "Aim: at least 1 exchange each month."),
        ("outside", "Aim: at least 2 offers of help once and for all."),
        ("agency", "We call the assemblies, and report on them."),
        (
            "waivers",
            (
                "Who grants: The State Board decides, by Eastmark Code 9-1 (invented), "
                "since 1 January 2025."
            ),
        ),
        (
            "waivers",
            (
                "How long: Until 30 June of the third full school year; "
                "an amendment does not begin it anew."
            ),
        ),
        ("never-waiver", "But for 9-13(b)."),
        (
            "never-waiver",
            (
                "Except up to 25 percent of the teaching staff of a school, "
                "with a degree in the subject."
            ),
        ),
        ("school-of-innovation", "First: 2 years in the network before applying."),
        ("school-of-innovation", "How many: At most 5 each school year."),
        ("school-of-innovation", "How long: At most 5 years; a renewal, at most 5."),
        ("school-of-innovation", "By 31 August."),
        (
            "school-of-innovation",
            "Afterwards: Its rating is unacceptable for 3 years in a row: OPI shall end it.",
        ),
        ("never-school-of-innovation", "Health and safety."),
        ("joining-pioneer", "Any one of the ways in is enough. A fee is asked."),
        ("joining-pioneer", "Way in: Rated acceptable in the ratings of 2024-25."),
        ("joining-pioneer", "Afterwards: After a later drop in rating, OPI reviews it."),
        (
            "joining-pioneer",
            (
                "Teachers: At least 2/3 of those eligible, by secret ballot. "
                "Who may vote: Licensed "
                "teachers employed half time or more; those on leave count. "
                "Notice: 14 days. Certified "
                "by the panel of three teachers. Left out only for: a new "
                "school that has no staff yet."
            ),
        ),
        (
            "joining-pioneer",
            (
                "Local board: More than 1/2 of the members of the body, when at least 1/2 of those "
                "eligible take part. Who may vote: The members of the local board."
            ),
        ),
        ("joining-friend", "Way in: Any school."),
        ("goals", "Innovation here means: A practice that is new to the school."),
        ("groups", "From year 2: Agency."),
        ("groups", "Others take part too: The state university."),
        ("terms", "It grows: compact schools comment on it."),
        ("grants", "Where the money allows."),
        ("sight", "Each compact school's own progress: the network's compact schools."),
    ],
)
def test_a_rule_is_said_in_plain_words(section, sentence):
    assert sentence in said(EASTMARK, section)


@pytest.mark.parametrize(
    ("old", "new", "section", "sentence"),
    [
        (
            'state = "recorded"',
            'state = "requested"',
            "waivers",
            (
                "Who grants: The authority to grant them has been requested. "
                "Until it is recorded, a request for a waiver can be drafted, and not granted."
            ),
        ),
        (
            '"practice", at_least = 1 }',
            '"practice", at_least = 2, at_most = 2 }',
            "members",
            (
                "At least 1 annual highlight each school year, with 2 practices, "
                "within 20 days of its end."
            ),
        ),
        (
            '"program-year", source',
            '"calendar-year", source',
            "school-of-innovation",
            "How many: At most 5 each calendar year.",
        ),
        (
            '"program-year", source',
            '"in-all", source',
            "school-of-innovation",
            "How many: At most 5 in all.",
        ),
        (
            "consecutive_years = 2",
            "consecutive_years = 1",
            "school-of-innovation",
            "Afterwards: Its rating is unacceptable for 1 year in a row: OPI may end it.",
        ),
        (
            "membership_years = 2",
            "membership_years = 1",
            "school-of-innovation",
            "First: One year in the network before applying.",
        ),
        (
            "{ years = 5, renewal_years = 5 }",
            "{ years = 1 }",
            "school-of-innovation",
            "How long: At most 1 year.",
        ),
        (
            "amendment_restarts = false",
            "amendment_restarts = true",
            "waivers",
            "How long: Until 30 June of the third full school year; an amendment begins it anew.",
        ),
        (
            ', who = "with a degree in the subject"',
            "",
            "never-waiver",
            "Except up to 25 percent of the teaching staff of a school.",
        ),
        (
            "together = false",
            "together = true",
            "members",
            (
                "At least 6 occasions each school year for each participant, "
                "with at least 2 in writing "
                "or by telephone and at least 3 face to face (counted together), by 31 May."
            ),
        ),
        (
            "at_least = 1\n\n[[goals]]",
            "at_least = 1\nnumber_is_stated = false\n\n[[goals]]",
            "outside",
            "Each compact school takes on some of these. How many is not stated.",
        ),
        (
            'rating_drop = "steward-reviews"',
            'rating_drop = "ends-membership"',
            "joining-pioneer",
            "Afterwards: A later drop in rating ends the membership.",
        ),
        (
            'threshold = "2/3"',
            'threshold = "66.5 %"',
            "joining-pioneer",
            (
                "Teachers: At least 133/200 of those eligible, by secret "
                "ballot. Who may vote: Licensed "
                "teachers employed half time or more; those on leave count. "
                "Notice: 14 days. Certified "
                "by the panel of three teachers. Left out only for: a new "
                "school that has no staff yet."
            ),
        ),
    ],
)
def test_another_rule_is_said_otherwise(old, new, section, sentence):
    assert sentence in said(broken(old, new), section)


def test_an_authority_that_is_not_there_is_said_to_be_missing():
    text = EASTMARK.replace('state = "recorded"', 'state = "none-recorded"')
    for key in ("instrument", "decider", "since"):
        text = re.sub(rf"^{key} = .*\n", "", text, flags=re.MULTILINE)
    assert said(text, "waivers")[1] == (
        "Who grants: No authority to grant them is recorded here yet: "
        "a request for a waiver can be drafted, and not granted."
    )


def test_a_status_of_which_little_is_said_keeps_its_sentence():
    start, end = EASTMARK.index("requires = {"), EASTMARK.index("[[groups]]")
    text = EASTMARK[:start] + EASTMARK[end:]
    text = broken('  { invited_towards = "school-of-innovation" },\n', "", text)
    assert said(text, "school-of-innovation")[1:] == [
        "What it is: A school that has shown its plan to work."
    ]


def test_a_request_for_an_exemption_is_a_draft_without_an_authority():
    assert any("request for an exemption can" in s for s in said(EASTMARK, "school-of-innovation"))


def test_what_a_charter_does_not_speak_of_has_no_section():
    ids = [section.id for section in outline(read_charter(SHIPPED["kyiln"]))]
    assert "waivers" not in ids
    assert "members" not in ids, "all that Kentucky asks is a choice"
    assert ids[0] == "member-practices"


@pytest.mark.parametrize("stem", SHIPPED)
def test_no_shipped_text_uses_the_words_of_the_code(stem):
    sections = outline(read_charter(SHIPPED[stem]))
    text = " ".join(str(section) for section in sections).replace("'", " ")
    assert (
        re.findall(r"\b(charter|deed|seat|steward|line|obligation)s?\b", text, re.IGNORECASE) == []
    )


@pytest.mark.parametrize(
    ("number", "word"), [(3, "third"), (11, "11th"), (21, "21st"), (22, "22nd")]
)
def test_ordinals(number, word):
    assert ordinal(number) == word


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("county", "counties"),
        ("survey", "surveys"),
        ("church", "churches"),
        ("school", "schools"),
        ("District of Innovation", "Districts of Innovation"),
    ],
)
def test_a_noun_makes_its_plural(one, many):
    assert Noun.from_text(one) == Noun(one=one, many=many)


def test_words_that_are_not_said_are_common_ones():
    assert str(COMMON.convening) == "network meeting"
    assert read_charter(SHIPPED["kyiln"]).words.practice == COMMON.practice
    assert read_charter(broken('steward = "OPI"\n', "")).steward.startswith("the Eastmark")


# --- The manual -------------------------------------------------------------------------------


def test_the_manual_holds_every_key_as_the_grammar_has_it():
    assert manual() in MANUAL.read_text()


def test_the_pieces_of_the_how_to_make_one_good_charter():
    how_to = MANUAL.parents[1] / "how-to" / "write-a-charter.md"
    pieces = re.findall(r"```toml\n(.*?)```", how_to.read_text(), re.DOTALL)
    assert len(pieces) == 5
    charter = read_charter("\n".join(pieces))
    assert charter.network.id == "westland-iln"
    assert charter.waivers.protected[0].exceptions
