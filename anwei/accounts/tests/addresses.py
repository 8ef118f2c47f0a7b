"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from datetime import date

from anwei.accounts.actions import appointing, inviting
from anwei.accounts.tests.cast import Cast
from anwei.accounts.tests.factories import NOON

SEE_ALL = {"administrator", "clerk", "leader", "auditor"}
SEE_PEOPLE = SEE_ALL | {"officer", "inspector", "street", "enterprise"}
MANAGE = {"administrator", "clerk"}


def department(cast: Cast) -> dict:
    """The officer's and the inspector's own unit."""
    return {"pk": cast.department.pk}


def officer(cast: Cast) -> dict:
    """The officer's account."""
    return {"pk": cast.people["officer"].pk}


def _post(cast: Cast):
    return appointing.add_post(unit=cast.department, title="Director", by="system:tests", at=NOON)


def post(cast: Cast) -> dict:
    """A post in the department."""
    return {"pk": _post(cast).pk}


def tenure(cast: Cast) -> dict:
    """Someone's time in a post of the department."""
    return {
        "pk": appointing.fill_post(
            post=_post(cast), name="Li", since=date(2026, 1, 1), by="system:tests", at=NOON
        ).pk
    }


def invitation(cast: Cast) -> dict:
    """An open link of the officer."""
    return {
        "pk": inviting.invite(cast.people["officer"], by="system:tests", at=NOON, reason="Forgot")[
            0
        ].pk
    }


POST = {"method": "post"}
PUBLIC = {"roles": "public"}
EVERYBODY = {"roles": "everybody"}

ADDRESSES: dict[str, dict] = {
    "accounts:units": {"roles": SEE_PEOPLE},
    "accounts:unit": {"kwargs": department, "roles": SEE_ALL | {"officer", "inspector"}},
    "enterprises": {"roles": SEE_PEOPLE},
    "people": {"roles": SEE_PEOPLE},
    "accounts:person": {"kwargs": officer, "roles": SEE_ALL | {"officer", "inspector"}},
    "accounts:add_unit": {"roles": MANAGE},
    "accounts:change_unit": {"kwargs": department, "roles": MANAGE},
    "accounts:move_unit": {"kwargs": department, "roles": MANAGE},
    "accounts:close_unit": {"kwargs": department, "roles": MANAGE},
    "accounts:reopen_unit": {"kwargs": department, "roles": MANAGE},
    "accounts:add_post": {"kwargs": department, "roles": MANAGE},
    "accounts:fill_post": {"kwargs": post, "roles": MANAGE},
    "accounts:end_tenure": {"kwargs": tenure, "roles": MANAGE},
    "accounts:add_person": {"roles": MANAGE},
    "accounts:change_person": {"kwargs": officer, "roles": MANAGE},
    "accounts:close_person": {"kwargs": officer, "roles": MANAGE},
    "accounts:reopen_person": {"kwargs": officer, "roles": MANAGE},
    "accounts:unlock_person": {"kwargs": officer, "roles": MANAGE, **POST},
    "accounts:reset_second_factor": {"kwargs": officer, "roles": MANAGE},
    "accounts:invite": {"kwargs": officer, "roles": MANAGE, **POST},
    "invitations": {"roles": MANAGE},
    "accounts:withdraw_invitation": {"kwargs": invitation, "roles": MANAGE, **POST},
    "accounts:accept_invitation": {"kwargs": {"token": "nobody-knows"}, "status": {410}, **PUBLIC},
    "accounts:profile": EVERYBODY,
    "accounts:set_preferences": {**EVERYBODY, **POST},
    "accounts:sign_out_others": {**EVERYBODY, **POST},
    "accounts:theme": {**EVERYBODY, **POST},
    "accounts:language": {**PUBLIC, **POST},
    "accounts:second_factor_needed": EVERYBODY,
    "accounts:preview": {"roles": {"administrator"}},
    "accounts:stop_preview": {**EVERYBODY, **POST},
    "account_login": PUBLIC,
    "account_logout": EVERYBODY,
    "account_inactive": PUBLIC,
    "account_signup": {**PUBLIC, "status": {403}},
    "account_reauthenticate": EVERYBODY,
    "account_change_password": EVERYBODY,
    "account_set_password": EVERYBODY,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_from_key": {"kwargs": {"uidb36": "1", "key": "no-key"}, **PUBLIC},
    "mfa_index": EVERYBODY,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": EVERYBODY,
    "mfa_activate_totp": EVERYBODY,
    "mfa_deactivate_totp": {**EVERYBODY, "status": {404}},
    "mfa_view_recovery_codes": {**EVERYBODY, "status": {404}},
    "mfa_generate_recovery_codes": EVERYBODY,
    "mfa_list_webauthn": EVERYBODY,
    "mfa_add_webauthn": EVERYBODY,
    "mfa_remove_webauthn": {"kwargs": {"pk": 1}, **EVERYBODY},
    "mfa_edit_webauthn": {"kwargs": {"pk": 1}, **EVERYBODY},
    "mfa_reauthenticate_webauthn": EVERYBODY,
    "mfa_login_webauthn": PUBLIC,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": {**PUBLIC, "status": {401}},
    "socialaccount_signup": {**PUBLIC, "status": {403}},
    "openid_connect_login": {"kwargs": {"provider_id": "oidc"}, **PUBLIC, "status": {404}},
    "openid_connect_callback": {"kwargs": {"provider_id": "oidc"}, **PUBLIC, "status": {404}},
}
