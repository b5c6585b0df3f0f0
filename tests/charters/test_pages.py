import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

import make
from openiln.charters.actions import load_charter
from openiln.kernel import clock
from openiln.kernel.seat import Operator
from samples import EASTMARK, SHIPPED

pytestmark = pytest.mark.django_db

OURS = re.compile(r"\b(charter|deed|seat|line|steward)s?\b", re.IGNORECASE)
"""Words of the code, which mean other things, or nothing, to people in education."""


class _Text(HTMLParser):
    """What a person reads of a page, and what a link or an id says in the address line."""

    def __init__(self):
        super().__init__()
        self.said, self.hrefs, self.ids = [], [], []

    def handle_data(self, data):
        self.said.append(data.strip())

    def handle_starttag(self, _tag, attrs):
        named = dict(attrs)
        self.hrefs.append(named.get("href") or "")
        self.ids.append(named.get("id") or "")


def page_of(client, text):
    load_charter(text, by=Operator(), at=make.NOW)
    network = re.search(r'^id = "(.*)"', text, re.MULTILINE)[1]
    answer = client.get(f"/{network}/commitments/")
    assert answer.status_code == 200
    page = _Text()
    page.feed(answer.content.decode())
    return page, answer


def test_anyone_reads_what_both_sides_promise_in_the_networks_own_words(client):
    page, _ = page_of(client, SHIPPED["ms-iln"])
    for sentence in (
        "Our commitments",
        "What each district promises",
        "What MDE promises",
        "At least 4 quarterly meetings each program year.",
        "Every district of the network signs this. All of it is firm.",
        "What no waiver may touch",
        "Civil rights.",
    ):
        assert sentence in page.said


def test_an_effort_and_a_choice_are_told_from_what_is_firm(client):
    page, answer = page_of(client, SHIPPED["kyiln"])
    assert "Each district takes on some of these. How many is not stated." in page.said
    assert page.said.count("An effort") == 3
    assert page.said.count("Firm") == 1 + 6, "once in the explanation, and beside each"
    assert answer.content.decode().count("iln-rule--effort") == 3


@pytest.mark.parametrize("stem", SHIPPED)
def test_no_page_uses_the_words_of_the_code(client, stem):
    page, _ = page_of(client, SHIPPED[stem])
    assert [s for s in [*page.said, *page.ids] if OURS.search(s)] == []


def test_a_networks_own_word_stands_in_the_title(client):
    page, answer = page_of(client, EASTMARK)
    assert "The compact" in page.said
    assert "<title>" in answer.content.decode()


def test_only_an_invented_network_says_that_it_is(client):
    invented, _ = page_of(client, SHIPPED["northland"])
    real, _ = page_of(client, SHIPPED["ms-iln"])
    sentence = "This network is invented, to try the system. Nothing in it happened."
    assert sentence in invented.said
    assert sentence not in real.said


@pytest.mark.parametrize("text", [EASTMARK, *SHIPPED.values()])
def test_every_link_on_the_page_leads_to_a_heading_and_no_id_is_there_twice(client, text):
    page, _ = page_of(client, text)
    ids = [i for i in page.ids if i]
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in page.hrefs if h.startswith("#")} <= set(ids)


def test_what_a_charter_says_cannot_be_markup(client):
    text = make.charter_text().replace("Take part", "<script>alert(1)</script>")
    _, answer = page_of(client, text)
    assert "<script>alert" not in answer.content.decode()


def test_the_page_is_light(client):
    _, answer = page_of(client, SHIPPED["ms-iln"])
    assert len(answer.content) < 25_000


def test_the_page_costs_one_query_whatever_the_rules_hold(client, django_assert_num_queries):
    page_of(client, SHIPPED["ms-iln"])
    with django_assert_num_queries(1):
        client.get("/ms-iln/commitments/")


def test_a_network_that_is_not_there_is_not_found(client):
    answer = client.get("/nowhere/commitments/")
    assert answer.status_code == 404
    assert "We cannot find that page" in answer.content.decode()


def test_a_network_whose_rules_begin_later_is_not_found_today(client):
    make.charter(in_force_on=clock.now().date() + timedelta(days=2))
    assert client.get("/northland/commitments/").status_code == 404


def test_an_installation_without_a_network_says_what_to_do_first(client):
    assert "iln charter load FILE" in client.get("/").content.decode()
