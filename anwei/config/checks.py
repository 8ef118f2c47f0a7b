"""What must hold before Anwei serves, in words: `anwei check`, and every start in production.

Errors stop a start, warnings do not. In the embedded mode nothing here is an error but a
database or a folder that cannot be used.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.http.request import validate_host

from anwei.accounts.roles import ROLES
from anwei.audit import keys as audit_keys
from anwei.config import health
from anwei.standards import pack


def secret() -> Iterator[CheckMessage]:
    """Sessions, links and tokens are only as good as the secret."""
    if len(settings.SECRET_KEY) < 40:
        yield Error(
            "The secret is shorter than 40 characters.",
            hint="Set ANWEI_SECRET_KEY to a long random text (openssl rand -base64 48).",
            id="anwei.E001",
        )


def hosts() -> Iterator[CheckMessage]:
    """Which names this server answers to, and the one that papers and mails point to."""
    if not settings.ALLOWED_HOSTS:
        yield Error("No host name is allowed.", hint="Set ANWEI_HOSTS.", id="anwei.E002")
    elif "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            "Every host name is allowed.", hint="Name yours in ANWEI_HOSTS.", id="anwei.W002"
        )
    address = urlsplit(settings.BASE_URL)
    if address.scheme not in {"http", "https"} or not address.hostname:
        yield Error(
            f"ANWEI_BASE_URL is no web address: {settings.BASE_URL!r}.",
            hint="For example https://anwei.example.org",
            id="anwei.E003",
        )
        return
    if not validate_host(address.hostname, settings.ALLOWED_HOSTS):
        yield Error(
            f"ANWEI_BASE_URL names {address.hostname}, which ANWEI_HOSTS does not allow.",
            hint="Add it to ANWEI_HOSTS.",
            id="anwei.E004",
        )
    yield from transport(address.scheme)


def transport(scheme: str) -> Iterator[CheckMessage]:
    """Cookies and passwords travel safely."""
    if scheme == "http":
        yield Warning("The address is not https: passwords travel in the open.", id="anwei.W005")
    elif not settings.SECURE_PROXY_SSL_HEADER:
        yield Warning(
            "The address is https, but no proxy is named that speaks it.",
            hint="Behind a proxy that sets X-Forwarded-Proto, set ANWEI_BEHIND_PROXY=yes.",
            id="anwei.W006",
        )


def database() -> Iterator[CheckMessage]:
    """Reachable, and at the state the code expects."""
    try:
        pending = health.pending_migrations()
    except DatabaseError as fault:
        first = str(fault).strip().split("\n")[0]
        yield Error(
            f"The database does not answer: {first}",
            hint="See ANWEI_DATABASE_URL.",
            id="anwei.E010",
        )
        return
    if pending:
        kind = Error if settings.PRODUCTION else Warning
        yield kind(
            f"{len(pending)} migrations are not applied, the first is {pending[0]}.",
            hint="Run `anwei migrate`.",
            id="anwei.E011" if settings.PRODUCTION else "anwei.W011",
        )
    if settings.PRODUCTION and connection.vendor != "postgresql":
        yield Warning(
            "Several servers cannot share this database.", hint="Use PostgreSQL.", id="anwei.W012"
        )


def media() -> Iterator[CheckMessage]:
    """A file written can be read again and removed."""
    name, content = f".probe-{secrets.token_hex(8)}", secrets.token_bytes(16)
    try:
        name = default_storage.save(name, ContentFile(content))
        with default_storage.open(name) as file:
            same = file.read() == content
        default_storage.delete(name)
    except Exception as fault:  # noqa: BLE001 - every storage has its own; each is told in words
        yield Error(
            f"Files cannot be kept: {fault}",
            hint="See ANWEI_HOME, or ANWEI_S3_BUCKET.",
            id="anwei.E020",
        )
        return
    if not same:
        yield Error("The file storage gives back other bytes than it was given.", id="anwei.E021")


def static() -> Iterator[CheckMessage]:
    """Production serves collected files under hashed names."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Error(
            "The static files were not collected.",
            hint="Run `anwei collectstatic --noinput`, at every upgrade.",
            id="anwei.E030",
        )


def mail() -> Iterator[CheckMessage]:
    """Digests and invitations need a mail server; everything else works without."""
    if not settings.EMAIL_HOST:
        yield Warning(
            "No mail server is set: no digest and no invitation is mailed.", id="anwei.W040"
        )
        return
    try:
        server = get_connection(timeout=5)
        server.open()
        server.close()
    except OSError as fault:  # smtplib's own faults are OSErrors too
        yield Warning(
            f"The mail server does not answer: {fault}",
            hint="See ANWEI_SMTP_HOST.",
            id="anwei.W041",
        )


def trail_keys() -> Iterator[CheckMessage]:
    """The trail's keys are keys; found out now, not at the first entry."""
    for key in (audit_keys.signer, audit_keys.digest_key):
        try:
            key()
        except ImproperlyConfigured as fault:
            yield Error(str(fault), hint="Run `anwei audit make-key`.", id="anwei.E007")


def second_factor() -> Iterator[CheckMessage]:
    """A role misspelt would be a role without its second factor."""
    for role in settings.REQUIRE_SECOND_FACTOR:
        if role not in ROLES:
            yield Error(
                f"ANWEI_REQUIRE_SECOND_FACTOR names {role!r}, which is no role.",
                hint=f"Roles: {', '.join(ROLES)}.",
                id="anwei.E008",
            )


def keys() -> Iterator[CheckMessage]:
    """The embedded mode's own keys are the owner's alone."""
    for path in (settings.HOME / name for name in settings.KEY_FILES):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Warning(
                f"Others can read {path.name}.", hint=f"chmod 600 {path}", id="anwei.W050"
            )


def worker(at: datetime) -> Iterator[CheckMessage]:
    """Imports, digests and exports wait for a worker."""
    state = health.state_of(at)
    if state.get("worker", "ok") != "ok":
        yield Warning(
            "No worker was seen in the last two minutes.",
            hint="Start `anwei worker`.",
            id="anwei.W060",
        )


def jurisdiction() -> Iterator[CheckMessage]:
    """The jurisdiction pack, with what the locality lays over it, has no fault."""
    for fault in pack.faults():
        yield Error(
            f"Jurisdiction pack, {fault}", hint="See docs/jurisdiction-pack.md.", id="anwei.E070"
        )


EMBEDDED = (trail_keys, second_factor, database, media, keys, jurisdiction)
PRODUCTION = (
    secret, trail_keys, second_factor, hosts, database, media, static, mail, jurisdiction,
)  # fmt: skip


def faults(at: datetime) -> list[CheckMessage]:
    """Everything wrong, Django's own checks first."""
    wanted = PRODUCTION if settings.PRODUCTION else EMBEDDED
    found = list(run_checks())
    for check in wanted:
        found += check()
    if settings.PRODUCTION:
        found += worker(at)
    silenced = set(settings.SILENCED_SYSTEM_CHECKS)
    return [message for message in found if message.id not in silenced]
