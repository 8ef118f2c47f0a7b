"""What `anwei check` says, and when it stops a start."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError

from anwei.accounts.tests.factories import NOON
from anwei.config import checks, health

pytestmark = pytest.mark.django_db


def ids(found) -> set[str]:
    return {fault.id for fault in found}


@pytest.fixture
def sound(settings, tmp_path):
    """Settings a production server is happy with."""
    settings.PRODUCTION = True
    settings.MODE = "production"
    settings.SECRET_KEY = "k" * 50
    settings.ALLOWED_HOSTS = ["anwei.example.org"]
    settings.BASE_URL = "https://anwei.example.org"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings


def errors(at=NOON) -> set[str]:
    return {fault.id for fault in checks.faults(at) if fault.level >= 40}


def test_a_sound_production_has_no_error(sound):
    assert errors() == set()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SECRET_KEY", "short", "anwei.E001"),
        ("ALLOWED_HOSTS", [], "anwei.E002"),
        ("BASE_URL", "anwei.example.org", "anwei.E003"),
        ("BASE_URL", "https://other.example.org", "anwei.E004"),
        ("TRAIL_KEY", "short", "anwei.E007"),
        ("DIGEST_KEY", "short", "anwei.E007"),
        ("REQUIRE_SECOND_FACTOR", ["clerk", "cleark"], "anwei.E008"),
    ],
)
def test_a_bad_setting_is_an_error_of_its_own(sound, name, value, fault):
    setattr(sound, name, value)
    assert fault in errors()


def test_static_files_that_were_not_collected_stop_the_start(sound, tmp_path):
    (tmp_path / "staticfiles.json").unlink()
    assert errors() == {"anwei.E030"}


def test_a_folder_that_cannot_be_written_is_told_in_words(sound, tmp_path):
    (tmp_path / "media").write_text("a file where the folder should be")
    assert errors() == {"anwei.E020"}


def test_a_database_that_is_away_is_told_in_words(sound, monkeypatch):
    def away():
        raise OperationalError("connection refused\nmore")

    monkeypatch.setattr(health, "pending_migrations", away)
    found = [fault for fault in checks.faults(NOON) if fault.id == "anwei.E010"]
    assert [fault.msg for fault in found] == ["The database does not answer: connection refused"]


def test_missing_migrations_are_an_error_in_production_and_a_warning_embedded(sound, monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: ["accounts.0009_x"])
    assert errors() == {"anwei.E011"}
    sound.PRODUCTION = False
    assert errors() == set()
    assert "anwei.W011" in ids(checks.faults(NOON))


def test_warnings_name_what_goes_without(sound):
    sound.SECURE_PROXY_SSL_HEADER = None
    sound.EMAIL_HOST = ""
    assert {"anwei.W006", "anwei.W040", "anwei.W060"} <= ids(checks.faults(NOON))


def test_a_mail_server_that_does_not_answer_is_a_warning(sound):
    sound.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    sound.EMAIL_HOST, sound.EMAIL_PORT = "127.0.0.1", 9
    assert "anwei.W041" in ids(checks.faults(NOON))
    assert errors() == set()


def test_keys_that_others_can_read_are_told(settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o644)
    assert "anwei.W050" in ids(checks.faults(NOON))
    (tmp_path / "secret").chmod(0o600)
    assert "anwei.W050" not in ids(checks.faults(NOON))


def test_the_command_answers_machines_and_fails_on_an_error(sound):
    said = StringIO()
    call_command("check", "--json", stdout=said)
    assert json.loads(said.getvalue())["ok"] is True
    sound.SECRET_KEY = "short"
    said = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check", "--json", stdout=said)
    assert end.value.code == 1
    assert [fault["id"] for fault in json.loads(said.getvalue())["errors"]] == ["anwei.E001"]
