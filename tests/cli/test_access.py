"""`iln access`, as the operator runs it."""

import pytest

import make
from openiln.accounts.models import Seat
from openiln.accounts.rules import Role
from openiln.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run words of the command line; returns the exit code, what was said, what was complained."""

    def run(*words):
        code = main(["access", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_operator_gives_the_first_of_an_agencys_staff_access(run):
    place = make.agency()
    code, said, _ = run("give", place.public_id, "steward-staff", "first@northland.example")
    given = Seat.objects.get()
    assert code == 0
    assert said == (
        f"{given.public_id}  An invitation goes to first@northland.example: "
        "Network staff, Northland Department of Education.\n"
    )


def test_an_organisation_is_named_by_either_id_and_its_people_are_listed(run):
    place = make.organisation(nces_id="2800360")
    assert run("list", "2800360") == (0, "Nobody has access there yet.\n", "")
    run("give", "2800360", "mentor", "m@northland.example")
    make.seat(Role.SUPERINTENDENT, place)
    assert run("give", "2800360", "viewer", "v@northland.example")[0] == 0
    ended = Seat.objects.get(role=Role.VIEWER)
    assert run("end", ended.public_id, "--reason", "Sent in error")[:2] == (
        0,
        "The access has ended.\n",
    )
    code, said, _ = run("list", place.public_id)
    states = {tuple(line.split()[1:]) for line in said.splitlines()}
    assert code == 0
    assert states == {
        ("invited", "mentor", "m@northland.example"),
        ("acts", "superintendent", "avery@northland.example"),
        ("ended", "viewer", "v@northland.example"),
    }


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("give", "nowhere", "mentor", "m@northland.example"), "no organisation nowhere"),
        (("give", "2800360", "emperor", "m@northland.example"), "There is no role 'emperor'."),
        (("list", "nowhere"), "no organisation nowhere"),
        (("end", "nothing", "--reason", "x"), "You may not see who this is."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run, words, complaint):
    make.organisation(nces_id="2800360")
    code, said, complained = run(*words)
    assert (code, said) == (1, "")
    assert complaint in complained
    assert not Seat.objects.exists()
