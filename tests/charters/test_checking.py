"""Each kind of fault is named with its line, its key and its mend."""

from dataclasses import dataclass

import pytest

from openiln.charters.rules.checking import check_versions, read_charter
from openiln.kernel.errors import BadInput
from samples import EASTMARK, broken, line_of


@dataclass(frozen=True)
class Fault:
    """`old` of the good text becomes `new`; the finding stands on the line of `at`."""

    old: str
    new: str
    at: str
    key: str
    wrong: str
    mend: str


VOTE = "votes.teacher-vote"
COACHED = "obligations.coached"
SYNTAX = {
    "a table that is not closed": Fault(
        "[words]", "[words", "[words\n", "column", "cannot be read", "Write the line anew."
    ),
    "a text that is not closed": Fault(
        'charter = "the compact"', 'charter = "the', 'charter = "the', "column", "read", "quotation"
    ),
    "a text without quotation marks": Fault(
        'charter = "the compact"', "charter = the", "charter = the", "column", "read", "quotation"
    ),
    "a key without a value": Fault(
        'charter = "the compact"', "charter", "charter\n", "column", "'='", "key = value"
    ),
    "a key that is here twice": Fault(
        'steward = "OPI"', 'steward = "OPI"\nsteward = "O"', 'steward = "O"\n', "", "over", "twice"
    ),
    "a header that is here twice": Fault(
        "[reach]", "[words]", "[words]\nconcern", "column", "declare", "twice"
    ),
    "a day that the calendar has not": Fault(
        "2025-08-01", "2025-02-30", "2025-02-30", "column", "date", "calendar"
    ),
    "a control character": Fault(
        "the compact", "the \x00compact", "the \x00", "column", "Illegal", "type the line anew"
    ),
}
VALUES = {
    "an unknown key with a near one": Fault(
        "at_least = 6", "atleast = 6", "atleast", f"{COACHED}.atleast", "no key", "at_least?"
    ),
    "an unknown key with none near": Fault(
        "[reach]", "[reach]\nzzz = 1", "zzz", "reach.zzz", "no key", "Known here: concern, by, rows"
    ),
    "an unknown table": Fault(
        "[reach]", "[[tier]]\nid = 'x'\n[reach]", "[[tier]]", "tier", "no key", "mean tiers?"
    ),
    "a missing key": Fault(
        'name = "Principal"\n',
        "",
        '[[signatories]]\nid = "principal"',
        "signatories.principal.name",
        "missing",
        "Add it: Who signs",
    ),
    "a duplicate id": Fault(
        'id = "board"',
        'id = "teachers"',
        'id = "teachers"\nname = "Local',
        "signatories.teachers.id",
        'id of two signatories: "teachers"',
        "another id",
    ),
    "a reference to nothing, with a near id": Fault(
        'clause = "coaching"',
        'clause = "coachin"',
        'coachin"',
        f"{COACHED}.clause",
        "none of the clauses",
        'mean "coaching"?',
    ),
    "a reference to nothing, with none near": Fault(
        'near = "certification"',
        'near = "zzz"',
        '"zzz"',
        "waivers.expected.hours.near",
        "none of the protected",
        "Add one to [[protected]]",
    ),
    "a reference named twice": Fault(
        '"teachers", "board"]',
        '"board", "board"]',
        '"board", "board"]',
        "tiers.pioneer.signatories[3]",
        'names "board" twice',
        "Name it once.",
    ),
    "text where a number belongs": Fault(
        "at_least = 6",
        'at_least = "six"',
        '"six"',
        f"{COACHED}.at_least",
        "text where a whole number",
        "without quotation marks",
    ),
    "true where a number belongs": Fault(
        "at_least = 6",
        "at_least = true",
        "at_least = true",
        f"{COACHED}.at_least",
        "true or false",
        "digits",
    ),
    "a number with a point": Fault(
        "at_least = 6",
        "at_least = 6.5",
        "6.5",
        f"{COACHED}.at_least",
        "a number with a point",
        "digits",
    ),
    "a number too small": Fault(
        "at_least = 6",
        "at_least = 0",
        "at_least = 0",
        f"{COACHED}.at_least",
        "too small",
        "1 or more",
    ),
    "a number too large": Fault(
        "after_days = 45",
        "after_days = 900",
        "900",
        "network.closes.after_days",
        "too large",
        "366 or less",
    ),
    "a number where text belongs": Fault(
        'name = "Principal"',
        "name = 7",
        "name = 7",
        "signatories.principal.name",
        "a number where text",
        "quotation marks",
    ),
    "text where true or false belongs": Fault(
        "secret = true",
        'secret = "yes"',
        '"yes"',
        f"{VOTE}.secret",
        "true or false belongs",
        "Write true or false",
    ),
    "text where a day belongs": Fault(
        "since = 2025-01-01",
        'since = "2025"',
        '"2025"',
        "waivers.authority.since",
        "where a day belongs",
        "2026-07-01",
    ),
    "a time where a day belongs": Fault(
        "since = 2025-01-01",
        "since = 2025-01-01T08:00:00",
        "T08",
        "waivers.authority.since",
        "a time where a day",
        "2026-07-01",
    ),
    "text where a list belongs": Fault(
        'levels = ["statute", "contract"]',
        'levels = "statute"',
        'levels = "statute"',
        "waivers.levels",
        "text where a list",
        "square brackets",
    ),
    "one table where several belong": Fault(
        "[[partners]]",
        "[partners]",
        "[partners]",
        "partners",
        "a table where a list",
        "[[partners]]",
    ),
    "several tables where one belongs": Fault(
        "[reach]", "[[reach]]", "[[reach]]", "reach", "a list where a table", "{ key = value }"
    ),
    "a word that is none": Fault(
        'denominator = "eligible"',
        'denominator = "everyone"',
        "everyone",
        f"{VOTE}.denominator",
        '"everyone", which is none of its words',
        '"votes-cast"',
    ),
    "a number where a word belongs": Fault(
        'denominator = "eligible"',
        "denominator = 1",
        "denominator = 1",
        f"{VOTE}.denominator",
        "is a number, which is none",
        '"present"',
    ),
    "an empty text": Fault(
        '"We come to the assemblies."',
        '"  "',
        '"  "',
        "clauses.assemblies.text",
        "empty",
        "remove the key",
    ),
    "a text too long": Fault(
        "We come to the assemblies.",
        "We come. " * 600,
        "We come. ",
        "clauses.assemblies.text",
        "characters",
        "4000",
    ),
    "a character that cannot be seen": Fault(
        "We come to",
        "We come\\u202e to",
        "\\u202e",
        "clauses.assemblies.text",
        "cannot be seen",
        "anew",
    ),
    "an empty list": Fault(
        'origins = ["new"]',
        "origins = []",
        "origins = []",
        "innovation.origins",
        "empty list",
        "at least 1",
    ),
    "an id with other letters": Fault(
        'id = "pioneer"',
        'id = "Pioneer School"',
        "Pioneer School",
        "tiers.Pioneer School.id",
        "has not the form",
        "small letters",
    ),
    "a row that is none": Fault(
        'id = "pioneer"',
        'id = "pioneer"\nrows = ["13"]',
        "rows",
        "tiers.pioneer.rows[1]",
        "has not the form",
        "MS-13",
    ),
    "a day of the year that not every year has": Fault(
        'ends = "06-30"', 'ends = "02-29"', "02-29", "waivers.term.ends", "form", "MM-DD"
    ),
    "a day of the year in another form": Fault(
        'ends = "06-30"', 'ends = "W26-1"', "W26-1", "waivers.term.ends", "form", "MM-DD"
    ),
    "a time zone that is none": Fault(
        "America/Denver", "Mountain", "Mountain", "network.time_zone", "form", "America/Chicago"
    ),
    "a state that is none": Fault(
        'member_kind = "school"',
        'member_kind = "school"\nstate = "Eastmark"',
        "state =",
        "network.state",
        "form",
        "two capital letters",
    ),
    "a rated year that is none": Fault(
        'of_year = "2024-25"',
        'of_year = "soon"',
        "soon",
        "tiers.pioneer.routes[1].of_year",
        "form",
        "2016-17",
    ),
    "a share that is none": Fault(
        'threshold = "2/3"',
        'threshold = "most"',
        '"most"',
        f"{VOTE}.threshold",
        "no share",
        '"2/3"',
    ),
    "a share of nothing": Fault(
        'threshold = "2/3"', 'threshold = "2/0"', '"2/0"', f"{VOTE}.threshold", "no share", "25 %"
    ),
    "a share beyond the whole": Fault(
        'threshold = "2/3"',
        'threshold = "120 %"',
        "120 %",
        f"{VOTE}.threshold",
        "no part of a whole",
        "at most 1",
    ),
    "a number where a share belongs": Fault(
        'threshold = "2/3"',
        "threshold = 0.66",
        "0.66",
        f"{VOTE}.threshold",
        "where a share",
        '"2/3"',
    ),
    "a table of no kind": Fault(
        '{ exception = "recorded" }',
        "{ of_year = '2020-21' }",
        "2020-21",
        "tiers.pioneer.routes[4]",
        "does not say which kind",
        "exactly one of: rating, designation, invited_towards",
    ),
    "a table of two kinds": Fault(
        '{ exception = "recorded" }',
        "{ exception = 'recorded', open_to = 'All.' }",
        "'All.'",
        "tiers.pioneer.routes[4]",
        "both exception and open_to",
        "exactly one of",
    ),
}
MEANINGS = {
    "a vote that none can pass": Fault(
        'threshold = "50 %"',
        'threshold = "100 %"',
        "100 %",
        "votes.board-vote.threshold",
        "more than everyone",
        "at-least",
    ),
    "a vote in which a minority decides": Fault(
        'threshold = "2/3"',
        'threshold = "1/3"',
        "1/3",
        f"{VOTE}.threshold",
        "minority",
        "more-than",
    ),
    "a quorum that decides nothing": Fault(
        "notice_days = 14",
        'quorum = "1/2"',
        "quorum",
        f"{VOTE}.quorum",
        "nothing",
        "Remove the quorum",
    ),
    "a menu that asks for more than it offers": Fault(
        '"help"]\nat_least = 1',
        '"help"]\nat_least = 3',
        "at_least = 3\n\n[[goals]]",
        "menus.outside.at_least",
        "3 out of 2",
        "Write 2 or less",
    ),
    "a menu without a choice": Fault(
        '"help"]\nat_least = 1',
        '"help"]\nat_least = 2',
        "at_least = 2\n\n[[goals]]",
        "menus.outside.at_least",
        "nothing to choose",
        "Remove the menu",
    ),
    "a menu of one": Fault(
        'of = ["visits-made", "help"]',
        'of = ["help"]',
        'of = ["help"]',
        "menus.outside.of",
        "names 1",
        "at least 2",
    ),
    "a menu for both sides": Fault(
        'of = ["visits-made", "help"]',
        'of = ["visits-made", "reports"]',
        'reports"]',
        "menus.outside.of",
        "mixes",
        "two menus",
    ),
    "an obligation in two menus": Fault(
        "[[goals]]",
        '[[menus]]\nid = "b"\nname = "B"\nof = ["help", "work"]\nat_least = 1\n[[goals]]',
        'of = ["help", "work"]',
        "menus.b.of",
        '"outside" offers too',
        "in one menu",
    ),
    "an obligation of the other side's clause": Fault(
        'clause = "inviting"\nowed_by = "steward"',
        'clause = "telling"\nowed_by = "steward"',
        'clause = "telling"\nowed_by = "steward"',
        "obligations.assemblies-called.clause",
        "other side",
        "the side that owes it",
    ),
    "an effort under a firm clause": Fault(
        'clause = "visits"',
        'clause = "telling"',
        'strength = "expected"\ncounts = "exchange"',
        "obligations.visits-made.strength",
        '"expected", and its clause "required"',
        "same strength",
    ),
    "a member who holds the convening": Fault(
        'counts = "contact"',
        'counts = "training"',
        "training",
        f"{COACHED}.counts",
        "only a steward",
        'owed_by = "steward"',
    ),
    "a steward who attends as a member": Fault(
        'counts = "report"',
        'counts = "highlight"',
        'counts = "highlight"\nper_each',
        "obligations.reports.counts",
        "only a member",
        'owed_by = "member"',
    ),
    "one member counted for the network": Fault(
        'per_each = "participant"',
        'per_each = "network"',
        'per_each = "network"',
        f"{COACHED}.per_each",
        "whole network",
        '"participant"',
    ),
    "parts that add up to more": Fault(
        "at_least = 6\ntogether = false",
        "at_least = 4\ntogether = true",
        "including",
        f"{COACHED}.including",
        "asks for 5 in its parts, but for 4",
        "at_least = 5",
    ),
    "parts of no number": Fault(
        "at_least = 6\n", "", "including", f"{COACHED}.including", "no number", "Add at_least"
    ),
    "ways of what has none": Fault(
        'counts = "contact"',
        'counts = "sharing"',
        "including",
        f"{COACHED}.including",
        "which sharing has not",
        "contact",
    ),
    "a due day without a number": Fault(
        "at_least = 6\n", "", "due = { on", f"{COACHED}.due", "no number to be due", "remove due"
    ),
    "a due day for an effort": Fault(
        'counts = "help-offered"',
        'counts = "help-offered"\ndue = { on = "05-01" }',
        "05-01",
        "obligations.help.due",
        "for an effort",
        "never overdue",
    ),
    "a due day in every month": Fault(
        'due = { on = "05-31" }',
        'due = { on = "05-31" }\nper = "month"',
        "due = { on",
        f"{COACHED}.due",
        "counts by month",
        "program-year",
    ),
    "a number asked as needed": Fault(
        "as_needed = true",
        "as_needed = true\nat_least = 1",
        "as_needed",
        "obligations.work.as_needed",
        "a number and for none",
        "Remove",
    ),
    "a highlight that holds fewer than it must": Fault(
        '{ what = "practice", at_least = 1 }',
        '{ what = "practice", at_least = 3, at_most = 2 }',
        "at_most = 2",
        "obligations.story.holds.at_most",
        "below at_least = 3",
        "Exchange",
    ),
    "a recorded authority without its decider": Fault(
        'decider = "the State Board"\n',
        "",
        "[waivers.authority]",
        "waivers.authority.decider",
        "missing from a recorded authority",
        "requested",
    ),
    "an unrecorded authority with a day": Fault(
        'state = "none-recorded"',
        'state = "none-recorded"\nsince = 2025-01-01',
        "since = 2025-01-01\n\n[[designations",
        "designations.school-of-innovation.exemptions.authority.since",
        "not recorded",
        "recorded",
    ),
    "an exception that lets all be waived": Fault(
        'up_to = "25 %"',
        'up_to = "100 %"',
        "100 %",
        "waivers.protected.certification.exceptions[1].up_to",
        "everything",
        "smaller share",
    ),
    "an exception taken from no citation": Fault(
        'citations = ["Eastmark Code 9-12", "Eastmark Code 9-13"]\n',
        "",
        "but_for",
        "waivers.protected.certification.but_for",
        "no citation",
        "Add the citations",
    ),
    "a protected area within itself": Fault(
        'within = "certification"',
        'within = "background-checks"',
        'within = "background',
        "waivers.protected.background-checks.within",
        "itself",
        "wider area",
    ),
    "protected areas in a ring": Fault(
        'but_for = ["9-13(b)"]',
        'within = "background-checks"',
        "[[waivers.protected]]",
        "waivers.protected",
        "within itself",
        "ring",
    ),
    "a may that comes after the shall": Fault(
        "consecutive_years = 2",
        "consecutive_years = 3",
        "[[designations.triggers]]",
        "designations.school-of-innovation.triggers",
        "only when it already shall",
        "fewer years",
    ),
    "an invitation to what asks none": Fault(
        "invited = true, ",
        "",
        "routes = [\n",
        "tiers.pioneer.routes",
        "asks no invitation",
        "invited = true",
    ),
    "themes out of order": Fault(
        "from_year = 2",
        "from_year = 1",
        "themes",
        "groups.measuring.themes",
        "twice in a year",
        "once",
    ),
    "a vocabulary that stays empty": Fault(
        "living = true\n",
        "",
        "terms = []",
        "vocabularies.words.terms",
        "nobody can add",
        "living = true",
    ),
    "a network that is its own parent": Fault(
        'member_kind = "school"',
        'member_kind = "school"\nparent = "eastmark-iln"',
        "parent",
        "network.parent",
        "itself",
        "above it",
    ),
    "a first year that ends before it starts": Fault(
        "fictional = true",
        "first_year = { starts = 2025-08-01, ends = 2025-07-31 }",
        "first_year",
        "network.first_year.ends",
        "not after its start",
        "Exchange",
    ),
    "a first year of three years": Fault(
        "fictional = true",
        "first_year = { starts = 2025-08-01, ends = 2028-07-31 }",
        "first_year",
        "network.first_year.ends",
        "more than two years",
        "within two years",
    ),
    "a first year that leaves a gap": Fault(
        "fictional = true",
        "first_year = { starts = 2025-08-01, ends = 2026-06-30 }",
        "first_year",
        "network.first_year",
        "does not end where the next",
        "day before 08-01",
    ),
}
ALL = SYNTAX | VALUES | MEANINGS


def findings_of(text):
    with pytest.raises(BadInput) as refused:
        read_charter(text)
    return refused.value.findings


def test_the_text_that_is_broken_below_is_whole():
    assert read_charter(EASTMARK).name == "Eastmark Innovation Schools Compact"


def test_there_are_over_thirty_kinds():
    assert len(ALL) > 75


@pytest.mark.parametrize("kind", ALL)
def test_a_fault_is_named_with_line_key_and_mend(kind):
    fault = ALL[kind]
    text = broken(fault.old, fault.new)
    line = line_of(text, fault.at)
    place = f"line {line}, {fault.key}"
    found = findings_of(text)
    named = [f for f in found if f.place.startswith(place) and fault.wrong in f.wrong]
    assert named, [str(f) for f in found]
    assert fault.mend in named[0].mend
    assert named[0].mend.endswith((".", "?"))


def test_one_run_names_every_fault_from_the_top_down():
    kinds = ["a duplicate id", "a reference to nothing, with a near id", "a word that is none"]
    text = EASTMARK
    for kind in kinds:
        text = broken(ALL[kind].old, ALL[kind].new, text)
    text = broken("from_year = 2", "from_year = 1", text)
    lines = [int(f.place.split()[1].rstrip(",")) for f in findings_of(text)]
    assert len(lines) == 5  # the duplicate id leaves a fifth: the tier names an id that is gone
    assert lines == sorted(lines)


def test_lists_too_deep_to_read_are_refused():
    finding = findings_of("a = " + "[" * 100_000)[0]
    assert "too deep" in finding.wrong


@pytest.mark.parametrize("key", ["a" + ".a" * 100_000, '"x".' * 40 + "x", "[ a" + " . a" * 30])
def test_a_key_of_endless_parts_is_refused_before_it_is_read(key):
    finding = findings_of(f"b = 1\n{key} = 1")[0]
    assert (finding.place, finding.wrong) == ("line 2", "holds a key of twenty parts or more.")


def test_a_key_of_ten_thousand_letters_is_shown_by_its_beginning():
    assert len(findings_of("a" * 10_000 + " = 1")[0].place) < 150


def test_a_list_within_lists_is_known_by_its_key():
    text = broken("[reach]", "[reach]\ndeep = " + "[" * 40 + "1" + "]" * 40)
    assert findings_of(text)[0].place == f"line {line_of(text, 'deep')}, reach.deep"


def test_a_file_that_ends_too_soon_is_named_at_its_last_line():
    assert findings_of('[network]\nid = "x"\nrows = [\n')[0].place == "line 3"


def test_an_integer_of_ten_thousand_digits_is_refused():
    assert "cannot be read" in findings_of("a = " + "9" * 10_000)[0].wrong


def test_an_empty_file_is_told_what_a_charter_needs():
    keys = [f.place for f in findings_of("")]
    assert keys == ["line 1, network", "line 1, tiers", "line 1, signatories", "line 1, clauses"]


def test_the_same_text_is_read_once():
    assert read_charter(EASTMARK) is read_charter(EASTMARK)


# --- Versions beside each other ---------------------------------------------------------------


def versions(**changes):
    return {name: broken(*change) for name, change in changes.items()}


def test_two_versions_for_one_day_overlap():
    found = check_versions(versions(a=("OPI", "OPE"), b=("OPI", "OPU")))
    assert [str(f) for f in found["b"]] == [
        (
            "line 7, network.in_force_on: overlaps with a: both are in force from 2025-08-01. "
            "Give the later version a later day."
        )
    ]


def test_versions_on_different_days_stand_beside_each_other():
    assert check_versions(versions(a=("OPI", "OPE"), b=("2025-08-01", "2026-08-01"))) == {}


def test_versions_of_different_networks_do_not_meet():
    assert check_versions(versions(a=("OPI", "O"), b=('"eastmark-iln"', '"westmark-iln"'))) == {}


def test_a_version_that_splits_a_year_is_named():
    later = (
        '2025-08-01\nmember_kind = "school"\nyear_starts = "08-01"',
        '2026-03-01\nmember_kind = "school"\nyear_starts = "07-01"',
    )
    found = check_versions(versions(a=("OPI", "OPE"), b=later))
    assert "begins its years on 07-01" in found["b"][0].wrong
    assert found["b"][0].place == "line 9, network.year_starts"


def test_a_version_whose_year_is_the_usual_one_is_named_at_its_table():
    later = (
        '2025-08-01\nmember_kind = "school"\nyear_starts = "08-01"',
        '2026-03-01\nmember_kind = "school"',
    )
    found = check_versions(versions(a=("OPI", "OPE"), b=later))
    assert found["b"][0].place == "line 3, network.year_starts"


def test_two_hundred_faults_are_enough_for_one_run():
    text = "\n".join(f"a{number} = 1" for number in range(20_000))
    assert len(findings_of(text)) == 200


def test_a_thousand_dangling_references_are_named_soon():
    menus = [
        f'[[menus]]\nid = "m{n}"\nname = "M"\nof = ["x{n}", "y"]\nat_least = 1\n'
        for n in range(1000)
    ]
    assert len(findings_of(EASTMARK + "".join(menus))) == 200
