"""No network can have an id with which addresses of the site itself begin."""

from django.conf import settings
from django.urls import get_resolver

import addresses
from openiln.charters.rules.network import WORDS_OF_THE_SITE
from openiln.config.urls import mail_webhook


def first_words(patterns):
    """The first word of each address that begins with one, rather than with a network's id."""
    words = {address.split("/")[0] for address, _ in addresses.views(patterns)}
    return {word for word in words if word and not word.startswith("<")}


def test_the_words_kept_from_networks_are_those_that_addresses_begin_with():
    there = first_words([*get_resolver().url_patterns, *mail_webhook("postmark")])
    assert there | {settings.STATIC_URL.strip("/")} == WORDS_OF_THE_SITE
