"""What is wrong whatever it means: the syntax, a key, a value."""

from faults import Fault

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
    "an e-mail address that is none": Fault(
        "fictional = true",
        'contact = { email = "the front desk" }',
        "contact",
        "network.contact.email",
        "form",
        "e-mail address",
    ),
    "a telephone number that cannot be dialled": Fault(
        "fictional = true",
        'contact = { telephone = "the front desk" }',
        "contact",
        "network.contact.telephone",
        "form",
        "601-555-0100",
    ),
    "a page that is none": Fault(
        "fictional = true",
        'contact = { page = "javascript:alert(1)" }',
        "contact",
        "network.contact.page",
        "form",
        "https://",
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
