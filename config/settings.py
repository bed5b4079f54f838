"""All settings. The only module that reads the environment; .env.example explains every variable."""

import os
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import bootstrap_wrapper
import environ
import fontpkg_be_vietnam_pro
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lib.addresses import page_of

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# With lxml on the machine (Word documents need it) openpyxl would read uploads with it, and no longer
# with defusedxml.
os.environ["OPENPYXL_LXML"] = "False"

env = environ.Env()
env.read_env(env.str("ENV_FILE", default="") or BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it in the environment or in .env (see .env.example), "
        "or run `make run`, which writes a .env for a trial."
    )
# Keys of before: what they signed and enciphered can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "lib",
    "committees",
    "meetings",
    "attendance",
    "exchange",
    "reports",
    "office",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "treebeard",
    "simple_history",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "heroicons",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "config.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.watching.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.watching.RequestLogMiddleware",
    "config.middleware.PageGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.ProvinceInViewMiddleware",
    "config.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SessionLimitMiddleware",
    "config.middleware.SharedComputerMiddleware",
    "config.middleware.SentByScriptMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.SignInMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",  # reads what is posted: only once its sender is known
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["lib.templatetags.numbers"],
        },
    }
]
FORM_RENDERER = "lib.forms.renderer.FieldRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {
    "default": env.db_url_config(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at once: two writers wait for each other instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": ("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A copy that PostgreSQL keeps on another machine: figures are read there, if they may be so many seconds old.
REPLICA_LAG = env.int("REPLICA_LAG", default=10)
if replica := env.str("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = DATABASES["default"] | env.db_url_config(replica)
    if DATABASES["replica"]["ENGINE"] == "django.db.backends.postgresql":
        # Nobody waits long for a machine that is away, and nothing is written there by mistake.
        own = DATABASES["replica"].get("OPTIONS", {})
        guarded = {"connect_timeout": 2, "options": "-c default_transaction_read_only=on"}
        DATABASES["replica"]["OPTIONS"] = guarded | own
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["lib.replicas.Router"]
    MIDDLEWARE.append("config.middleware.ReplicaMiddleware")
for database in DATABASES.values():
    if database["ENGINE"] == "django.db.backends.postgresql":
        # What is read in parts is read to its end: planned for its first rows, a list took ten times as long.
        own = database.get("OPTIONS", {})
        whole = f"-c cursor_tuple_fraction=1 {own.get('options', '')}".strip()
        database["OPTIONS"] = own | {"options": whole}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "committees.User"
# argon2id; hashes of before are read, and kept anew when their user signs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "committees.passwords.GuessedPasswordValidator"},
]
# Where the pages of single rows are: templates of lower rooms link to them, and know no upper room.
ABSOLUTE_URL_OVERRIDES = {
    "committees.leader": page_of("reports:leader-detail"),
    "meetings.cell": page_of("reports:cell-detail"),
    "attendance.plan": page_of("attendance:plan-detail"),
    "attendance.visit": page_of("attendance:visit-detail"),
    "reports.issuedreport": page_of("reports:issued-detail"),
}
CSRF_FAILURE_VIEW = "committees.views.errors.csrf_failure"
LOGIN_URL = "login"
# The second step of signing in; docs/decisions/0024-sign-in.md. Tries are counted by committees/attempts.py.
ACCOUNT_ADAPTER = "committees.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password"]
MFA_ADAPTER = "committees.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # clocks of phone and server may be half a minute apart
# Whoever does nothing for so long is signed out, and whoever signed in so long ago.
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=60))
SESSION_AT_MOST = timedelta(hours=env.int("SESSION_HOURS", default=12))
SESSION_COOKIE_AGE = int(SESSION_IDLE.total_seconds())
# Who may say for whom they ask (X-Forwarded-For): nginx on the same machine, as deploy/ has it.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1"])
try:
    TRUSTED_PROXIES = [ip_network(proxy) for proxy in TRUSTED_PROXIES]
except ValueError as error:
    raise ImproperlyConfigured("TRUSTED_PROXIES names no addresses; see .env.example.") from error
# How many passwords are looked at at once, by all processes together: fewer than there are of them.
SIGN_INS_AT_ONCE = env.int("SIGN_INS_AT_ONCE", default=2)
LOGIN_REDIRECT_URL = "home"
FIRST_RUN_REDIRECT_URL = "office:first-steps"  # for whoever made the first account
LOGOUT_REDIRECT_URL = "login"

# An invitation is read within the week.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60

# Where users reach the server: for links in e-mails and calendars, which are made without a request.
BASE_URL = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")

# Without a mail server messages go to the log of whoever sends them, and pages offer no sending.
EMAIL_URL = env.str("EMAIL_URL", default="") or "consolemail://"
vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="sinhhoat@localhost")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", bootstrap_wrapper.get_bootstrap_dir()),
    ("be-vietnam-pro", fontpkg_be_vietnam_pro.ROOT / "files"),
]
# Attached files: outside what any web server serves by itself, so no MEDIA_URL.
MEDIA_ROOT = env.path("ATTACHMENTS_DIR", default=VAR_DIR / "attachments")
# "directory": the one above. "database": several web machines share nothing but that.
FILES_IN = env.str("FILES", default="directory")
if FILES_IN not in ("directory", "database"):
    raise ImproperlyConfigured("FILES is neither “directory” nor “database”; see .env.example.")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage"
        if FILES_IN == "directory"
        else "lib.stored_files.DatabaseStorage"
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# LibreOffice, which makes PDFs of Word documents: its path, where it is not found by its name.
SOFFICE = env.str("SOFFICE", default="")

# Reasons in the history may quote a file name with its checksum, which needs more than 100 characters.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# An evaluation form posts a field per criterion and finding; the default of 1,000 is near for a large rubric.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# A report with more rows in its long lists is made in the background; fewer take a second or so.
REPORT_ROWS_AT_ONCE = 3000
# A PDF with more rows in its annexes is made in the background: LibreOffice lays out some 200 a second.
PDF_ROWS_AT_ONCE = 300
# A workbook that unpacks to more is imported in the background: about 3,000 rows of ten columns.
IMPORT_BYTES_AT_ONCE = 2_000_000
# Who does what is done in the background: threads of the web process, or `manage.py work` besides it.
JOBS_RUN_BY = env.str("JOBS", default="threads")
if JOBS_RUN_BY not in ("threads", "workers"):
    raise ImproperlyConfigured("JOBS is neither “threads” nor “workers”; see .env.example.")

SILENCED_SYSTEM_CHECKS = [
    # INCLUDE columns of the figures index exist on PostgreSQL; SQLite makes the plain index, as wanted.
    "models.W040",
]

HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = ["^(healthz|readyz|metrics)$"]  # programs on the machine ask without a certificate
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# On every response. Pages need nothing from elsewhere and no line of script or style of their own.
RESPONSE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
}
if HTTPS:
    # No other host of the same domain can set them (RFC 6265bis).
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
# No script reads it.
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = HTTPS, True, "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Whoever asks /metrics says it; without one there are none.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# "json": for programs that collect logs. "text": for whoever reads the journal.
LOG_FORMAT = env.str("LOG_FORMAT", default="text")
if LOG_FORMAT not in ("json", "text"):
    raise ImproperlyConfigured("LOG_FORMAT is neither “json” nor “text”; see .env.example.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"text": {"format": "%(message)s"}, "json": {"()": "lib.logs.JSONFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # A refused page is told by `security`; an error here, once, by the root's handler.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        # Each request: for programs.
        "requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        # Who came in and who tried to: committees/events.py. A file of its own is a handler more here.
        "security": {"level": "INFO"},
        # What they stumble over in somebody's PDF is that file's news, and told on its page.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "pypdf": {"level": "CRITICAL"},
    },
}
