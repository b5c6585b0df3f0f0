"""The index of lines, against texts of which the right answer is known by construction."""

import tomllib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openiln.charters.rules.lines import DEEPEST, line_index
from samples import EASTMARK, SHIPPED


def paths_of(value, path=()):
    """Every path of a parsed text that is short enough to be noted."""
    if len(path) > DEEPEST:
        return
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_of(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from paths_of(inner, (*path, position))


HARD = '''
a = 1 # [not.a.table]
"b c" = "x = 1\\n\\"[y]"
'd.e' = 'C:\\path' # "
f.g.h = """
[no.header]
k = "v" \\
""\\"" # no comment
"""
f.g.i = \'\'\'one ' two \'\' three\'\'\'\'\'
list = [ # a comment ] in a list
  "one", [2, 3], # two
  { x = 1, y = { z = [
    4 ] } },
  "]",
]
empty = []
none = {}
day = 2025-01-01 08:00:00
"\\u00e9" = 1
[t . "u"]
v = 1
[[rows]]
id = 1
[rows.inner]
deep = 1
[[rows.more]]
one = 1
[[rows]]
[[rows.more]]
two = 2
[[rows.more]]
three = 3
'''


def test_a_hard_text_is_indexed_line_by_line():
    lines = line_index(HARD)
    said = {
        ("a",): 2,
        ("b c",): 3,
        ("d.e",): 4,
        ("f", "g", "h"): 5,
        ("f", "g", "i"): 10,
        ("list", 0): 12,
        ("list", 1, 1): 12,
        ("list", 2, "y", "z", 0): 14,
        ("list", 3): 15,
        ("empty",): 17,
        ("day",): 19,
        ("é",): 20,
        ("t", "u"): 21,
        ("t", "u", "v"): 22,
        ("rows", 0): 23,
        ("rows", 0, "inner", "deep"): 26,
        ("rows", 0, "more", 0, "one"): 28,
        ("rows", 1, "more", 0, "two"): 31,
        ("rows", 1, "more", 1, "three"): 33,
    }
    assert {path: lines[path] for path in said} == said


def test_every_path_of_the_texts_that_we_have_has_a_line():
    for text in [HARD, EASTMARK, *SHIPPED.values()]:
        assert set(paths_of(tomllib.loads(text))) == set(line_index(text))


# --- Texts built piece by piece, whose lines the builder knows ------------------------------------

WORD = st.text("abAB01-_", min_size=1, max_size=5)
ANY = st.text(st.sampled_from("aB0 é漢#[]{}=,.'\"\\-_"), max_size=12) | st.sampled_from(
    ["[x]", "# no", "a = 1", "]", "}", "{", ",", "''", '"', "\\", "'"]
)


def basic(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


STRINGS = st.one_of(
    ANY.map(basic),
    ANY.filter(lambda t: "'" not in t).map(lambda t: f"'{t}'"),
    st.lists(ANY, max_size=3).map(
        lambda ts: '"""\n' + "\n".join(basic(t)[1:-1] for t in ts) + '"""'
    ),
    st.lists(ANY.filter(lambda t: "'" not in t), max_size=3).map(
        lambda ts: "'''" + "\n".join(ts) + "''" + "'''"
    ),
    ANY.map(lambda t: '"""' + basic(t)[1:-1] + '""' + '"""'),
)
SCALARS = STRINGS | st.sampled_from(["1", "-2.5", "true", "2025-01-01", "08:00:00", "0xff", "inf"])
GAPS = st.sampled_from(["", " ", "\n", "  # [a] = ]\n", "\n\t\n", "\r\n"])
KEYS = WORD | ANY.map(basic) | ANY.filter(lambda t: "'" not in t).map(lambda t: f"'{t}'")


def bracketed(values):
    """A list over several lines."""
    pairs = st.lists(st.tuples(GAPS, values, GAPS), max_size=3)
    return pairs.map(lambda ps: "[" + ",".join(f"{a}{v}{b}" for a, v, b in ps) + "\n]")


def braced(values):
    """A table on one line, with keys of its own."""
    return st.lists(values, max_size=3).map(
        lambda vs: "{" + ", ".join(f"k{n}.'x y' = {v}" for n, v in enumerate(vs)) + "}"
    )


VALUES = st.recursive(SCALARS, lambda inner: bracketed(inner) | braced(inner), max_leaves=6)


@st.composite
def texts(draw):
    """A text and where its planted keys stand: one below each header, and the header itself."""
    lines, planted, lists = [], {}, {}
    for number in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(["one", "two"]))
        is_list = draw(st.booleans())
        table = f"{'l' if is_list else 't'}{name}"
        if is_list:
            lists[table] = lists.get(table, -1) + 1
            path, header = (table, lists[table]), f"[[ {table} ]]"
        else:
            path, header = (f"{table}{number}", "s.ub"), f"[{table}{number} . 's.ub']"
        lines += draw(GAPS).split("\n")
        planted[path] = len(lines) + 1
        lines.append(header + draw(st.sampled_from(["", " # [c]"])))
        for key_number in range(draw(st.integers(0, 3))):
            key = draw(KEYS)
            dotted = f"k{key_number}.{key}"
            (meant,) = tomllib.loads(f"{key} = 1")
            planted[(*path, f"k{key_number}", meant)] = len(lines) + 1
            lines += f"{dotted} = {draw(VALUES)}".split("\n")
    return "\n".join(lines), planted


@settings(suppress_health_check=[HealthCheck.too_slow])  # a text of many parts takes its time
@given(texts())
def test_planted_keys_are_found_on_their_lines(made):
    text, planted = made
    document = tomllib.loads(text)
    lines = line_index(text)
    assert {path: lines.get(path) for path in planted} == planted
    assert set(paths_of(document)) == set(lines)


@given(VALUES)
def test_what_stands_after_a_value_keeps_its_line(value):
    text = f"before = {value}\nafter = 1"
    tomllib.loads(text)
    assert line_index(text)[("after",)] == text.count("\n") + 1


@given(st.lists(st.tuples(GAPS, VALUES), min_size=1, max_size=4))
def test_list_items_stand_on_the_lines_where_they_begin(items):
    text, begins = "list = [", []
    for gap, value in items:
        text += gap
        begins.append(text.count("\n") + 1)
        text += value + ","
    lines = line_index(text + "]")
    assert [lines["list", n] for n in range(len(items))] == begins
