"""Behind a proxy, the tries at signing in are counted for each visitor and not for the proxy."""

import pytest

import make

pytestmark = pytest.mark.django_db
VISITORS = 12


def passwords_tried(client, forwarded_for):
    """The pages that answer a wrong password from each of so many places."""
    pages = []
    for number in range(VISITORS):
        answer = client.post(
            "/sign-in/",
            {"login": f"someone{number}@northland.example", "password": "no such password"},
            headers={"X-Forwarded-For": forwarded_for.format(number)},
            follow=True,
        )
        pages.append(answer.content.decode())
    return pages


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "is_limited"),
    [
        (1, "203.0.113.{}", False),
        (1, "203.0.113.{}, 198.51.100.7", True),
        (0, "203.0.113.{}", True),
    ],
    ids=["each visitor apart", "what a visitor forged is not believed", "no proxy is believed"],
)
def test_the_address_that_the_proxy_saw_is_counted(
    client, settings, proxies, forwarded_for, is_limited
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    make.person()
    last = passwords_tried(client, forwarded_for)[-1]
    assert ("Too many failed login attempts" in last) == is_limited
