"""History: one's own, or one's network's, and never another's."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps

import make
import networks
from openiln.accounts.actions import name_person
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.charters.rules.checking import read_charter
from openiln.directory.rules.kinds import Kind
from openiln.kernel.history import of_organisation
from openiln.kernel.models import AuditRecord, Concern, Identified
from openiln.mail.models import Message
from openiln.membership.actions.belonging import add_participant
from openiln.membership.actions.links import sign_by_link
from openiln.membership.models.membership import Steward
from openiln.news.actions.announcing import draft_announcement
from openiln.pages.queries.told import names_in
from openiln.pages.web.history import PAGE, kinds_in

pytestmark = pytest.mark.django_db
HISTORY = "/northland-iln/history/"
TOLD_BY_ANOTHER = {
    "membership.Decision",  # a record about the membership
    "membership.Receipt",  # the same
    "news.Correction",  # about the announcement
    "files.StoredFile",  # about what it is kept for
}
"""Models about which no record is ever written: one about another thing says it."""


def test_a_district_reads_what_it_did_and_what_was_done_about_it(sit):
    make.member()
    make.membership(name="Second Unified")
    page = sit(make.superintendent()).read(HISTORY)
    assert "put a signature as Superintendent under" in page
    assert "approved" in page
    assert "gave access as Superintendent, Northland Unified" in page
    assert "Second Unified" not in page


def test_a_signature_by_a_mailed_link_is_read_without_the_name_that_was_typed(sit):
    link = make.signing_link()
    token = re.search(r"/sign/([\w-]+)/", Message.objects.get(to=link.address).text)[1]
    sign_by_link(token, name="Tess Teacher", title="Teacher", at=make.NOW)
    page = sit(make.superintendent()).read(HISTORY)
    assert "Whoever had the link to sign as Teachers put a signature as Teachers under" in page
    assert "Tess" not in page


def test_the_staff_read_all_of_their_network_and_nothing_of_another(staff):
    make.membership()
    make.membership(networks.voting_text(), name="Voting Unified")
    page = staff().read(HISTORY)
    assert "Northland Unified asked to join" in page
    assert "Voting Unified asked to join" not in page


def test_a_district_in_two_networks_shows_each_only_its_own(staff, sit):
    make.membership()
    other = make.membership(networks.voting_text())
    here = "asked to join the Southmark Innovation Lab Network"
    assert here not in staff().read(HISTORY)
    page = sit(make.superintendent()).read(f"/{other.network_id}/history/")
    assert here in page
    assert "asked to join the Northland" not in page


def test_news_of_one_network_stands_in_no_other_of_the_same_agency(staff):
    other = make.northland(networks.voting_text())
    words = {"title": "Not yet told", "text": "x", "audience": "public"}
    drafted = draft_announcement(make.northland(), **words, by=make.staff(), at=make.NOW)
    corrected = make.correction()
    follower = make.follower()
    for thing in (drafted, corrected, follower):
        assert thing.concern() == Concern(network_id="northland-iln")
    told = (
        "drafted the announcement “Not yet told”",
        "corrected the announcement",
        "Someone asked",
    )
    here, there = staff().read(HISTORY), staff().read(f"/{other}/history/")
    for sentence in told:
        assert sentence in here
        assert sentence not in there


def test_every_kind_of_record_can_be_asked_for_in_the_networks_words():
    audited = {
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, Identified) and model._meta.label not in TOLD_BY_ANOTHER
    }
    own = '[words]\nletter = "pledge"\nrules = "handbook"'
    kinds = kinds_in(read_charter(networks.northland_text().replace("[words]", own)))
    assert set(kinds) == audited | {"jobs.job", "kernel.delivery"}
    assert kinds["membership.letter"] == "Pledges"
    assert kinds["charters.charter"] == "Handbook"


def test_what_a_person_did_for_themself_stands_in_their_own_history(sit):
    make.membership()
    seat = make.superintendent()
    person = Person.objects.get(public_id=seat.person_id)
    name_person(person, name="Al", telephone="", by=seat, at=make.NOW)
    assert "changed the name or number that others see" in sit(seat).read(HISTORY)


def named(seat, name):
    person = Person.objects.get(public_id=seat.person_id)
    name_person(person, name=name, telephone="", by=seat, at=make.NOW)


def test_the_same_act_of_one_day_is_one_line_with_its_count(sit):
    found = make.member()
    seat = make.superintendent()
    for number in range(3):
        words = {"name": f"Teacher {number}", "role": "Teacher", "contact": ""}
        at = make.NOW + timedelta(minutes=number)
        add_participant(found, **words, on=make.TODAY, by=seat, at=at)
    words = {"name": "Teacher 4", "role": "Teacher", "contact": ""}
    add_participant(found, **words, on=make.TODAY, by=seat, at=make.NOW + timedelta(days=1))
    page = sit(seat).read(f"{HISTORY}?kind=membership.participant")
    assert page.count("put a person on the roster of Northland Unified.") == 2
    assert page.count("<strong>3 times</strong>") == 1
    assert "9:00 a.m. to 9:02 a.m." in page
    assert "4 entries" in page


def test_a_district_reads_the_names_of_its_own_people_and_of_the_agencys(sit, staff):
    make.member()
    named(make.superintendent(), "Robin Reed")
    named(make.staff(), "Sam Stone")
    page = sit(make.superintendent()).read(HISTORY)
    assert "· Robin Reed" in page
    assert "· Sam Stone" in page
    page = staff().read(HISTORY)
    assert "· Robin Reed" in page
    assert "gave access as Superintendent, Northland Unified. This is Robin Reed." in page
    assert "Superintendent, Northland Unified was taken up. This is" not in page


def test_nobody_reads_the_name_of_whom_they_may_not_see(staff):
    make.membership()
    named(make.superintendent(), "Robin Reed")
    assert "Robin" not in staff().read(HISTORY), "they are on the way in, with their own people"


def test_what_someone_did_is_found_by_their_name(staff):
    make.member()
    named(make.superintendent(), "Robin Reed")
    page = staff().read(f"{HISTORY}?who=robin")
    assert "put a signature" in page
    assert "Network staff, Northland Department of Education approved" not in page


def test_a_network_that_nobody_runs_has_a_history_without_an_agency():
    found = make.member()
    Steward.objects.all().delete()
    rows = list(AuditRecord.objects.all())
    names = names_in(found.network_id, rows, make.TODAY, make.superintendent())
    assert list(names.values()) == ["Avery Field"], "one's own people alone"


def test_history_is_narrowed_by_each_word(staff):
    found = make.member()
    other = make.membership(name="Second Unified")
    of_other = staff().read(f"{HISTORY}?organisation={other.organisation_id}")
    assert "Second Unified" in of_other
    assert "Superintendent, Northland Unified put" not in of_other
    votes = staff().read(f"{HISTORY}?kind=membership.signature")
    assert "put a signature" in votes
    assert "gave access" not in votes
    by = staff().read(f"{HISTORY}?who=network+staff")
    assert "approved" in by
    assert "put a signature" not in by
    assert "approved" in staff().read(f"{HISTORY}?since=2026-03-02&until=2026-03-02")
    assert "Nothing here fits" in staff().read(f"{HISTORY}?since=2026-03-03")
    assert "Nothing here fits" in staff().read(f"{HISTORY}?until=2026-03-01")
    assert str(found.organisation) in by


def test_a_day_that_is_none_is_said_and_nothing_typed_is_lost(staff):
    make.membership()
    page = staff().read(f"{HISTORY}?since=yesterday&who=avery")
    assert "“yesterday” is not a day that we can read. Write it as 2026-03-02" in page
    assert 'value="avery"' in page
    for year in ("0001", "9999"):
        assert f"“{year}-12-31” is not a day" in staff().read(f"{HISTORY}?until={year}-12-31")


def test_a_district_cannot_ask_for_another(sit):
    make.membership()
    other = make.membership(name="Second Unified")
    page = sit(make.superintendent()).read(f"{HISTORY}?organisation={other.organisation_id}")
    assert "Second Unified" not in page


def test_history_comes_as_csv_with_the_same_words_asked(staff):
    make.member()
    answer = staff().get(f"{HISTORY}?kind=membership.signature&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "at,by,what,sentence"
    assert len(lines) == 4
    assert lines[1].startswith('2026-03-02 09:00,"Superintendent, Northland Unified",Signatures,')
    assert answer["Content-Disposition"] == 'attachment; filename="history-northland-iln.csv"'


def test_a_long_history_is_paged(staff):
    place = make.membership().organisation
    for number in range(PAGE):
        make.grant(Role.MENTOR, place, f"m{number}@northland.example")
    assert "Next page" in staff().read(f"{HISTORY}?who=operator")
    page = staff().read(f"{HISTORY}?who=operator&page=2")
    assert "Previous page" in page
    assert "?who=operator&amp;page=1" in page


def test_others_find_no_history(sit):
    make.membership()
    assert sit(make.superintendent("Elsewhere")).get(HISTORY).status_code == 404


def test_whoever_acts_for_no_organisation_has_none():
    with pytest.raises(ValueError, match="no organisation"):
        of_organisation("", "northland-iln")


def test_the_last_month_is_one_click_and_keeps_what_else_was_asked(staff):
    make.membership()
    with time_machine.travel(make.NOW, tick=False):
        page = staff().read(f"{HISTORY}?who=avery")
    assert "?who=avery&amp;since=2026-02-01&amp;until=2026-02-28" in page
    assert "?who=avery&amp;since=2026-03-01&amp;until=2026-03-02" in page
    assert "Nothing here fits" in staff().read(f"{HISTORY}?since=2026-02-01&until=2026-02-28")


def test_a_district_is_not_asked_about_the_running_of_the_site(staff, sit):
    make.membership()
    technical = ("Jobs that stopped", "News between the parts", "Directory: imports")
    for said in technical:
        assert said in staff().read(HISTORY)
        assert said not in sit(make.superintendent()).read(HISTORY)


@pytest.mark.parametrize("members", [1, 3])
def test_history_costs_the_same_however_long(staff, members, django_assert_num_queries):
    for number in range(members):
        make.member_of(make.membership(name=f"{number} Unified"))
    make.acting(Role.VIEWER, Kind.DISTRICT, "0 Unified")
    someone = staff()
    someone.get(HISTORY)
    with django_assert_num_queries(17):
        page = someone.read(HISTORY)
    assert f"{AuditRecord.objects.count()} entries" in page
