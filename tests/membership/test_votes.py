"""A vote is held, judged and left out as the rules ask."""

import dataclasses
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import networks
from openiln.kernel.errors import BadInput, RuleViolation
from openiln.membership.rules import votes
from openiln.membership.rules.votes import Conduct, Count

TODAY = date(2026, 3, 2)
VOTING = networks.voting()


def verdict(count, **words):
    return votes.judge(networks.voting(**words).votes[0], Count(*count))


@pytest.mark.parametrize(
    ("words", "count", "is_passed"),
    [
        ({}, (30, 30, 30, 20), True),
        ({}, (30, 30, 30, 19), False),
        ({"passes": "more-than"}, (30, 30, 30, 20), False),
        ({"passes": "more-than"}, (30, 30, 30, 21), True),
        ({"denominator": "present"}, (30, 21, 18, 14), True),
        ({"denominator": "present"}, (30, 21, 18, 13), False),
        ({"denominator": "votes-cast"}, (30, 21, 18, 12), True),
        ({"denominator": "votes-cast"}, (30, 21, 18, 11), False),
        ({"denominator": "members-of-the-body"}, (7, 5, 5, 5), True),
        ({"denominator": "members-of-the-body"}, (7, 7, 7, 4), False),
    ],
)
def test_a_vote_is_judged_by_its_denominator_and_its_threshold(words, count, is_passed):
    judged = verdict(count, **words)
    assert judged.is_passed is is_passed
    assert judged.sentence.startswith("Passed: " if is_passed else "Not passed: ")


def test_the_arithmetic_is_said():
    assert verdict((30, 30, 30, 19)).sentence == (
        "Not passed: 19 of 30 eligible in favour; at least 2/3 of them, 20, had to be."
    )
    assert "more than 2/3 of them, 21," in verdict((30, 30, 30, 21), passes="more-than").sentence


def test_without_a_quorum_nothing_passes():
    words = {"denominator": "votes-cast", "quorum": 'quorum = "1/2"'}
    judged = verdict((31, 15, 15, 15), **words)
    assert not judged.is_passed
    assert judged.sentence == "Without a quorum: 15 of 31 took part, and 1/2 of them, 16, had to."
    assert verdict((31, 16, 16, 16), **words).is_passed


@given(
    out_of=st.integers(1, 5000),
    share=st.fractions(0, 1),
    passes=st.sampled_from(["at-least", "more-than"]),
)
def test_the_number_that_is_named_is_exactly_the_one_that_passes(out_of, share, passes):
    yes = int(share * out_of)
    judged = verdict((out_of, out_of, out_of, yes), passes=passes)
    needed = int(judged.sentence.split("of them, ")[1].split(",")[0])
    assert judged.is_passed is (yes >= needed)
    third = Fraction(yes, out_of) - Fraction(2, 3)
    assert judged.is_passed is (third > 0 or (third == 0 and passes == "at-least"))


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        ((0, 0, 0, 0), "Somebody must be eligible"),
        ((5, 6, 5, 5), "6 were present, but 5 are eligible"),
        ((5, 5, 6, 5), "6 voted, but 5 were present"),
        ((5, 5, 5, 6), "6 voted in favour, but 5 voted"),
        ((5, -1, 0, 0), "-1 were present"),
    ],
)
def test_numbers_that_cannot_be_of_one_vote_are_refused(count, sentence):
    with pytest.raises(BadInput, match=sentence):
        votes.check_count(Count(*count))
    votes.check_count(Count(5, 5, 5, 5))


def conduct(**changes):
    held = {
        "held_on": date(2026, 3, 1),
        "was_secret": True,
        "certified_by": "Kim Clerk",
        "noticed_on": date(2026, 2, 19),
    }
    return Conduct(**{**held, **changes})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"held_on": date(2026, 3, 3)}, "lies in the future"),
        (
            {"held_on": date(2026, 2, 28)},
            "and the vote was held before",
        ),
        ({"was_secret": False}, "must be a secret ballot"),
        ({"certified_by": " "}, "certified by the district's clerk"),
        ({"noticed_on": None}, "10 days of notice: by 19 February 2026"),
        ({"noticed_on": date(2026, 2, 20)}, "10 days of notice"),
    ],
)
def test_a_vote_must_be_held_as_the_rules_ask(changes, sentence):
    vote = VOTING.votes[0]
    votes.check_conduct(vote, conduct(), written=date(2026, 3, 1), today=TODAY)
    with pytest.raises((RuleViolation, BadInput), match=sentence):
        votes.check_conduct(vote, conduct(**changes), written=date(2026, 3, 1), today=TODAY)


def test_whoever_records_a_vote_reads_what_the_rules_ask_of_it():
    said = " ".join(votes.said_of(VOTING.votes[0]))
    assert "by secret ballot" in said
    assert "Notice must be given 10 days before it, or earlier." in said
    quorate = dataclasses.replace(VOTING.votes[0], quorum=Fraction(1, 2))
    assert "At least 1/2 of those who may vote must take part." in votes.said_of(quorate)


def test_an_open_vote_needs_no_secrecy_notice_or_certificate():
    text = networks.voting_text()
    for key in ("secret = true", "certified_by =", "notice_days ="):
        text = "\n".join(line for line in text.splitlines() if not line.startswith(key))
    vote = networks.read_charter(text).votes[0]
    votes.check_conduct(vote, Conduct(held_on=TODAY, was_secret=False), written=TODAY, today=TODAY)


def test_a_vote_is_left_out_only_for_a_reason_of_the_rules():
    vote = VOTING.votes[0]
    votes.check_not_applicable(vote, "The district employs no teachers.")
    with pytest.raises(RuleViolation, match="only for one of these: The district employs no"):
        votes.check_not_applicable(vote, "We forgot.")
    text = networks.voting_text().replace(
        'not_applicable = ["The district employs no teachers."]', ""
    )
    with pytest.raises(RuleViolation, match="The rules let nobody leave out"):
        votes.check_not_applicable(networks.read_charter(text).votes[0], "x")


def test_a_vote_that_the_rules_do_not_know_is_refused():
    assert votes.vote_called(VOTING, "teacher-vote") == VOTING.votes[0]
    with pytest.raises(RuleViolation, match="state no vote “mayor”"):
        votes.vote_called(VOTING, "mayor")
