from datetime import timedelta

import pytest

import make

pytestmark = pytest.mark.django_db


def test_anyone_reads_what_a_network_promises(client):
    make.charter()
    page = client.get("/northland/commitments/").content.decode()
    assert "Northland Innovation Lab Network" in page
    assert "Take part in the meetings of the whole network." in page


def test_a_network_that_is_not_there_is_not_found(client):
    answer = client.get("/nowhere/commitments/")
    assert answer.status_code == 404
    assert "We cannot find that page" in answer.content.decode()


def test_a_network_whose_rules_begin_tomorrow_is_not_found_today(client):
    from openiln.kernel import clock

    make.charter(in_force_on=clock.now().date() + timedelta(days=2))
    assert client.get("/northland/commitments/").status_code == 404


@pytest.mark.parametrize("networks", [1, 3])
def test_the_home_page_lists_the_networks(client, networks, django_assert_max_num_queries):
    for number in range(networks):
        make.charter(f"network-{number}")
    page = client.get("/").content.decode()
    assert page.count("What they have promised") == networks


def test_an_installation_without_a_network_says_what_to_do_first(client):
    assert "iln charter load FILE" in client.get("/").content.decode()
