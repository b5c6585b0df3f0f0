"""Each kind of fault is named with its line, its key and its mend."""

import pytest

from faults_of_form import SYNTAX, VALUES
from faults_of_meaning import MEANINGS
from openiln.charters.rules.checking import read_charter
from openiln.kernel.errors import BadInput
from samples import EASTMARK, broken, line_of

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


def test_two_hundred_faults_are_enough_for_one_run():
    text = "\n".join(f"a{number} = 1" for number in range(20_000))
    assert len(findings_of(text)) == 200


def test_a_thousand_dangling_references_are_named_soon():
    menus = [
        f'[[menus]]\nid = "m{n}"\nname = "M"\nof = ["x{n}", "y"]\nat_least = 1\n'
        for n in range(1000)
    ]
    assert len(findings_of(EASTMARK + "".join(menus))) == 200
