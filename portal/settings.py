"""The portal's settings: one file, its values from the environment.

Without any variable the portal runs in embedded mode: SQLite and a private broker under ``var/``.
With ``PORTAL_PRODUCTION=1`` every secret and address must be given, or the start fails.
"""

import hashlib
import secrets
import tempfile
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

GIVEN = env.NOTSET  # no default: the start fails without a value
PRODUCTION = env.bool("PORTAL_PRODUCTION", default=False)
DEMO = env.bool("PORTAL_DEMO", default=not PRODUCTION)
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and (DEBUG or DEMO):
    # Error pages would show settings and data to everyone; made people have no place among real ones.
    raise ImproperlyConfigured("PORTAL_PRODUCTION=1 goes with neither DEBUG nor PORTAL_DEMO; unset them.")
VAR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var")))


def embedded_secret() -> str:
    """A key of this installation's own, made once and kept beside its data (embedded mode only)."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def embedded_socket() -> Path:
    """Where the embedded broker listens; a Unix socket's path may have 107 bytes at most."""
    path = VAR / "broker.sock"
    if len(str(path).encode()) < 100:
        return path
    digest = hashlib.sha256(str(VAR).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"portal-broker-{digest}.sock"


BROKER_SOCKET = embedded_socket()
EMBEDDED_DATABASE = f"sqlite:///{VAR / 'portal.sqlite3'}"
if PRODUCTION:
    SECRET_KEY = env("SECRET_KEY")
    DATABASES = {"default": env.db("DATABASE_URL")}
    CELERY_BROKER_URL = env("CELERY_BROKER_URL")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
else:
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    SECRET_KEY = env("SECRET_KEY", default="") or embedded_secret()
    DATABASES = {"default": env.db("DATABASE_URL", default=EMBEDDED_DATABASE)}
    CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=f"redis+socket://{BROKER_SOCKET}")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Deferred transactions answer "database is locked" at once when two of them upgrade to writing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, because threads that share one in-memory database lock each other out.
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"

INSTALLED_APPS = [
    "portal.desk",
    "reports",
    "responses",
    "early_warnings",
    "plans",
    "portal.outbox",
    "portal.lifecycle",
    "portal.offices",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.ErrorsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.desk.context.frame",
            ],
        },
    }
]

# Who may come in.
AUTH_USER_MODEL = "offices.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "early_warnings:public"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "portal.offices.adapters.ClosedAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Logins are throttled by address: behind a proxy the visitor's, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=12 * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        # Charts place their labels by style attributes; no style element and no script is inline.
        "style-src-attr": ["'unsafe-inline'"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language, time, files.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
USE_TZ = True
# The five jurisdictions keep Beijing time by law; the zone database's Asia/Urumqi is +06:00.
TIME_ZONE = "Asia/Shanghai"
CLOCK_FILE = env("PORTAL_CLOCK_FILE", default="")
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {
        "BACKEND": env("STATICFILES_BACKEND", default="portal.static_storage.GzipManifestStorage")
    },
}
# No MEDIA_URL: stored files leave only through views that check who asks.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=15 * 1024 * 1024)
# A folder with an office's own fonts (仿宋_GB2312, 方正小标宋 …); free ones stand in for what it lacks.
DOCUMENT_FONTS = env("DOCUMENT_FONTS", default="")
CACHES = {
    # In the database, so that login throttling works when the broker is down.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"},
}

# Mail; without a server the messages of the embedded mode are files under var/mail.
EMAIL_CONFIG = env.email("EMAIL_URL", default=GIVEN if PRODUCTION else "filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")
SITE_URL = env("SITE_URL", default=GIVEN if PRODUCTION else "http://127.0.0.1:8000")
# Files with the key and certificate that sign public alerts; without them alerts are published unsigned.
CAP_SIGNING_KEY = env("CAP_SIGNING_KEY", default="")
CAP_SIGNING_CERTIFICATE = env("CAP_SIGNING_CERTIFICATE", default="")

# The clock's timetable: everything that happens by itself.
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# An act must not wait for a dead broker: the sweeps find what was owed.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "unacked_restore_interval": 10,
}
# A slow gateway or a long document must not hold up the fan-out: production gives each queue its own workers.
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_TASK_QUEUES = {
    name: {"exchange": name, "routing_key": name} for name in ("portal", "notices", "documents")
}
CELERY_TASK_ROUTES = {
    "portal.outbox.tasks.*": {"queue": "notices"},
    "reports.tasks.render*": {"queue": "documents"},
    "early_warnings.tasks.run_backtest*": {"queue": "documents"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "adopted edition → in force": {"task": "plans.tasks.put_in_force_owed", "schedule": 300},
    "air → proposals": {"task": "early_warnings.tasks.evaluate_all", "schedule": 3600},
    "feeds → air": {"task": "early_warnings.tasks.poll_feeds", "schedule": 1800},
    "air not yet judged → proposals": {"task": "early_warnings.tasks.evaluate_owed", "schedule": 30},
    "superior's warning → subordinate's draft": {
        "task": "early_warnings.tasks.follow_superiors",
        "schedule": 5,
    },
    "issued warning → public alert": {"task": "early_warnings.tasks.publish_alerts", "schedule": 30},
    "issued warning → tasks": {"task": "responses.tasks.launch", "schedule": 5},
    "due task or return → reminder": {"task": "responses.tasks.remind", "schedule": 60},
    "owed report → draft": {"task": "reports.tasks.draft_owed", "schedule": 60},
    "signed report → document": {"task": "reports.tasks.render_owed", "schedule": 15},
    "backtest asked for → result": {"task": "early_warnings.tasks.run_backtests", "schedule": 30},
    "notice → channel": {"task": "portal.outbox.tasks.dispatch", "schedule": 5},
}
# A message that no worker took before the next one is due has nothing to add.
for entry in CELERY_BEAT_SCHEDULE.values():
    entry["options"] = {"expires": entry["schedule"]}

# To the console in production too: Django's own default would only mail errors to nobody.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "portal.api.handle_exception",
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "重污染天气应急指挥平台 API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "Level": "portal.api.fields.LEVELS",
        "MeasureKind": "plans.models.Measure.Kind",
        "ProposalState": "early_warnings.models.Proposal.State",
        "WarningState": "early_warnings.models.EarlyWarning.State",
        "ResponseState": "responses.models.EmergencyResponse.State",
        "ItemState": "responses.models.Item.State",
        "Outcome": "portal.api.responses.OUTCOMES",
        "ReturnState": "responses.models.UnitReturn.State",
        "ReportKind": "reports.models.Report.Kind",
        "ReportState": "reports.models.Report.State",
    },
}
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
