"""All settings, in one file. Every environment variable is read here and nowhere else; see ``.env.example``.

Without any variable set this is the embedded default: SQLite and a Valkey on a unix socket, both in ``var/``.
"""

import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
import structlog
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from config.secret import load_or_create_secret_key
from config.supervisor.broker_address import broker_url
from config.words.compiling import compiled

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("TOUCHSTONE_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"The data folder {DATA_DIR} can't be made ({error}). Set TOUCHSTONE_DATA_DIR to a folder you may write to."
    ) from error

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or load_or_create_secret_key(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "annotator",
    "agreement",
    "preferences",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.security.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.request_log.RequestLogMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

# Database -------------------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/touchstone.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "config.sqlite"
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # said in words, because test runners know Django's own by name
    DATABASES["default"]["OPTIONS"] = {
        # Every transaction takes the write lock at its start: a claim can then never fail half-way with "locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY"
        ),
    }
else:
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"]["ENGINE"] = "config.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Lets the statements of a judgment be prepared by the server; a pooler in between must allow that.
    DATABASES["default"]["OPTIONS"] = {"prepare_threshold": env.int("DATABASE_PREPARE_THRESHOLD", default=5) or None}
# On SQLite, too: a new connection costs seven statements before the first of the request.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=300)

# Celery ---------------------------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default=broker_url(DATA_DIR))
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Well above the longest task; the job row's heartbeat, not the broker, decides that a worker is gone.
    "visibility_timeout": 6 * 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # A publish from a web request must fail fast when the broker is away: the beat task picks the row up later.
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "recover-jobs": {"task": "annotator.tasks.recover_jobs", "schedule": 5.0},
    "expire-leases": {"task": "annotator.tasks.expire_leases", "schedule": 30.0},
    "settle-items": {"task": "annotator.tasks.settle_items", "schedule": 30.0},
    "end-abandoned-shifts": {"task": "annotator.tasks.end_abandoned_shifts", "schedule": 300.0},
    "find-disputes": {"task": "annotator.tasks.find_disputes", "schedule": 60.0},
    "review-gold": {"task": "annotator.tasks.review_gold", "schedule": 300.0},
    "score-peers": {"task": "annotator.tasks.score_peers", "schedule": 600.0},
    "worker-heartbeat": {"task": "annotator.tasks.note_worker_alive", "schedule": 10.0},
    "refresh-agreement": {"task": "agreement.tasks.refresh_reports", "schedule": 60.0},
    "order-next-pairs": {"task": "preferences.tasks.order_next_pairs", "schedule": 60.0},
    "nightly-agreement": {"task": "agreement.tasks.nightly_reports", "schedule": crontab(hour=2, minute=15)},
}
JOB_HEARTBEAT_TIMEOUT = timedelta(seconds=env.int("JOB_HEARTBEAT_TIMEOUT_SECONDS", default=15))
# A submit, a skip and a flag are answered no sooner than this: else a hidden check is known by the time that it takes.
ANSWER_FLOOR_MS = env.int("ANSWER_FLOOR_MS", default=30)

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "annotator.User"
AUTHENTICATION_BACKENDS = ["config.accounts.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Signing up is by invitation link, which is itself the proof; set to "mandatory" where mail is configured.
ACCOUNT_EMAIL_VERIFICATION = env.str("ACCOUNT_EMAIL_VERIFICATION", default="none")
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": "/verify-email/{key}",
    "account_reset_password": "/reset-password",
    "account_reset_password_from_key": "/reset-password/{key}",
    "account_signup": "/sign-in",
}
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)

# API ------------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one names itself to strangers: they get 401, "sign in", and not 403, "you may not".
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["config.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.api.negotiation.ContentNegotiation",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.errors.problem_json",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "PAGE_SIZE": 50,
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=180), "AUTH_HEADER_PREFIX": "Token", "USER_SERIALIZER": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Touchstone API",
    "DESCRIPTION": "Collect human judgments of model outputs, prove how far they can be trusted, hand them over.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.schema.document_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CauseKind": ["overlap", "schools", "raters", "slice", "categories", "prevalence", "differences", "noise"],
        "JobState": "annotator.models.jobs.JobState",
        "ProjectState": "annotator.models.projects.ProjectState",
        "MembershipState": "annotator.models.people.MembershipState",
        "Role": "annotator.models.people.Role",
        "QuarantineDecision": ["keep", "discard"],
        "CaseState": "annotator.models.reviews.CaseState",
        "CaseReason": "annotator.models.reviews.CaseReason",
        "FlagReason": "annotator.models.reviews.FlagReason",
        "DecisionKind": "annotator.models.reviews.DecisionKind",
        "ReviewRule": "annotator.models.projects.ReviewRule",
        "SendBackMode": ["more", "again"],
        "ChangeKind": "annotator.models.changes.ChangeKind",
        "Purpose": "annotator.models.work.Purpose",
        "ReasonEnum": "annotator.services.skipping.SkipReason",
        "RaterKind": "annotator.models.people.RaterKind",
        "OverlapMode": "annotator.models.projects.OverlapMode",
        "QuestionKind": "annotator.models.projects.QuestionKind",
        "ItemPurpose": "annotator.models.items.ItemPurpose",
        "Outcome": "annotator.models.judgments.Outcome",
        "ImportKind": "annotator.models.jobs.ImportKind",
        "ImportFormat": "annotator.api.serializers.jobs.FORMATS",
        "TieTreatment": ["davidson", "rao-kupper", "half", "drop"],
        "ExportTies": ["drop", "keep"],
        "Aggregation": ["votes", "majority"],
        "ContestState": "annotator.models.gold.ContestState",
        "GoldEventKind": "annotator.models.gold.GoldEventKind",
        "GoldFeedback": "annotator.models.projects.GoldFeedback",
        "QualityBy": "annotator.models.projects.QualityBy",
        "TrainingFailure": "annotator.models.projects.TrainingFailure",
        "ReportKind": "agreement.services.computations.kinds",
        "MeasuredKind": ["preference", "likert", "choice", "ranking"],
        "MeasurementLevel": ["nominal", "ordinal", "interval"],
        "ComparedBy": ["period", "guideline"],
        "BiasVerdict": ["none", "present", "unknown"],
        "AbVerdict": ["a", "b", "undecided"],
    },
}
# A body larger than this is refused before it is read; files stream to disk and may be far larger.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
IMPORT_MAX_LINE_BYTES = env.int("IMPORT_MAX_LINE_BYTES", default=8 * 1024 * 1024)

# Files ----------------------------------------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "files"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about an absent folder; it fills with `collectstatic` in production
WHITENOISE_USE_FINDERS = True
WHITENOISE_ROOT = FRONTEND_DIST if FRONTEND_DIST.exists() else None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [FRONTEND_DIST],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

USE_TZ = True
TIME_ZONE = "UTC"
# English is what the code says; a request's Accept-Language asks for another. Commands and tasks have none: English.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
LANGUAGE_COOKIE_NAME = "touchstone_language"  # the default is shared by every Django on this host
LOCALE_PATHS = [compiled(BASE_DIR / "config" / "locale", into=DATA_DIR / "locale")]
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # the admin's; the default signs cookies too
CSRF_FAILURE_VIEW = "config.api.errors.csrf_failure"

# Logging --------------------------------------------------------------------------------------------------------------
_LOG_JSON = env.bool("LOG_JSON", default=not sys.stderr.isatty())
_SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    # First of all, so that a line nobody will read costs nothing.
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # whose request it was is said by the account; addresses are kept by no one
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED_PROCESSORS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([structlog.processors.format_exc_info] if _LOG_JSON else []),
                structlog.processors.JSONRenderer()
                if _LOG_JSON
                else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # One line a request is the reverse proxy's business; ours are for what goes wrong.
    "loggers": {
        "django_structlog": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
