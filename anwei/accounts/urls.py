"""Addresses of accounts: the sign-in library's, one by one, and our own.

The library's addresses keep the names it asks for. What it would offer beyond them (open sign-up,
several mail addresses per person, sign-in codes by mail) has no address here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import include, path, re_path

from anwei.accounts.views import own, people, preview, signin, units

library = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", signin.no_sign_up, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", signin.ChangePassword.as_view(), name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signin.ResetPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("2fa/", second_factor.index, name="mfa_index"),
    path("2fa/authenticate/", second_factor.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", signin.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", signin.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        signin.GenerateRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", signin.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/passkeys/<int:pk>/remove/", signin.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
    path("2fa/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("oidc/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/error/", social.login_error, name="socialaccount_login_error"),
    path("oidc/signup/", signin.no_sign_up, name="socialaccount_signup"),
    path("oidc/<str:provider_id>/login/", openid.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
]
accounts = [
    path("units/", units.units, name="units"),
    path("units/add/", units.add_unit, name="add_unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/change/", units.change_unit, name="change_unit"),
    path("units/<int:pk>/move/", units.move_unit, name="move_unit"),
    path("units/<int:pk>/close/", units.close_unit, name="close_unit"),
    path("units/<int:pk>/reopen/", units.reopen_unit, name="reopen_unit"),
    path("units/<int:pk>/posts/add/", units.add_post, name="add_post"),
    path("posts/<int:pk>/fill/", units.fill_post, name="fill_post"),
    path("tenures/<int:pk>/end/", units.end_tenure, name="end_tenure"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.change_person, name="change_person"),
    path("people/<int:pk>/close/", people.close_person, name="close_person"),
    path("people/<int:pk>/reopen/", people.reopen_person, name="reopen_person"),
    path("people/<int:pk>/unlock/", people.unlock_person, name="unlock_person"),
    path("people/<int:pk>/second-factor/", people.reset_second_factor, name="reset_second_factor"),
    path("people/<int:pk>/invite/", people.invite, name="invite"),
    path("invitations/<int:pk>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/<str:token>/", own.accept_invitation, name="accept_invitation"),
    path("profile/", own.profile, name="profile"),
    path("profile/preferences/", own.set_preferences, name="set_preferences"),
    path("profile/sessions/end/", own.sign_out_others, name="sign_out_others"),
    path("profile/theme/", own.theme, name="theme"),
    path("language/", own.language, name="language"),
    path("second-factor/", own.second_factor_needed, name="second_factor_needed"),
    path("preview/", preview.preview, name="preview"),
    path("preview/stop/", preview.stop_preview, name="stop_preview"),
]
urlpatterns = [
    path("", include((accounts, "accounts"))),
    path("", include(library)),
]
