"""A bad setting stops the start in words that name it, never with a traceback."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from anwei.config.settings import PACKAGE

BAD = {
    "MODE": "prod", "LOCKOUT_TRIES": "abc", "LOCKOUT_MINUTES": "0", "INVITATION_DAYS": "-3", "SMTP_PORT": "x",
    "DATABASE_URL": "garbage", "TIME_ZONE": "Mars/Base", "LANGUAGE": "fr", "LOG_LEVEL": "LOUD", "SMTP_TLS": "perhaps",
    "BASE_URL": "anwei.example.org", "SMS_URL": "gateway", "OIDC_ISSUER": "login", "HOME": "/proc/none",
    "SECRET_KEY_FILE": "/nowhere/key", "SMTP_HOST": "mail.example.org",
}  # fmt: skip


def read(monkeypatch, tmp_path, **given):
    """The settings as a fresh process would read them."""
    for name, value in {"HOME": str(tmp_path), **given}.items():
        monkeypatch.setenv(f"ANWEI_{name}", value)
    return runpy.run_path(str(PACKAGE / "config" / "settings.py"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_setting_is_named(monkeypatch, tmp_path, name):
    monkeypatch.delenv("ANWEI_DATABASE_URL", raising=False)
    monkeypatch.delenv("ANWEI_BASE_URL", raising=False)
    with pytest.raises(ImproperlyConfigured, match=f"ANWEI_{name}"):
        read(monkeypatch, tmp_path, **{name: BAD[name]})


def test_without_any_variable_the_keys_are_made_once_for_the_owner_only(monkeypatch, tmp_path):
    first = read(monkeypatch, tmp_path)
    kept = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert kept == dict.fromkeys(first["KEY_FILES"], 0o600)
    again = read(monkeypatch, tmp_path)
    assert again["SECRET_KEY"] == first["SECRET_KEY"] and len(first["SECRET_KEY"]) >= 40
