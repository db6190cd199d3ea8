"""Django's settings, made from the table in ``env.py``; nothing else reads the environment."""

import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from upside.config import env

ENV = env.read()
SOURCE = Path(__file__).resolve().parents[1]

DEMO: bool = ENV["UPSIDE_DEMO"]
COMPANY: str = ENV["UPSIDE_COMPANY"] or ("Aubrac & Fils" if DEMO else "")
DATA_DIR: Path = ENV["UPSIDE_DATA_DIR"]
BASE_URL: str = ENV["UPSIDE_BASE_URL"]
THREADS: int = ENV["UPSIDE_THREADS"]
CALENDAR_HOSTS: frozenset[str] = frozenset(ENV["UPSIDE_CALENDAR_HOSTS"])
IS_HTTPS = BASE_URL.startswith("https://")


def _secret_key() -> str:
    """Return the configured key, or the one kept in the data folder, made on first use."""
    if ENV["UPSIDE_SECRET_KEY"]:
        return str(ENV["UPSIDE_SECRET_KEY"])
    kept = DATA_DIR / "secret_key"
    try:
        if not kept.exists():
            DATA_DIR.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(64))
        return kept.read_text()
    except OSError as error:
        raise env.BadSetting(
            f"UPSIDE_DATA_DIR is {str(DATA_DIR)!r}: it cannot be read and written"
            f" ({error.strerror}). Name a folder that this account may write in."
        ) from error


def _database_file() -> str:
    url: str = ENV["UPSIDE_DATABASE_URL"]
    return url.removeprefix("sqlite:///") or str(DATA_DIR / "upside.sqlite3")


SECRET_KEY = _secret_key()
SALT_KEY = ["upside-private-notes"]  # a label for key derivation, not a secret
DEBUG = False
ALLOWED_HOSTS = [
    *{urlsplit(BASE_URL).hostname or "", "127.0.0.1", "localhost", "[::1]"},
    *ENV["UPSIDE_HOSTS"],
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "upside.kernel",
    "upside.people",
    "upside.notices",
    "upside.calendars",
    "upside.skills",
    "upside.learning",
    "upside.programmes",
    "upside.pairs",
    "upside.sessions",
    "upside.matching",
    "upside.grids",
    "upside.feedback",
    "upside.community",
    "upside.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "template_partials.apps.SimpleAppConfig",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "upside.web.headers.guard_answers",
    "upside.web.requests.language_of_the_person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "upside.web.redirects.lead_to_pages",
]
ROOT_URLCONF = "upside.config.urls"
WSGI_APPLICATION = "upside.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # by hand, or partials are not found (and no error says so)
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        ),
                    ],
                ),
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "upside.web.templatetags.parts",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "upside.web.requests.shell",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _database_file(),
        "CONN_MAX_AGE": 60,
        # without IMMEDIATE two writers that read first meet "database is locked" (stack.md §9)
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        },
    },
}

TASKS = {"default": {"BACKEND": "upside.kernel.jobs.LeaseBackend"}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["upside.notices.backend.LinkBackend"]
LOGIN_URL = "front:sign_in"
LOGIN_REDIRECT_URL = "front:home"
SESAME_MAX_AGE = timedelta(days=14)
SESAME_ONE_TIME = True
# an address that HR gives to somebody else takes no link of its former owner with it
SESAME_INVALIDATE_ON_EMAIL_CHANGE = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "upside_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "upside.web.front.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_NAME = "upside_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LOCALE_PATHS = [SOURCE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

_SMTP = urlsplit(ENV["UPSIDE_SMTP_URL"])
MAIL_IS_SET = bool(_SMTP.hostname)
EMAIL_HOST = _SMTP.hostname or "localhost"
EMAIL_PORT = _SMTP.port or env.MAIL_SCHEMES.get(_SMTP.scheme, 25)
EMAIL_HOST_USER = unquote(_SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(_SMTP.password or "")
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_USE_TLS = _SMTP.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV["UPSIDE_MAIL_FROM"]
IMAP_URL = ENV["UPSIDE_IMAP_URL"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "upside.config.logs.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"upside": {"level": "INFO"}},
}
