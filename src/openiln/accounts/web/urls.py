"""Addresses of signing in, of one's own account, and of the people of an organisation.

Of django-allauth's pages only those stand here that someone needs: nobody signs up, and nobody
changes the e-mail address that access was given to.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from openiln.accounts.web import people, views
from openiln.accounts.web.sign_in import SignIn, freshly, signing_in_alone, to_providers
from openiln.shell.audience import public, signed_in

ENTRANCE = [
    ("", to_providers(SignIn.as_view()), "account_login"),
    ("code/", account.request_login_code, "account_request_login_code"),
    ("code/type/", account.confirm_login_code, "account_confirm_login_code"),
    ("second/", mfa.authenticate, "mfa_authenticate"),
    ("passkey/", passkeys.login_webauthn, "mfa_login_webauthn"),
    ("closed/", account.signup, "account_signup"),
    ("closed/provider/", social.signup, "socialaccount_signup"),
    ("inactive/", account.account_inactive, "account_inactive"),
    ("address/", account.email_verification_sent, "account_email_verification_sent"),
    ("password/", account.password_reset, "account_reset_password"),
    (
        "password/code/",
        account.confirm_password_reset_code,
        "account_confirm_password_reset_code",
    ),
    ("password/new/", account.complete_password_reset, "account_complete_password_reset"),
    (
        "password/done/",
        account.password_reset_from_key_done,
        "account_password_reset_completed",
    ),
    ("with/cancelled/", social.login_cancelled, "socialaccount_login_cancelled"),
    ("with/error/", social.login_error, "socialaccount_login_error"),
    (
        "with/<slug:provider_id>/",
        to_providers(signing_in_alone(oidc.login)),
        "openid_connect_login",
    ),
    ("with/<slug:provider_id>/back/", oidc.callback, "openid_connect_callback"),
]
METHODS = [
    ("", mfa.index, "mfa_index"),
    ("again/", account.reauthenticate, "account_reauthenticate"),
    ("again/code/", mfa.reauthenticate, "mfa_reauthenticate"),
    ("again/passkey/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    ("password/", freshly(account.password_change), "account_change_password"),
    ("password/set/", freshly(account.password_set), "account_set_password"),
    ("app/add/", freshly(totp.activate_totp), "mfa_activate_totp"),
    ("app/remove/", freshly(totp.deactivate_totp), "mfa_deactivate_totp"),
    ("recovery/", freshly(recovery.view_recovery_codes), "mfa_view_recovery_codes"),
    ("recovery/new/", freshly(recovery.generate_recovery_codes), "mfa_generate_recovery_codes"),
    ("recovery/file/", freshly(recovery.download_recovery_codes), "mfa_download_recovery_codes"),
    ("passkeys/", passkeys.list_webauthn, "mfa_list_webauthn"),
    ("passkeys/add/", freshly(passkeys.add_webauthn), "mfa_add_webauthn"),
    ("passkeys/<int:pk>/remove/", freshly(passkeys.remove_webauthn), "mfa_remove_webauthn"),
    ("passkeys/<int:pk>/name/", freshly(passkeys.edit_webauthn), "mfa_edit_webauthn"),
]
OWN: list[URLPattern | URLResolver] = [
    path("sign-in/demonstration/", views.sign_in_to_demo, name="demo"),
    path("invitations/<slug:seat_id>/", views.invitation, name="invitation"),
    path("account/", views.own, name="own"),
    path("account/record/", views.own_record, name="own_record"),
    path("account/acting-as/", views.switch, name="switch"),
    path("organisations/<slug:organisation_id>/people/", people.people, name="people"),
    path("organisations/<slug:organisation_id>/people/give/", people.give, name="give"),
    path("people/<slug:seat_id>/end/", people.end, name="end"),
    path("people/<slug:seat_id>/invite-again/", people.invite_again, name="invite_again"),
]
BACK_TO_OWN = RedirectView.as_view(pattern_name="accounts:own")
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((OWN, "accounts"))),
    *[path(f"sign-in/{at}", public(view), name=name) for at, view, name in ENTRANCE],
    *[path(f"account/ways/{at}", signed_in(view), name=name) for at, view, name in METHODS],
    # Where django-allauth would let one change the address: it leads back to one's account.
    path("account/address/", signed_in(BACK_TO_OWN), name="account_email"),
    path("account/sign-out/", public(account.logout), name="account_logout"),
]
