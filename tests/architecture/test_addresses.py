"""Every address declares its audience."""

from django.http import HttpResponse
from django.urls import get_resolver, path

import addresses
from openiln.shell.audience import public


def test_every_view_declares_its_audience():
    assert addresses.without_audience(get_resolver().url_patterns) == []


def test_a_planted_view_without_audience_is_found():
    planted = [path("open/", public(lambda _: HttpResponse())), path("bare/", lambda _: None)]
    assert addresses.without_audience(planted) == ["bare/"]
