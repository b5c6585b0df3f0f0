import pytest
from django.core.checks import run_checks

from openiln.mail.checks import CONSOLE

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("address", "backend", "found"),
    [
        ("https://iln.example", CONSOLE, ["mail.E001"]),
        ("https://iln.example", SMTP, []),
        ("http://localhost:8000", CONSOLE, []),
    ],
)
def test_a_site_of_https_may_not_print_its_sign_in_codes(settings, address, backend, found):
    settings.EMAIL_BACKEND = backend
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"site_url": address})
    said = run_checks(tags=["security"], include_deployment_checks=True)
    assert [fault.id for fault in said if fault.id.startswith("mail.")] == found
