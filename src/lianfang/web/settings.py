"""Django's settings, made from kernel.config. Nothing here reads the environment."""

from pathlib import Path
from secrets import token_urlsafe

from lianfang.kernel.config import load
from lianfang.web.rooms import apps
from lianfang.web.stores import store_of

CONFIG = load()
HERE = Path(__file__).resolve().parent

DEBUG = False
SECRET_KEY = CONFIG.secret_key.get_secret_value() if CONFIG.secret_key else token_urlsafe(48)
ALLOWED_HOSTS = list(CONFIG.allowed_hosts)
ROOT_URLCONF = "lianfang.web.urls"
WSGI_APPLICATION = "lianfang.web.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *apps(),
    "lianfang.web",
]
MIDDLEWARE = [
    "lianfang.web.middleware.AccessLog",
    "lianfang.web.middleware.SafetyHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "lianfang.web.middleware.Reader",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lianfang.web.gate.WhoActs",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lianfang.web.gate.Gate",
    "lianfang.web.middleware.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "lianfang.web.frame.frame",
            ],
            "builtins": ["lianfang.web.templatetags.say"],
        },
    }
]

DATABASES = {"default": store_of(CONFIG)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who comes in. The door is lianfang.domains.accounts; allauth keeps second factors (one-time codes, passkeys).
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_LOGIN_METHODS = {"username"}
MFA_ADAPTER = "lianfang.web.factors.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Lianfang"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Words are kept in lianfang.web.words; Django's own are used for nothing people read.
USE_I18N = False
USE_TZ = True
TIME_ZONE = CONFIG.city_zone.key

STATIC_URL = "/static/"
STATIC_ROOT = HERE / "static"
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = False


def WHITENOISE_IMMUTABLE_FILE_TEST(_path: str, url: str) -> bool:  # noqa: N802 — Django reads this name
    """Vendored files carry their version in their folder's name, so they may be kept for ever."""
    return url.startswith("/static/vendor/")


SECURE = not CONFIG.demonstration  # the demonstration is plain http on this machine only
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "lianfang_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "lianfang_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "lianfang.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Whether the visitor came by https is believed of the city's own proxies only.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.proxies else None
SECURE_SSL_REDIRECT = False  # the city's own proxy ends TLS
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = [
    "lianfang.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Safety 6: a line says which page, how it went and how long it took; never an address as typed, never a value.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "lianfang.web.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "lianfang": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # These repeat the path or the address as it was typed; our own line says what matters.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
