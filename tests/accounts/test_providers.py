"""Sign-in through an identity provider: what is decided without one. The browser tests have one."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import pre_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from pydantic import ValidationError

import digest
import make
from openiln.accounts.rules import Role
from openiln.accounts.web.adapters import ProviderAdapter
from openiln.accounts.web.sign_in import to_providers
from openiln.config.environment import Environment, IdentityProvider

PROVIDER = {
    "id": "state",
    "name": "State sign-in",
    "server_url": "https://login.state.example/tenant/v2",
    "client_id": "openiln",
    "client_secret": "not told to anyone",
    "domains": ["northland.example"],
}


def environment(monkeypatch, **provider):
    monkeypatch.setenv("ILN_OIDC", json.dumps([PROVIDER | provider]))
    return Environment(secret_key="a secret of at least thirty-two letters")


def test_providers_are_read_from_the_environment_and_their_secrets_are_not_shown(monkeypatch):
    read = environment(monkeypatch)
    assert read.oidc == [IdentityProvider(**PROVIDER)]
    assert "not told" not in repr(read)


@pytest.mark.parametrize(
    "wrong", [{"id": "State!"}, {"server_url": "login.state.example"}, {"domains": []}]
)
def test_a_provider_that_cannot_be_is_refused(monkeypatch, wrong):
    with pytest.raises(ValidationError):
        environment(monkeypatch, **wrong)


def test_two_providers_of_one_id_are_refused(monkeypatch):
    monkeypatch.setenv("ILN_OIDC", json.dumps([PROVIDER, PROVIDER | {"name": "Another"}]))
    with pytest.raises(ValidationError, match="names “state” twice: give each provider an id"):
        Environment(secret_key="a secret of at least thirty-two letters")


@pytest.mark.django_db
@pytest.mark.usefixtures("two_providers")
@pytest.mark.parametrize("process", ["connect", "redirect", "login", ""])
def test_a_providers_way_in_does_nothing_else(client, process):
    """Whoever is signed in could else tie a provider's identity to their account unseen."""
    client.force_login(make.account())
    before = digest.of_database()
    assert client.post(f"/sign-in/with/state/?process={process}").status_code == 404
    assert client.post("/sign-in/with/state/", {"process": process}).status_code == 404
    assert digest.of_database() == before


def test_domains_are_kept_in_lower_case(monkeypatch):
    read = environment(monkeypatch, domains=["Northland.Example", "ndoe.northland.example"])
    assert read.oidc[0].domains == ("northland.example", "ndoe.northland.example")


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


@pytest.fixture
def two_providers(settings):
    """Each of the two vouches for the addresses of its own domains alone."""
    shape, (app, *_) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], [{}]
    apps = [
        {**app, "provider_id": name, "name": name, "client_id": name, "settings": own}
        for name, own in (
            ("state", {"server_url": "https://one.example", "domains": ("northland.example",)}),
            ("birch", {"server_url": "https://two.example", "domains": ("birch.example",)}),
        )
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**shape, "APPS": apps}}


def come(through: str, address: str = "", *, is_proved: bool = True) -> SocialLogin:
    """Someone back from a provider, with what it says of them; django-allauth looks them up."""
    request = RequestFactory().get("/")
    request.session = {}
    said = {"sub": "a-1", "email": address, "email_verified": is_proved}
    provider = get_adapter().get_provider(request, through)
    came = provider.sociallogin_from_response(request, {"userinfo": said})
    pre_social_login(request, came)
    return came


def refusal(through: str, address: str) -> str:
    """The page on which someone from a provider ends."""
    with pytest.raises(ImmediateHttpResponse) as refused:
        come(through, address)
    assert refused.value.response.status_code == 403
    return " ".join(refused.value.response.content.decode().split())


@pytest.mark.django_db
@pytest.mark.usefixtures("two_providers")
@pytest.mark.parametrize("is_proved", [True, False])
def test_an_address_counts_as_proved_when_the_provider_says_so(is_proved):
    seat = make.grant()
    came = come("state", "Avery@Northland.example", is_proved=is_proved)
    assert came.is_existing is is_proved
    assert EmailAddress.objects.get(email=seat.granted_to).verified is is_proved


@pytest.mark.django_db
@pytest.mark.usefixtures("two_providers")
@pytest.mark.parametrize("address", ["new@northland.example", ""])
def test_an_identity_without_an_account_stays_outside(address):
    came = come("state", address)
    assert not came.is_existing
    assert not ProviderAdapter().is_open_for_signup(RequestFactory().get("/"), came)
    assert not EmailAddress.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("two_providers")
@pytest.mark.parametrize(
    "address",
    ["avery@northland.example", "avery@sub.birch.example", "avery@northland.example.birch.example"],
)
def test_a_provider_signs_in_nobody_outside_its_domains(address):
    make.seat(Role.STEWARD_STAFF, make.agency(), address)
    before = digest.of_database()
    page = refusal("birch", address)
    assert digest.of_database() == before
    assert "birch cannot sign in this address" in page
    assert "It signs in only addresses that end in @birch.example." in page
    assert "Have a code mailed" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("two_providers")
@pytest.mark.parametrize("said", ["avery@birch.example", ""])
def test_a_tie_to_someone_outside_the_domains_signs_nobody_in(said):
    staff = make.seat(Role.STEWARD_STAFF, make.agency(), "avery@northland.example").person
    claims = {"userinfo": {"sub": "a-1", "email": said, "email_verified": True}}
    SocialAccount.objects.create(user=staff, provider="birch", uid="a-1", extra_data=claims)
    assert "northland" not in refusal("birch", said)
