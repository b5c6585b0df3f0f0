from dataclasses import replace
from datetime import date

import pytest

import networks
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation
from openiln.membership.rules import letter, routes, signatures, states
from openiln.membership.rules.routes import Circumstances, RatingKnown
from openiln.membership.rules.signatures import Signed, Voted
from openiln.membership.rules.states import ALLOWED, CLOSED, Holder, State, Step

TODAY = date(2026, 3, 2)
NORTHLAND = networks.northland()
TIER = NORTHLAND.tiers[0]
VOTING = networks.voting()
DOI = "district-of-innovation"
FROM = (
    "From Pine Hill Schools to the Northland Innovation Lab Network, "
    "which the Northland Department of Education runs."
)


# --- states


def test_every_state_says_who_holds_it_and_what_comes_next():
    for state in State:
        assert state.label
        assert state.holder in Holder
        with pytest.raises(OutOfDate):
            states.check_step(Step.APPROVE if state != State.WAITING else Step.RENEW, state, "x")


def test_only_what_waits_for_the_steward_can_be_decided():
    for step in (Step.APPROVE, Step.SEND_BACK, Step.DECLINE):
        states.check_step(step, State.WAITING, "1 March 2026")
        assert ALLOWED[step] == {State.WAITING}


def test_nothing_can_be_done_to_what_is_closed():
    assert not any(state in allowed for state in CLOSED for allowed in ALLOWED.values())
    assert not State.WITHDRAWN.is_open
    assert State.MEMBER.is_open


def test_a_refusal_says_since_when_and_what_to_do():
    with pytest.raises(OutOfDate) as refusal:
        states.check_step(Step.APPROVE, State.WITHDRAWN, "1 March 2026")
    assert refusal.value.sentence == (
        "This cannot be approved: since 1 March 2026 it stands at “Withdrawn”. "
        "Ask to join again: a new letter will be drawn up."
    )


# --- routes


@pytest.mark.parametrize(
    ("known", "opened", "explanation"),
    [
        (
            {"ratings": {"latest-final": RatingKnown("A", "2024-25")}},
            0,
            "By a rating of A or B in the latest final ratings: 2024-25 brought an A.",
        ),
        ({"designations": frozenset({DOI})}, 1, "By being a District of Innovation already"),
        ({"invited_towards": frozenset({DOI})}, 2, "to become a District of Innovation: you have"),
        ({"exception": "A rural pilot."}, 3, "with a recorded reason: A rural pilot."),
    ],
)
def test_the_first_route_that_is_open_is_taken_and_explained(known, opened, explanation):
    way = routes.open_way(NORTHLAND, TIER, Circumstances(**known))
    assert way.route == TIER.routes[opened]
    assert explanation in way.explanation
    assert way.change == ""


def test_each_way_that_is_open_has_a_key_of_what_opened_it():
    known = Circumstances(
        ratings={"latest-final": RatingKnown("A", "2024-25")},
        designations=frozenset({DOI}),
        invited_towards=frozenset({DOI}),
        exception="A pilot.",
    )
    opened = routes.ways_opened(NORTHLAND, TIER, known)
    rating, designation, invitation, exception = opened
    assert rating == "member rating latest-final"
    assert designation == f"member designation {DOI}"
    assert invitation == f"member invitation {DOI}"
    another = routes.ways_opened(NORTHLAND, TIER, Circumstances(exception="Another."))
    assert exception not in another, "another reason is another exception"
    next_year = Circumstances(ratings={"latest-final": RatingKnown("B", "2025-26")})
    assert list(routes.ways_opened(NORTHLAND, TIER, next_year)) == [rating]
    assert routes.ways_opened(NORTHLAND, TIER, Circumstances()) == {}
    assert list(routes.ways_opened(VOTING, VOTING.tiers[0], known)) == ["member open to all"]


def test_where_none_is_open_every_route_says_what_would_open_it():
    known = Circumstances(ratings={"latest-final": RatingKnown("C", "2024-25")})
    shown = routes.ways(NORTHLAND, TIER, known)
    assert [way.is_open for way in shown] == [False] * 4
    assert shown[0].explanation.endswith("2024-25 brought a C.")
    assert all(way.change for way in shown)
    with pytest.raises(RuleViolation) as refusal:
        routes.open_way(NORTHLAND, TIER, known)
    assert "A rating of A or B in the latest final ratings opens it." in refusal.value.sentence
    assert "NDE can make an exception and records why." in refusal.value.sentence
    assert "register your interest" in refusal.value.sentence


def test_a_network_without_registered_interest_does_not_offer_it():
    charter = networks.northland(interest="false")
    with pytest.raises(RuleViolation) as refusal:
        routes.open_way(charter, charter.tiers[0], Circumstances())
    assert "register" not in refusal.value.sentence


def test_a_district_without_a_rating_is_told_so():
    way = routes.ways(NORTHLAND, TIER, Circumstances())[0]
    assert way.explanation.endswith("none is recorded here.")
    assert way.change.endswith("once NDE has it.")


def test_a_named_year_and_a_single_rating_are_said_as_they_are():
    text = networks.northland_text().replace(
        'rating = ["A", "B"], of_year = "latest-final"', 'rating = ["A"], of_year = "2016-17"'
    )
    charter = networks.read_charter(text)
    way = routes.ways(charter, charter.tiers[0], Circumstances())[0]
    assert way.explanation.startswith("By a rating of A in the year 2016-17:")


def test_a_network_that_is_open_to_all_opens_to_all():
    way = routes.open_way(VOTING, VOTING.tiers[0], Circumstances())
    assert way.explanation == "Open to: Any district of the state."


# --- the letter


def test_a_letter_says_what_both_sides_promise_and_who_signs():
    text = letter.render(NORTHLAND, TIER, "Pine Hill Schools", "First.\n\nSecond.")
    assert text.split("\n\n") == [
        "Letter of commitment",
        FROM,
        "We ask to be a member district of the network, and promise:",
        "1. We take part in the quarterly meetings.",
        "2. We share what we learn.",
        "NDE promises us:",
        "1. We help you.",
        "In our own words:",
        "First.",
        "Second.",
        "To be signed by: Superintendent; Teachers; Local school board.\n",
    ]


def test_what_a_member_chooses_from_is_not_said_to_be_promised_whole():
    kentucky = networks.read_charter((networks.SHIPPED / "kyiln.toml").read_text())
    text = letter.render(kentucky, kentucky.tiers[0], "Pine Hill Schools", "")
    of_menu = kentucky.clauses_offered(kentucky.menus[0])
    assert "and promise:" not in text, "there is nothing that every district promises"
    asked, offered = text.split("What a district chooses to do: we take on some of these, ")
    assert all(clause.text not in asked for clause in of_menu)
    assert offered.startswith(f"by our own choice:\n\n1. {of_menu[0].text}")
    stated = replace(kentucky, menus=(replace(kentucky.menus[0], number_is_stated=True),))
    text = letter.render(stated, stated.tiers[0], "Pine Hill Schools", "")
    assert "we take on at least 1 of these" in text


def test_a_letter_without_own_words_or_stewards_promises_leaves_them_out():
    text = letter.render(VOTING, VOTING.tiers[0], "Pine Hill Schools", "")
    assert "promises us" not in text
    assert "own words" not in text


def test_the_same_words_have_the_same_hash_and_others_another():
    assert letter.hash_of("a") == letter.hash_of("a") != letter.hash_of("a ")
    # sha256 of "abc": FIPS 180-4, example of NIST
    assert letter.hash_of("abc").startswith("ba7816bf8f01cfea414140de5dae2223")


def test_differences_are_told_by_paragraph():
    before = "One\n\nTwo\n\nThree\n\nFour\n"
    after = "Nought\n\nOne\n\nTwo and a half\n\nThree\n"
    found = letter.differences(before, after)
    assert [(d.kind, d.before, d.after) for d in found] == [
        ("Added", "", "Nought"),
        ("Changed", "Two", "Two and a half"),
        ("Removed", "Four", ""),
    ]
    assert letter.differences(before, before) == ()


def test_a_statement_is_trimmed_and_has_a_length():
    assert letter.check_statement("  We\r\nwill. \n") == "We\nwill."
    with pytest.raises(BadInput, match="Leave out about 1"):
        letter.check_statement("x" * (letter.LONGEST_STATEMENT + 1))


# --- signatures


def gaps(charter=NORTHLAND, signed=(), voted=(), sha256="now"):
    return signatures.gaps(charter, charter.tiers[0], sha256=sha256, signed=signed, voted=voted)


def test_a_signature_stands_as_long_as_its_text():
    signed = [Signed("superintendent", "now"), Signed("teachers", "before")]
    assert [gap.signatory for gap in gaps(signed=signed)] == ["teachers", "board"]


def test_a_vote_is_asked_only_where_it_is_stated_and_comes_first():
    assert [gap.sentence for gap in gaps(VOTING)] == [
        "The signature: Superintendent.",
        "The vote: Vote of the teachers.",
        "The signature: Teachers.",
    ]
    failed = [Voted("teacher-vote", "now", is_settled=False)]
    assert gaps(VOTING, voted=failed) == gaps(VOTING)
    passed = [Voted("teacher-vote", "now", is_settled=True)]
    assert [gap.vote for gap in gaps(VOTING, voted=passed)] == ["", ""]


def test_an_incomplete_letter_is_refused_and_each_gap_named():
    with pytest.raises(RuleViolation, match=r"signature: Teachers\. The signature: Local school"):
        signatures.check_complete(gaps(signed=[Signed("superintendent", "now")]))
    signatures.check_complete(())


def called(name):
    return signatures.signatory_called(NORTHLAND, TIER, name)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("superintendent", ["superintendent", "teachers", "board"]),
        ("educator", ["teachers"]),
        ("board-clerk", ["board"]),
        ("delegate", []),
        ("steward-staff", []),
        ("viewer", []),
    ],
)
def test_each_role_signs_what_it_may(role, may):
    for name in ("superintendent", "teachers", "board"):
        if name in may:
            signatures.check_may_sign(role, called(name))
        else:
            with pytest.raises(NotPermitted):
                signatures.check_may_sign(role, called(name))


def test_a_delegate_is_told_to_mail_the_link():
    with pytest.raises(NotPermitted, match="A delegate prepares the letter and does not sign it"):
        signatures.check_may_sign("delegate", called("superintendent"))


def test_a_signatory_that_the_letter_does_not_ask_is_refused():
    with pytest.raises(RuleViolation, match="asks no signature of “mayor”"):
        called("mayor")


def check_signable(name, *, read="now", charter=NORTHLAND, signed=()):
    signatory = signatures.signatory_called(charter, charter.tiers[0], name)
    missing = gaps(charter, signed=signed)
    signatures.check_signable(signatory, text_read=read, text="now", missing=missing)


def test_what_was_read_must_be_what_stands():
    check_signable("teachers")
    with pytest.raises(OutOfDate, match="has changed since you opened it"):
        check_signable("teachers", read="before")


def test_nobody_signs_twice_or_before_the_vote():
    with pytest.raises(RuleViolation, match="already signed as “Superintendent”"):
        check_signable("superintendent", signed=[Signed("superintendent", "now")])
    with pytest.raises(RuleViolation, match="the vote must be recorded"):
        check_signable("teachers", charter=VOTING)


@pytest.mark.parametrize(
    ("name", "title", "sentence"),
    [(" ", "x", "Type your name"), ("x", "", "Type your title"), ("x" * 121, "x", "longer")],
)
def test_a_signature_is_a_name_and_a_title(name, title, sentence):
    with pytest.raises(BadInput, match=sentence):
        signatures.check_name_and_title(name, title)
    assert signatures.check_name_and_title(" Pat  Lee ", "Dr ") == ("Pat Lee", "Dr")


def test_every_way_of_signing_has_words():
    assert {how.label for how in signatures.How} == {"signed in", "by a mailed link", "on paper"}
