"""The lists of members say what memberships and the directory say."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

import make
import networks
from openiln.directory import facade as directory
from openiln.directory.models import OrganisationYear
from openiln.jobs.worker import Worker
from openiln.kernel import outbox
from openiln.kernel.seat import Operator, Visitor
from openiln.membership import facade, tasks
from openiln.membership.actions import joining
from openiln.membership.actions.belonging import record_designation
from openiln.membership.actions.listing import list_all
from openiln.membership.models.listing import Cell, Listing
from openiln.membership.queries.listing import listed
from openiln.membership.rules.listing import Held, shown_status
from openiln.membership.web.lists import members_list
from openiln.tables.page import page_of
from published import DOI, founded

pytestmark = pytest.mark.django_db


def test_a_member_is_listed_with_what_the_directory_knows():
    make.northland()
    owner = founded("Birch County", enrolment=1200, locale="43", latitude=33.5, longitude=-89.5)
    (line,) = facade.members_listed("northland-iln")
    assert (line.organisation_id, line.name, line.state_code) == (owner.public_id, str(owner), "NL")
    assert (line.locale, line.size, line.enrolment) == ("4", "2", 1200)
    assert (line.latitude, line.longitude) == (33.5, -89.5)
    assert (line.designation, line.is_exemplar, line.tier) == ("", False, "member")


def test_who_is_on_the_way_or_gone_is_not_among_the_members():
    found = make.sent_in()
    assert facade.members_listed(found.network_id) == []
    line = Listing.objects.get()
    assert (line.state, str(line)) == ("waiting", "Northland Unified in northland-iln")
    member = make.member_of(make.membership(name="Second Unified"))
    assert [m.name for m in facade.members_listed(found.network_id)] == ["Second Unified"]
    by = make.superintendent("Second Unified")
    joining.end(member, reason="We merge.", by=by, at=make.NOW)
    assert facade.members_listed(found.network_id) == []


def test_a_status_is_shown_while_it_is_held():
    found = make.member()
    words = {"designation": DOI, "source": "The order.", "by": make.staff(), "at": make.NOW}
    record_designation(found, since=make.TODAY, until=make.TODAY, **words)
    (line,) = facade.members_listed(found.network_id)
    assert (line.designation, line.is_exemplar) == (DOI, True)
    tasks.renew_lists.func(at=make.NOW + timedelta(days=1))
    (line,) = facade.members_listed(found.network_id)
    assert (line.designation, line.is_exemplar) == ("", False)


def test_what_makes_a_model_is_shown_before_what_does_not():
    known = networks.northland().designations
    held = [Held(d.id, date(2024, 1, 1), None) for d in known]
    assert shown_status(known, held, make.TODAY) == (DOI, True)
    assert shown_status(known, held, date(2023, 1, 1)) == ("", False)


def test_an_import_brings_the_lists_up_to_date(tmp_path):
    make.northland()
    path = tmp_path / "districts.csv"
    header = "nces_id,name,state,year,enrolment\n"
    path.write_text(f"{header}2800360,Birch County,NL,2023-24,900\n")
    directory.import_file(path, by=Operator(), at=make.NOW)
    birch = directory.organisation_by_nces_id(Operator(), "2800360")
    facade.record_founding_member(
        "northland-iln",
        organisation_id=birch.id,
        tier="member",
        on=date(2022, 9, 14),
        source="the release",
        by=Operator(),
        at=make.NOW,
    )
    path.write_text(f"{header}2800360,Birch County Schools,NL,2024-25,11000\n")
    directory.import_file(path, by=Operator(), at=make.NOW)
    outbox.deliver_due(make.NOW)
    (line,) = facade.members_listed("northland-iln")
    assert line.name == "Birch County", "a delivery only asks for it"
    Worker("anna", lambda: make.NOW).drain()
    (line,) = facade.members_listed("northland-iln")
    assert (line.name, line.enrolment, line.size) == ("Birch County Schools", 11000, "5")


def test_lines_made_anew_are_the_same_and_a_wrong_one_is_mended():
    make.northland()
    founded("Birch County", enrolment=1200)
    assert list_all(make.NOW) == 0
    OrganisationYear.objects.update(enrolment=5)
    before = Listing.objects.values().get()
    assert list_all(make.NOW) == 1
    assert Listing.objects.values().get() == {**before, "enrolment": 5, "size": "1"}
    Listing.objects.all().delete()
    assert list_all(make.NOW) == 1
    line = Listing.objects.get()
    other = Cell.objects.create(network_id=line.network_id, state="member", locale="9", tier="x")
    Listing.objects.update(cell=other)
    assert list_all(make.NOW) == 1, "a line in another's cell is wrong too"
    assert Listing.objects.get().cell_id == line.cell_id


def test_lines_that_have_the_same_are_counted_by_one_cell_which_outlives_them():
    make.northland()
    birch, oak = (make.member_of(make.membership(name=name)) for name in ("Birch", "Oak"))
    assert Listing.objects.values("cell").distinct().count() == 1
    cells = set(Cell.objects.values_list("pk", flat=True))
    for member, name in ((birch, "Birch"), (oak, "Oak")):
        by = make.superintendent(name)
        joining.end(member, reason="We merge.", by=by, at=make.NOW)
    assert str(Cell.objects.get(state="member")) == "northland-iln member  2026  member"
    assert cells < set(Cell.objects.values_list("pk", flat=True))
    assert not Listing.objects.filter(cell__in=cells).exists()
    declared = members_list(networks.northland(), for_staff=False)
    page = page_of(declared, listed("northland-iln", Visitor()), QueryDict())
    assert (page.total, page.facets) == (0, []), "a cell without lines is no choice"


@pytest.mark.parametrize("members", [1, 3])
def test_lists_are_made_anew_in_queries_that_do_not_grow(members, django_assert_num_queries):
    make.northland()
    for number in range(members):
        founded(f"District {number}", enrolment=5)
    Listing.objects.all().delete()
    with django_assert_num_queries(12):
        list_all(make.NOW)
