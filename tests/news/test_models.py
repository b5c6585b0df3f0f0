import pytest
from django.db import IntegrityError, transaction

import make
from openiln.news.models import Announcement, Follower

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("build", "fields", "constraint"),
    [
        (make.draft, {"audience": "some"}, "announcement_audience_is_known"),
        (make.draft, {"title": ""}, "announcement_has_title_and_text"),
        (make.draft, {"text": ""}, "announcement_has_title_and_text"),
        (make.draft, {"taken_back_at": make.NOW}, "announcement_taken_back_has_its_reason"),
        (make.draft, {"taken_back_because": "x"}, "announcement_taken_back_has_its_reason"),
        (make.correction, {"note": ""}, "correction_has_its_note"),
        (make.follower, {"address": "Jo@reader.example"}, "follower_address_is_lower_case"),
        (make.follower, {"confirmed_at": None}, "follower_is_confirmed_or_expires"),
        (
            make.follower,
            {"came_back_at": make.NOW},
            "follower_whose_mail_came_back_is_unconfirmed",
        ),
        (make.follower, {"expires_at": make.NOW}, "follower_is_confirmed_or_expires"),
    ],
)
def test_what_must_never_be_stored_is_refused_by_the_database(build, fields, constraint):
    row = build()
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()


def test_an_address_follows_a_network_once():
    first = make.follower()
    again = Follower(
        network_id=first.network_id, address=first.address, asked_at=make.NOW, confirmed_at=make.NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_rows_name_themselves_without_an_address():
    assert str(make.follower()) == "A follower of northland-iln"
    found = make.correction()
    assert str(found) == f"Correction of {found.announcement_id}"
    assert str(Announcement.objects.get()) == "The spring meeting"
