"""The one settings file. The environment decides; see .env.example for every name.

Without any variable Anwei runs *embedded*: SQLite and files in one folder, a secret it made
itself. `ANWEI_MODE=production` demands what must not be guessed, and fails at start, in words.
"""

import os
import secrets
import sys
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").exists() else None


def text(name: str, default: str = "") -> str:
    """The variable ANWEI_<name>, or the content of the file that ANWEI_<name>_FILE names."""
    if path := os.environ.get(f"ANWEI_{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise ImproperlyConfigured(
                f"ANWEI_{name}_FILE names {path}, which cannot be read: {fault}."
            ) from None
    return os.environ.get(f"ANWEI_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes or on; anything else that is not empty and not a no is an error."""
    value = text(name).lower()
    if value in {"", "0", "false", "no", "off"}:
        return default if value == "" else False
    if value in {"1", "true", "yes", "on"}:
        return True
    raise ImproperlyConfigured(f"ANWEI_{name} must be yes or no, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number from ANWEI_<name>, 1 or more."""
    try:
        value = int(text(name) or default)
    except ValueError:
        value = 0
    if value < 1:
        raise ImproperlyConfigured(f"ANWEI_{name} must be a whole number, 1 or more.")
    return value


def one_of(name: str, default: str, known: Collection[str]) -> str:
    """ANWEI_<name>, which must be one of the values known."""
    value = text(name) or default
    if value not in known:
        shown = f" Known: {', '.join(sorted(known))}." if len(known) < 20 else ""
        raise ImproperlyConfigured(f"ANWEI_{name} cannot be {value!r}.{shown}")
    return value


def web_address(name: str, value: str) -> str:
    """A whole web address, or nothing."""
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ImproperlyConfigured(
            f"ANWEI_{name} is no web address: {value!r}. For example https://anwei.example.org"
        )
    return value.rstrip("/")


def several(name: str) -> list[str]:
    """A comma-separated list from ANWEI_<name>."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def required(name: str) -> str:
    """A setting production cannot do without."""
    if not (value := text(name)):
        raise ImproperlyConfigured(f"Set ANWEI_{name} (see .env.example).")
    return value


MODE = one_of("MODE", "embedded", ("embedded", "production"))
PRODUCTION = MODE == "production"
TESTING = "pytest" in sys.modules


def default_home() -> Path:
    """Where the embedded mode keeps its files: `var/` of a checkout, else the user's data folder."""
    if CHECKOUT:
        return CHECKOUT / "var"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "anwei"


HOME = Path(text("HOME") or default_home())

# The keys the embedded mode makes itself, in HOME, readable by the owner only; a backup carries them.
KEY_FILES = ["secret", "trail-key", "digest-key"]


def embedded_secret(name: str = "secret", size: int = 48) -> str:
    """A secret the embedded mode made itself: once, readable by its owner only."""
    path = HOME / name
    try:
        HOME.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ImproperlyConfigured(f"ANWEI_HOME cannot be used: {fault}.") from None
    fresh = HOME / f".{name}.{os.getpid()}"
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(size))
        try:
            # A link appears whole or not at all, and never over one that is there already.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def secret(name: str, file: str, size: int) -> str:
    """ANWEI_<name>; production demands it, the embedded mode makes its own in `file`."""
    return required(name) if PRODUCTION else text(name) or embedded_secret(file, size)


SECRET_KEY = secret("SECRET_KEY", "secret", 48)
# The trail's keys, 32 bytes each: TRAIL_KEY signs day heads, DIGEST_KEY hides personal values. Not
# derived from SECRET_KEY: that one may be changed at any time without consequence for the trail.
TRAIL_KEY = secret("TRAIL_KEY", "trail-key", 32)
DIGEST_KEY = secret("DIGEST_KEY", "digest-key", 32)
# Addresses outside the house that get every signed day head by mail, such as the auditor's.
HEADS_TO = several("HEADS_TO")
DEBUG = False
ALLOWED_HOSTS = several("HOSTS") if PRODUCTION else (several("HOSTS") or ["*"])
# The address that printed papers, QR codes and mails point to; embedded: the address of the request.
BASE_URL = web_address("BASE_URL", required("BASE_URL") if PRODUCTION else text("BASE_URL"))
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []

DATABASE_URL = required("DATABASE_URL") if PRODUCTION else text("DATABASE_URL")
if DATABASE_URL:
    try:
        DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
    except ValueError as fault:
        raise ImproperlyConfigured(
            f"ANWEI_DATABASE_URL is no address of a database ({fault}). For example postgresql://anwei:…@db.example.org:5432/anwei"
        ) from None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "anwei.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # Writers take the lock when they begin, so two never deadlock upgrading a read lock.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "foundation", "audit", "accounts", "jobs", "lists", "documents", "messaging", "standards",
    "responsibility", "hazards", "inspections", "committee", "situation", "imports", "portal", "config",
]  # fmt: skip
INSTALLED_APPS = [
    *[f"anwei.{room}" for room in reversed(ROOMS)],
    "anwei.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "anwei.foundation.middleware.BodyInBounds",
    "django.middleware.csrf.CsrfViewMiddleware",
    "anwei.foundation.middleware.NoNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anwei.accounts.middleware.own_language",
    "anwei.accounts.middleware.second_factor_first",
    "anwei.accounts.middleware.preview",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "anwei.foundation.middleware.MethodInWords",
]
ROOT_URLCONF = "anwei.config.urls"
WSGI_APPLICATION = "anwei.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "anwei.config.nav.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "anwei.foundation.templatetags.parts",
            ],
        },
    }
]

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {"login": "anwei.accounts.forms.SignInForm"}
ACCOUNT_ADAPTER = "anwei.accounts.adapters.SignIn"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
# Addresses are given by the office, not by the person, so there is nothing to confirm.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# The lock-out in the database speaks first; these limits, kept per process, only stop floods.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "120/m/ip,60/300s/key"}
if TESTING:
    ACCOUNT_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = number("PROXIES", 1) if flag("BEHIND_PROXY") else 0
MFA_ADAPTER = "anwei.accounts.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "anwei.accounts.second_factor.AuthenticateForm",
    "reauthenticate": "anwei.accounts.second_factor.ReauthenticateForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # one step, for telephones whose clock is off by half a minute
MFA_TOTP_ISSUER = text("TOTP_ISSUER", "Anwei")
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers allow passkeys on https and on localhost only; the server need not be stricter at home.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Roles that may do nothing before they have a second factor.
REQUIRE_SECOND_FACTOR = (
    several("REQUIRE_SECOND_FACTOR")
    if "ANWEI_REQUIRE_SECOND_FACTOR" in os.environ
    else (["administrator", "clerk", "officer"] if PRODUCTION else [])
)
INVITATION_DAYS = number("INVITATION_DAYS", 14)

# Lock-out: so many wrong tries of one account from one address, then so many minutes of rest
AXES_FAILURE_LIMIT = number("LOCKOUT_TRIES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=number("LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "anwei.accounts.lockout.account_tried"
AXES_CLIENT_IP_CALLABLE = "anwei.accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "anwei.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
# Masked where tries are kept: people type passwords into the field for the name.
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "code", "credential", "oldpassword"]
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is on the trail
AXES_VERBOSE = False

# Signing in through the organisation's own OpenID Connect server: off unless an issuer is named
OIDC_ISSUER = web_address("OIDC_ISSUER", text("OIDC_ISSUER"))
SOCIALACCOUNT_ADAPTER = "anwei.accounts.adapters.OpenIdConnect"
SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {"openid_connect": {"APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "oidc",
            "name": text("OIDC_NAME", "OpenID Connect"),
            "client_id": required("OIDC_CLIENT_ID"),
            "secret": required("OIDC_SECRET"),
            "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
        }
    )
# The server's word about an address is taken: it is the organisation's own.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False

# Cookies and transport: strict wherever the address is https
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "anwei.config.views.form_expired"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# A cookie with this prefix is refused by browsers unless it is secure, of this host and of the whole site.
SESSION_COOKIE_NAME = "__Host-anwei" if HTTPS else "anwei"
CSRF_COOKIE_NAME = "__Host-anwei-csrf" if HTTPS else "anwei_csrf"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
if flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Browsers apply this to redirects after a form too, and sign-in at the OpenID server is one.
        "form-action": [
            SELF,
            *(
                [f"{urlsplit(OIDC_ISSUER).scheme}://{urlsplit(OIDC_ISSUER).netloc}"]
                if OIDC_ISSUER
                else []
            ),
        ],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Language and time: UTC inside, the zone's clock on the page
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_CODE = one_of("LANGUAGE", "en", dict(LANGUAGES))
LANGUAGE_COOKIE_NAME = "anwei_language"
USE_I18N = USE_TZ = True
TIME_ZONE = one_of("TIME_ZONE", "Asia/Shanghai", available_timezones())

# Mail: without a server each one is a file in HOME/mail, to be read there
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'smtp' if text('SMTP_HOST') else 'filebased'}.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = text("SMTP_HOST")
if EMAIL_HOST and not BASE_URL:
    # Else a link in a mail, as for a new password, would lead wherever the request said it came in.
    raise ImproperlyConfigured(
        "ANWEI_SMTP_HOST sends mails: set ANWEI_BASE_URL, to which they lead."
    )
EMAIL_PORT = number("SMTP_PORT", 587)
EMAIL_HOST_USER = text("SMTP_USER")
EMAIL_HOST_PASSWORD = text("SMTP_PASSWORD")
EMAIL_USE_TLS = flag("SMTP_TLS", True) and not flag("SMTP_SSL")
EMAIL_USE_SSL = flag("SMTP_SSL")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("MAIL_FROM", "anwei@localhost")

# Files
STATIC_URL = "/static/"
# The embedded mode serves them where they lie; production collects them first.
STATIC_ROOT = HOME / "static" if PRODUCTION else None
MEDIA_ROOT = HOME / "media"
S3_BUCKET = text("S3_BUCKET")
STORAGES: dict[str, dict] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not S3_BUCKET
    else {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": text("S3_ENDPOINT") or None,
            "region_name": text("S3_REGION") or None,
            "access_key": text("S3_ACCESS_KEY") or None,
            "secret_key": text("S3_SECRET_KEY") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if not PRODUCTION
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Long and timed work: kind -> function. A list here instead of a registry that cannot be searched.
JOB_HANDLERS: dict[str, str] = {
    "responsibility.compare": "anwei.responsibility.work.compare",
    "responsibility.apply": "anwei.responsibility.work.apply",
    "hazards.remind": "anwei.hazards.work.remind",
    "hazards.lapse": "anwei.hazards.work.lapse",
    "hazards.fold": "anwei.hazards.work.fold",
    "committee.remind": "anwei.committee.work.remind",
    "committee.recur": "anwei.committee.work.recur",
    "committee.adopt": "anwei.committee.work.adopt",
    "committee.gather": "anwei.committee.work.gather",
    "committee.count": "anwei.committee.work.count",
    "audit.hand_out": "anwei.audit.work.hand_out",
    "audit.seal": "anwei.audit.work.seal",
    "audit.sweep": "anwei.audit.work.sweep",
    "audit.verify": "anwei.audit.work.verify",
    "jobs.tidy": "anwei.jobs.tidy.step",
    "lists.act": "anwei.lists.work.act",
    "lists.export": "anwei.lists.work.write",
    "lists.tidy": "anwei.lists.work.tidy",
    "documents.sweep": "anwei.documents.sweep.step",
    "documents.pdf": "anwei.documents.work.make_pdfs",
    "messaging.write": "anwei.messaging.work.write",
    "messaging.send": "anwei.messaging.work.send",
    "messaging.tidy": "anwei.messaging.work.tidy",
    "imports.commit": "anwei.imports.commitment.commit_step",
    "imports.rehearse": "anwei.imports.rehearsal.rehearse_step",
    "imports.undo": "anwei.imports.commitment.undo_step",
}
# Timed work: name, cron rule (zone's time), kind.
SCHEDULE: list[tuple[str, str, str]] = [
    ("hazards.remind", "30 7 * * *", "hazards.remind"),
    ("hazards.lapse", "20 7 * * *", "hazards.lapse"),
    ("hazards.fold", "30 2 * * *", "hazards.fold"),
    ("committee.count", "0 3 * * *", "committee.count"),
    ("committee.recur", "10 6 * * *", "committee.recur"),
    ("committee.remind", "35 7 * * *", "committee.remind"),
    ("committee.adopt", "*/2 * * * *", "committee.adopt"),
    ("audit.seal", "* * * * *", "audit.seal"),
    ("audit.sweep", "10 0 * * *", "audit.sweep"),
    ("audit.hand_out", "20 0 * * *", "audit.hand_out"),
    ("jobs.tidy", "40 3 * * *", "jobs.tidy"),
    ("lists.tidy", "20 4 * * *", "lists.tidy"),
    ("documents.sweep", "10 4 * * *", "documents.sweep"),
    ("documents.pdf", "*/10 * * * *", "documents.pdf"),
    ("messaging.write", "* * * * *", "messaging.write"),
    ("messaging.tidy", "50 3 * * *", "messaging.tidy"),
]

# Every list of the product: key -> description, each in its room's lists.py.
LISTS: dict[str, str] = {
    "hazards": "anwei.hazards.lists.HAZARDS",
    "sites": "anwei.responsibility.lists.places.SITES",
    "enterprises": "anwei.responsibility.lists.places.ENTERPRISES",
    "buildings": "anwei.responsibility.lists.places.BUILDINGS",
    "rules": "anwei.responsibility.lists.ruling.RULES",
    "rule-changes": "anwei.responsibility.lists.ruling.CHANGES",
    "determinations": "anwei.responsibility.lists.determining.DETERMINATIONS",
    "local-clauses": "anwei.standards.lists.LOCAL_CLAUSES",
    "visits": "anwei.inspections.lists.VISITS",
    "meetings": "anwei.committee.lists.MEETINGS",
    "resolutions": "anwei.committee.lists.RESOLUTIONS",
    "tasks": "anwei.committee.lists.TASKS",
    "recurring-tasks": "anwei.committee.tracing.RECURRING",
    "task-hazards": "anwei.committee.tracing.TARGETS",
    "audit": "anwei.config.pages.trail.lists.ENTRIES",
    "people": "anwei.config.pages.people.lists.PEOPLE",
    "enterprise-accounts": "anwei.config.pages.enterprises.lists.ENTERPRISES",
    "invitations": "anwei.config.pages.invitations.lists.INVITATIONS",
    "jobs": "anwei.config.pages.jobs.lists.JOBS",
    "messages": "anwei.config.pages.messages.lists.MESSAGES",
    "imports": "anwei.imports.lists.BATCHES",
}

# What pages show of rooms above their own: page -> (permission, address that takes the page's key, label).
PANELS: dict[str, list[tuple[str, str, object]]] = {
    "site": [
        ("hazards.view", "hazards:for_site", _("Hazards at this site")),
        ("inspections.view", "inspections:for_site", _("Visits")),
    ],
    "hazard": [
        ("inspections.view", "inspections:for_hazard", _("Found on a visit")),
        ("committee.view", "committee:for_hazard", _("Set moving by the committee")),
    ],
    # Keyed by the case as the trail names it: every case may have papers.
    "papers": [("documents.view", "documents:for_subject", _("Papers"))],
}

# Kinds of numbered papers: tables, each in its room (see anwei.documents.kinds).
PAPER_KINDS: list[str] = ["anwei.committee.papers.KINDS"]
# What people are told: tables of kinds with their words (see anwei.messaging.kinds).
NOTICE_KINDS: list[str] = ["anwei.hazards.notices.KINDS", "anwei.committee.notices.KINDS"]
# Text messages for urgent notices: the gateway is posted {"phone": …, "text": …}; empty: none are sent.
SMS_URL = web_address("SMS_URL", text("SMS_URL"))
SMS_TOKEN = text("SMS_TOKEN")
# Further hosts of group robots (a house's own DingTalk, WeCom or Feishu), beside the public ones.
ROBOT_HOSTS = several("ROBOT_HOSTS")
# Hosts that may lie in the inner network; every other private address is refused, whatever its name.
PRIVATE_HOSTS = several("PRIVATE_HOSTS")

# The jurisdiction pack in force
PACK = text("PACK", "cn")
# A folder with what the locality lays over the pack (docs/jurisdiction-pack.md); empty: nothing
PACK_LOCAL = text("PACK_LOCAL")

LOG_LEVEL = one_of("LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # A refusal is an answer and no fault: it needs no traceback on the terminal.
    "loggers": {"django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
