"""Sign-in through an identity provider: what is decided without one. The browser tests have one."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from pydantic import ValidationError

import make
from openiln.accounts.models import Person
from openiln.accounts.web.adapters import ProviderAdapter
from openiln.accounts.web.sign_in import to_providers
from openiln.config.environment import Environment, IdentityProvider

PROVIDER = {
    "id": "state",
    "name": "State sign-in",
    "server_url": "https://login.state.example/tenant/v2",
    "client_id": "openiln",
    "client_secret": "not told to anyone",
}


def environment(monkeypatch, **provider):
    monkeypatch.setenv("ILN_OIDC", json.dumps([PROVIDER | provider]))
    return Environment(secret_key="a secret of at least thirty-two letters")


def test_providers_are_read_from_the_environment_and_their_secrets_are_not_shown(monkeypatch):
    read = environment(monkeypatch)
    assert read.oidc == [IdentityProvider(**PROVIDER)]
    assert "not told" not in repr(read)


@pytest.mark.parametrize("wrong", [{"id": "State!"}, {"server_url": "login.state.example"}])
def test_a_provider_that_cannot_be_is_refused(monkeypatch, wrong):
    with pytest.raises(ValidationError):
        environment(monkeypatch, **wrong)


def test_forms_may_lead_to_a_providers_origin_and_to_no_other(monkeypatch):
    monkeypatch.setattr(settings, "ENVIRONMENT", environment(monkeypatch))
    answer = to_providers(lambda _: HttpResponse())(None)
    assert answer._csp_update == {"form-action": ["'self'", "https://login.state.example"]}


@pytest.mark.django_db
def test_the_sign_in_page_names_the_providers(monkeypatch, client):
    monkeypatch.setattr(settings, "ENVIRONMENT", environment(monkeypatch))
    page = client.get("/sign-in/").content.decode()
    assert "State sign-in" in page
    assert 'action="/sign-in/with/state/"' in page


def came_with(person, **addresses):
    """What the provider says of someone: address to whether it says that it is proved."""
    said = [EmailAddress(email=a, verified=v) for a, v in addresses.items()]
    return SocialLogin(user=person, email_addresses=said)


@pytest.mark.django_db
@pytest.mark.parametrize("is_proved", [True, False])
def test_an_address_counts_as_proved_when_the_provider_says_so(is_proved):
    seat = make.grant()
    person = Person.objects.get()
    came = came_with(person, **{"Avery@northland.example": is_proved})
    ProviderAdapter().pre_social_login(RequestFactory().get("/"), came)
    assert EmailAddress.objects.get(email=seat.granted_to).verified is is_proved


@pytest.mark.django_db
def test_an_identity_without_an_account_stays_outside():
    came = came_with(Person(email="new@northland.example"), **{"new@northland.example": True})
    request = RequestFactory().get("/")
    ProviderAdapter().pre_social_login(request, came)
    assert not ProviderAdapter().is_open_for_signup(request, came)
    assert not EmailAddress.objects.exists()
