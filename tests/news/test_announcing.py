from datetime import UTC, date, datetime, timedelta

import pytest

import make
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate
from openiln.kernel.models import AuditRecord, OutboxEvent
from openiln.kernel.seat import Visitor
from openiln.membership.actions import joining
from openiln.news import facade, queries
from openiln.news.actions import announcing
from openiln.news.models import Announcement
from openiln.news.rules import Standing
from refusals import refused

pytestmark = pytest.mark.usefixtures("staff")
LATER = make.NOW + timedelta(days=1)
WORDS = {"title": "Other", "text": "Other.", "audience": "members"}


def publish(found, staff, **words):
    words = {"on": None, "read": found.fingerprint, "at": make.NOW, **words}
    return announcing.publish_announcement(found, **words, by=staff)


def edit(found, staff, **words):
    words = {**WORDS, "read": found.fingerprint, "at": make.NOW, **words}
    return announcing.edit_announcement(found, **words, by=staff)


def correct(found, staff, **words):
    told = {"title": found.title, "text": "Mended.", "note": "It was wrong."}
    words = {**told, "read": found.fingerprint, "at": LATER, **words}
    return announcing.correct_announcement(found, **words, by=staff)


def take_back(found, staff, reason="Nothing of it is true.", at=LATER):
    return announcing.take_back(found, reason=reason, by=staff, at=at)


def seen(seat, at=make.NOW):
    return [found.title for found in queries.published("northland-iln", seat, at)]


def test_a_draft_is_read_by_the_staff_alone(staff):
    found = make.draft()
    assert found.standing(make.NOW) is Standing.DRAFT
    assert seen(Visitor()) == seen(staff) == []
    assert list(queries.in_hand("northland-iln", staff, make.NOW)) == [found]
    assert not queries.in_hand("northland-iln", make.superintendent(), make.NOW)
    assert AuditRecord.objects.filter(
        sentence__contains="drafted the announcement “The spring meeting” of northland-iln."
    ).exists()
    assert not OutboxEvent.objects.filter(name=announcing.PUBLISHED).exists()


def test_it_is_published_at_once(staff):
    found = publish(make.draft(), staff)
    assert (found.appears_at, found.standing(make.NOW)) == (make.NOW, Standing.PUBLISHED)
    assert seen(Visitor()) == ["The spring meeting"]
    event = OutboxEvent.objects.get(name=announcing.PUBLISHED)
    assert event.payload == {
        "announcement": found.public_id,
        "appears_at": make.NOW.isoformat(),
    }


def test_it_appears_with_the_first_minute_of_its_day_where_the_network_is(staff):
    found = publish(make.draft(), staff, on=date(2026, 3, 10))
    first_minute = datetime(2026, 3, 10, 5, tzinfo=UTC)  # midnight in Chicago, in summer time
    assert found.appears_at == first_minute
    assert found.standing(make.NOW) is Standing.SCHEDULED
    assert seen(Visitor(), first_minute - timedelta(seconds=1)) == []
    assert seen(Visitor(), first_minute) == ["The spring meeting"]
    assert list(queries.in_hand("northland-iln", staff, make.NOW)) == [found]
    assert not queries.in_hand("northland-iln", staff, first_minute)


def test_until_its_day_it_is_edited_and_given_another(staff):
    found = edit(publish(make.draft(), staff, on=date(2026, 3, 10)), staff, audience="public")
    moved = publish(found, staff, on=date(2026, 3, 5))
    assert moved.appears_at == datetime(2026, 3, 5, 6, tzinfo=UTC)
    assert seen(Visitor(), moved.appears_at) == ["Other"]


def test_the_day_of_today_is_now(staff):
    late = datetime(2026, 3, 3, 4, tzinfo=UTC)  # still 2 March in Chicago
    assert publish(make.draft(), staff, on=date(2026, 3, 2), at=late).appears_at == late


def test_a_day_that_is_over_is_refused(staff):
    found = make.draft()
    with refused("1 March 2026 is over", BadInput):
        publish(found, staff, on=date(2026, 3, 1))


def test_drafts_stand_after_what_waits_for_its_day(staff):
    old, new = make.draft("Old"), make.draft("New")
    second = make.announcement("Second", on=date(2026, 4, 2))
    first = make.announcement("First", on=date(2026, 4, 1))
    found = queries.in_hand("northland-iln", staff, make.NOW)
    assert list(found) == [first, second, new, old]


def test_what_somebody_else_changed_meanwhile_is_not_published_or_edited_unread(staff):
    found = make.draft()
    read = found.fingerprint
    edit(found, make.staff("second@northland.example"))
    for act in (publish, edit):
        with refused("Somebody changed this announcement", OutOfDate):
            act(found, staff, read=read)
    assert Announcement.objects.get().title == "Other"


def test_what_has_appeared_is_corrected_and_not_edited_or_published_anew(staff):
    found = make.announcement()
    for act in (edit, publish):
        with refused("It is published already. Correct it, or take it back", OutOfDate):
            act(found, staff)
    done = correct(found, staff)
    found.refresh_from_db()
    assert (found.title, found.text) == ("The spring meeting", "Mended.")
    assert (done.note, done.at) == ("It was wrong.", LATER)
    assert done.text_before.startswith("The network meets")
    assert OutboxEvent.objects.filter(name=announcing.PUBLISHED).count() == 1, "no second mail"


def test_a_correction_needs_a_note_and_something_published(staff):
    published, drafted = make.announcement(), make.draft()
    with refused("Write what you corrected", BadInput):
        correct(published, staff, note=" ")
    with refused("Edit the draft instead", OutOfDate):
        correct(drafted, staff)
    waits = make.announcement(on=date(2026, 4, 1))
    with refused("It has not appeared yet", OutOfDate):
        correct(waits, staff)
    with refused("Somebody changed this", OutOfDate):
        correct(published, staff, read="")


def test_what_was_taken_back_leaves_the_list_and_says_why(staff):
    found = take_back(make.announcement(), staff)
    assert seen(Visitor(), LATER) == seen(staff, LATER) == []
    assert queries.visible_to(Visitor(), LATER).get() == found
    assert found.taken_back_because == "Nothing of it is true."
    for act in (correct, edit, publish, take_back):
        with refused("It was taken back. Write a new announcement", OutOfDate):
            act(found, staff)


def test_what_was_taken_back_before_anyone_read_it_is_not_there_for_others(staff):
    drafted, waits = make.draft(), make.announcement(on=date(2026, 4, 1))
    for found in (drafted, waits):
        take_back(found, staff)
    long_after = make.NOW + timedelta(days=90)
    assert not queries.visible_to(Visitor(), long_after)
    assert queries.visible_to(staff, long_after).count() == 2


def test_taking_back_needs_a_reason(staff):
    found = make.announcement()
    with refused("Write why you take it back", BadInput):
        take_back(found, staff, reason="")


def test_an_empty_announcement_is_refused(staff):
    with refused("Write a title", BadInput):
        announcing.draft_announcement(
            "northland-iln", title="", text="x", audience="public", by=staff, at=make.NOW
        )


def test_a_reviewer_reads_drafts_and_changes_nothing(staff):
    found = make.draft()
    reviewer = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, "Northland Department of Education")
    assert list(queries.in_hand("northland-iln", reviewer, make.NOW)) == [found]
    for act in (edit, publish, take_back):
        with refused("Only the staff of the network", NotPermitted):
            act(found, reviewer)


def test_members_alone_read_what_is_for_members(staff):
    joined = make.member()
    make.members_announcement()
    make.announcement()
    member = make.superintendent(str(joined.organisation))
    teacher = make.acting(Role.EDUCATOR, Kind.DISTRICT, str(joined.organisation))
    waiting = make.superintendent(str(make.membership(name="Second Unified").organisation))
    both = ["The spring meeting", "For members"]
    assert seen(member) == seen(teacher) == seen(staff) == both
    assert seen(Visitor()) == seen(waiting) == seen(make.SomeSeat()) == both[:1]
    joining.end(joined, reason="Moved on.", by=staff, at=make.NOW)
    assert seen(member) == both[:1]


def test_the_facade_tells_the_latest_and_how_many_follow(staff):
    for title in ("One", "Two", "Three"):
        make.announcement(title)
    make.members_announcement()
    make.follower()
    make.follower("not@confirmed.example", is_confirmed=False)
    found = facade.latest("northland-iln", Visitor(), make.NOW, 2)
    assert [fact.title for fact in found] == ["Three", "Two"]
    assert found[0].url == f"/northland-iln/news/{found[0].id}/"
    assert (found[0].appeared_at, found[0].is_public) == (make.NOW, True)
    assert not facade.latest("northland-iln", staff, make.NOW, 1)[0].is_public
    assert facade.latest("nowhere", Visitor(), make.NOW, 2) == []
    assert facade.follower_count("northland-iln", staff) == 1
    assert facade.follower_count("nowhere", staff) == 0
