"""The one settings file. The environment decides; see .env.example for every name.

Without any variable Anwei runs *embedded*: SQLite and files in one folder, a secret it made
itself. `ANWEI_MODE=production` demands what must not be guessed, and fails at start, in words.
"""

import os
import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").exists() else None


def text(name: str, default: str = "") -> str:
    """The variable ANWEI_<name>, or the content of the file that ANWEI_<name>_FILE names."""
    if path := os.environ.get(f"ANWEI_{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
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
    """A whole number from ANWEI_<name>."""
    try:
        return int(text(name) or default)
    except ValueError:
        raise ImproperlyConfigured(f"ANWEI_{name} must be a whole number.") from None


def several(name: str) -> list[str]:
    """A comma-separated list from ANWEI_<name>."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def required(name: str) -> str:
    """A setting production cannot do without."""
    if not (value := text(name)):
        raise ImproperlyConfigured(f"Set ANWEI_{name} (see .env.example).")
    return value


MODE = text("MODE", "embedded")
if MODE not in {"embedded", "production"}:
    raise ImproperlyConfigured(f"ANWEI_MODE must be embedded or production, not {MODE!r}.")
PRODUCTION = MODE == "production"
TESTING = "pytest" in sys.modules


def default_home() -> Path:
    """Where the embedded mode keeps its files: `var/` of a checkout, else the user's data folder."""
    if CHECKOUT:
        return CHECKOUT / "var"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "anwei"


HOME = Path(text("HOME") or default_home())


def embedded_secret(name: str = "secret", size: int = 48) -> str:
    """A secret the embedded mode made itself: once, readable by its owner only."""
    path = HOME / name
    HOME.mkdir(parents=True, exist_ok=True)
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
DEBUG = False
ALLOWED_HOSTS = several("HOSTS") if PRODUCTION else (several("HOSTS") or ["*"])
# The address that printed papers, QR codes and mails point to; embedded: the address of the request.
BASE_URL = required("BASE_URL").rstrip("/") if PRODUCTION else text("BASE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []

DATABASE_URL = required("DATABASE_URL") if PRODUCTION else text("DATABASE_URL")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
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
    "responsibility", "hazards", "inspections", "situation", "imports", "config",
]  # fmt: skip
INSTALLED_APPS = [
    *[f"anwei.{room}" for room in reversed(ROOMS)],
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
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anwei.accounts.middleware.own_language",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
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
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "anwei.foundation.templatetags.parts"],
        },
    }
]

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# Cookies and transport: strict wherever the address is https
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "anwei.config.views.form_expired"
SESSION_COOKIE_AGE = 12 * 3600
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
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Language and time: UTC inside, the zone's clock on the page
LANGUAGE_CODE = text("LANGUAGE", "en")
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_COOKIE_NAME = "anwei_language"
USE_I18N = USE_TZ = True
TIME_ZONE = text("TIME_ZONE", "Asia/Shanghai")

# Files
STATIC_URL = "/static/"
# The embedded mode serves them where they lie; production collects them first.
STATIC_ROOT = HOME / "static" if PRODUCTION else None
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
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
    "audit.seal": "anwei.audit.work.seal",
    "audit.sweep": "anwei.audit.work.sweep",
    "jobs.tidy": "anwei.jobs.tidy.step",
    "documents.sweep": "anwei.documents.sweep.step",
}
# Timed work: name, cron rule (zone's time), kind.
SCHEDULE: list[tuple[str, str, str]] = [
    ("audit.seal", "* * * * *", "audit.seal"),
    ("audit.sweep", "10 0 * * *", "audit.sweep"),
    ("jobs.tidy", "40 3 * * *", "jobs.tidy"),
    ("documents.sweep", "10 4 * * *", "documents.sweep"),
]

# Every list of the product: key -> description, each in its room's lists.py.
LISTS: dict[str, str] = {}

# The jurisdiction pack in force
PACK = text("PACK", "cn")
# A folder with what the locality lays over the pack (docs/jurisdiction-pack.md); empty: nothing
PACK_LOCAL = text("PACK_LOCAL")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
