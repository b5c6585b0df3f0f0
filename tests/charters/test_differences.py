"""How two versions of a network's rules differ, as a person would say it."""

import pytest

from openiln.charters.rules.checking import read_charter
from openiln.charters.rules.differences import differences
from samples import EASTMARK, broken


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "at_least = 6",
            "at_least = 7",
            (
                "The count “Coached” now reads: “At least 7 occasions each school year for each "
                "participant, with at least 2 in writing or by telephone and at least 3 face to "
                "face (each way counted for itself), by 31 May.” It read: “At least 6 occasions "
                "each school year for each participant, with at least 2 in writing or by "
                "telephone and at least 3 face to face (each way counted for itself), by 31 May.”"
            ),
        ),
        (
            'text = "We tell what we tried."',
            'text = "We tell what we tried, and what failed."',
            (
                "The promise “Telling” now reads: “We tell what we tried, and what failed.” "
                "It read: “We tell what we tried.”"
            ),
        ),
        (
            'steward = "OPI"',
            'steward = "ED"',
            ("The words of the network, who runs the network, in short: now “ED”; before, “OPI”."),
        ),
        (
            'threshold = "2/3"',
            'threshold = "3/4"',
            (
                "The vote “Vote of the teachers”, the share that passes it: now 75 percent; "
                "before, 2/3."
            ),
        ),
        (
            "secret = true",
            "secret = false",
            ("The vote “Vote of the teachers”, whether the ballot is secret: now no; before, yes."),
        ),
        (
            'passes = "at-least"',
            'passes = "more-than"',
            (
                "The vote “Vote of the teachers”, whether that share is enough, or more is "
                "needed: now more than; before, at least."
            ),
        ),
        (
            'year_starts = "08-01"',
            'year_starts = "07-01"',
            "The network, the day on which a program year begins: now 1 July; before, 1 August.",
        ),
        (
            'rating_drop = "steward-reviews"',
            'rating_drop = "ends-membership"',
            (
                "The kind of membership “Pioneer school”, what a later drop in rating does: now "
                "ends membership; before, the agency reviews."
            ),
        ),
        (
            "key_contacts = 2\n",
            "",
            (
                "The kind of membership “Pioneer school”, how many key contacts a member names: "
                "now not said; before, 2."
            ),
        ),
        (
            'signatories = ["principal", "teachers", "board"]',
            'signatories = ["principal", "board"]',
            (
                "The kind of membership “Pioneer school”, who signs the letter of commitment: "
                "now “Principal”; “Board”; before, “Principal”; “Teachers”; “Board”."
            ),
        ),
        (
            '{ ends = "06-30", of_full_year = 3, amendment_restarts = false }',
            "{ years = 4 }",
            (
                "Waivers, for how long: now At most 4 years; before, Until 30 June of the third "
                "full school year; an amendment does not begin it anew."
            ),
        ),
        (
            "of_full_year = 3",
            "of_full_year = 4",
            "Waivers, for how long, of which full school year, 1 for the first: now 4; before, 3.",
        ),
        (
            "since = 2025-01-01",
            "since = 2025-02-01",
            (
                "Waivers, by what power, from which day: now 1 February 2025; "
                "before, 1 January 2025."
            ),
        ),
        (
            'id = "reach"\ntext = "Reach every county."',
            'id = "reach-all"\ntext = "Reach all."',
            "The goal “Reach all” is new: “Reach all.”",
        ),
        (
            'id = "reach"\ntext = "Reach every county."',
            'id = "reach-all"\ntext = "Reach all."',
            "The goal “Reach” is gone.",
        ),
        (
            'by = ["locale"]',
            'by = ["locale", "poverty"]',
            "By what reach is reported, by what: now locale; poverty; before, locale.",
        ),
        (
            '[[partners]]\nid = "university"\nname = "The state university"\n',
            "",
            "The partner “The state university” is gone.",
        ),
        (
            '"School of Innovation"\n',
            '"School of Invention"\n',
            (
                "The designation “School of Innovation”, what it is called: now “School of "
                "Invention”; before, “School of Innovation”."
            ),
        ),
        (
            'id = "may-end"',
            'id = "might-end"',
            "The designation “School of Innovation”, the consequence “Might end” is new.",
        ),
        (
            'member = { one = "compact school", many = "compact schools" }',
            'member = "school"',
            (
                "The words of the network, a member: now “school”, of several “schools”; "
                "before, “compact school”, of several “compact schools”."
            ),
        ),
        (
            '{ rating = ["acceptable"], of_year = "2024-25" }',
            '{ rating = ["good"], of_year = "2024-25" }',
            (
                "The kind of membership “Pioneer school”, the ways in; any one is enough: now "
                "Rated good in the ratings of 2024-25; School of innovation already; Invited, to "
                "prepare for the status School of innovation; By exception, with a recorded "
                "reason; before, Rated acceptable in"
            ),
        ),
    ],
)
def test_a_difference_is_one_sentence(old, new, sentence):
    before, after = read_charter(EASTMARK), read_charter(broken(old, new))
    assert any(said.startswith(sentence) for said in differences(before, after))


def test_a_group_of_elements_that_is_new_is_told():
    shorter = broken('[[partners]]\nid = "university"\nname = "The state university"\n', "")
    found = differences(read_charter(shorter), read_charter(EASTMARK))
    assert found == ("The partner “The state university” is new.",)


def test_another_order_is_told():
    friend = EASTMARK[EASTMARK.index('[[tiers]]\nid = "friend"') : EASTMARK.index("[[clauses]]")]
    text = broken(
        '[[tiers]]\nid = "pioneer"',
        friend + '[[tiers]]\nid = "pioneer"',
        EASTMARK.replace(friend, ""),
    )
    found = differences(read_charter(EASTMARK), read_charter(text))
    assert found == (
        "The kinds of membership: the order is now Friend of the compact, Pioneer school.",
    )


HELP = ('at_least = 2\nper = "membership"', 'per = "membership"')
"""What takes the number out of one count of Eastmark's."""


def test_a_count_that_asks_for_a_number_or_no_longer_does_is_said():
    number, none = read_charter(EASTMARK), read_charter(broken(*HELP))
    asked = "“Aim: at least 2 offers of help once and for all.”"
    assert differences(number, none) == (
        f"The count “Help” asks for no number any more. It read: {asked}",
    )
    assert differences(none, number) == (
        f"The count “Help” now reads: {asked} Before, it asked for no number.",
    )


def test_a_count_that_is_new_is_said_in_its_sentence():
    renamed = EASTMARK.replace('"help"', '"offers"')
    found = differences(read_charter(EASTMARK), read_charter(renamed))
    assert found[:2] == (
        "The count “Help” is gone.",
        "The count “Offers” is new: “Aim: at least 2 offers of help once and for all.”",
    )


def test_rows_are_no_difference_to_a_member():
    text = broken('id = "pioneer"', 'id = "pioneer"\nrows = ["MS-01"]')
    assert differences(read_charter(EASTMARK), read_charter(text)) == ()
