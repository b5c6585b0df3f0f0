from datetime import timedelta

import pytest

import make
from at_once import at_once
from openiln.jobs.tasks import forget_ended_limits
from openiln.kernel.limits import TooOften, check_rate
from openiln.kernel.models import RateCount

HOUR = timedelta(hours=1)


def tried(key="sign-in avery", at=make.NOW, limit=3):
    try:
        check_rate(key, limit=limit, per=HOUR, at=at)
    except TooOften as refusal:
        return refusal
    return None


@pytest.mark.django_db
def test_what_is_tried_too_often_is_refused_with_a_sentence_until_the_span_is_over():
    at = make.NOW + timedelta(minutes=48)
    assert [tried(at=at) for _ in range(3)] == [None] * 3
    refusal = tried(at=at)
    assert refusal.sentence == "That was tried too often. Wait 12 minutes, then try again."
    assert refusal.again_at == make.NOW + HOUR
    assert "Wait a minute" in tried(at=make.NOW + timedelta(minutes=59, seconds=30)).sentence
    assert tried(at=make.NOW + HOUR) is None


@pytest.mark.django_db
def test_one_persons_tries_are_not_counted_against_another():
    assert [tried("sign-in avery") for _ in range(3)] == [None] * 3
    assert tried("sign-in blake") is None


@pytest.mark.django_db
def test_what_was_tried_and_by_whom_is_not_stored():
    tried("sign-in avery@northland.example")
    count = RateCount.objects.get()
    assert "avery" not in count.key
    assert str(count) == "1 until 2026-03-02 16:00"


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_exactly_the_limit_passes():
    answers = at_once(lambda _: tried(limit=5), 12)
    assert answers.count(None) == 5
    assert sum(isinstance(answer, TooOften) for answer in answers) == 7


@pytest.mark.django_db(transaction=True)
def test_a_count_inside_a_transaction_is_a_mistake_of_ours():
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        check_rate("sign-in avery", limit=1, per=HOUR, at=make.NOW)


@pytest.mark.django_db
def test_counts_of_spans_that_are_over_are_forgotten_each_day():
    make.rate_count()
    forget_ended_limits.call(at=make.NOW)
    assert RateCount.objects.count() == 1
    forget_ended_limits.call(at=make.NOW + HOUR)
    assert RateCount.objects.count() == 0
