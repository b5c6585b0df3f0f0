"""The reference of roles says what the rules say."""

from pathlib import Path

from openiln.accounts.rules import ROLES_OF, Role, roles_to_give

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "roles.md"


def rows(heading):
    """The rows of the table below a heading, as lists of cells."""
    part = PAGE.read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_role_stands_in_the_table_as_it_is():
    assert rows("# Roles") == [
        [
            f"`{role}`",
            role.label,
            ", ".join(kind for kind, roles in ROLES_OF.items() if role in roles),
            role.purpose,
        ]
        for role in Role
    ]


def test_who_gives_which_role_is_told_as_the_rules_have_it():
    told = {(who, where): which for who, where, which in rows("## Who gives and ends which role")}
    places = {
        "their own agency": ("agency", {"is_own": True, "is_served": False}),
        "their own district": ("district", {"is_own": True, "is_served": False}),
        "the members of a network that their agency runs": (
            "agency",
            {"is_own": False, "is_served": True},
        ),
    }
    for giver in Role:
        for where, (kind, standing) in places.items():
            if standing["is_own"] and giver not in ROLES_OF[kind]:
                continue  # nobody has this role there
            given = roles_to_give(giver, kind=kind, **standing)
            which = told.get((giver.label, where))
            left_out = set() if which is None else withheld(which)
            expected = set() if which is None else ROLES_OF[kind] - left_out
            assert given == expected, (giver, where)


def withheld(which):
    """The roles that a cell leaves out of "every role that its kind has but ..."."""
    _, _, names = which.partition(" but ")
    return {role for role in Role if role.label in names.split(" and ")}
