"""Django's settings, from the typed environment. No setting here depends on where it runs."""

from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from openiln.config import environment, logging, mail

ENVIRONMENT = environment.read()

SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value()
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.hosts_answered
ROOT_URLCONF = "openiln.config.urls"
WSGI_APPLICATION = "openiln.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

CONTEXTS = [
    "kernel",
    "jobs",
    "files",
    "mail",
    "search",
    "tables",
    "shell",
    "directory",
    "accounts",
    "charters",
    "membership",
    "news",
    "pages",
]
INSTALLED_APPS = [
    *[f"openiln.{context}" for context in CONTEXTS],  # first: our templates before allauth's
    "anymail",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_tasks_db",
]
MIDDLEWARE = [
    "openiln.shell.middleware.identify_request",
    "openiln.shell.middleware.refuse_the_unreadable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # what WhiteNoise serves is packed already
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "openiln.accounts.web.middleware.take_seat",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# --- the database: every write takes the lock first, so that two writers wait and neither dies
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(ENVIRONMENT.database_url)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
        ),
    }
    # Tests use a file too: a database in memory has no second writer.
    DATABASES["default"]["TEST"] = {"NAME": str(ENVIRONMENT.state.resolve() / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- jobs: rows of the same database, so that a job is queued in its action's transaction
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- mail
MAIL = mail.read(ENVIRONMENT)
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.use_tls, MAIL.use_ssl
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
ANYMAIL = MAIL.anymail

# --- templates, with the loaders cached because DEBUG is off
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "openiln.shell.context.page",
                "openiln.pages.web.frame.frame",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "openiln.shell.templatetags.days",
                "openiln.shell.templatetags.telephones",
            ],
        },
    }
]

# --- what counts tries at signing in: shared by every worker, and gone without harm
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_tries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- static files: named by their content, compressed once
STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.state / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for a file by its plain name

# --- language and time: English only (docs/decisions); moments in UTC, shown in a network's zone
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# --- signing in: no open sign-up; access is given to an e-mail address (accounts)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:landing"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        # NIST SP 800-63B-4, 3.1.1.2: 15 characters where a password stands alone, 8 beside another
        # factor; no rule of composition; a list of common ones.
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "openiln.accounts.web.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # read at sign-in too; nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds; a mail may be slow
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.is_https else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # key: the address tried
    "request_login_code": "20/m/ip,3/5m/key",
    "reset_password": "20/m/ip,3/5m/key",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {  # the library's own, with our words on their fields
    "activate_totp": "openiln.accounts.web.ways.UseApp",
    "add_webauthn": "openiln.accounts.web.ways.AddPasskey",
    "edit_webauthn": "openiln.accounts.web.ways.NamePasskey",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OpenILN"
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds: phones are not on time
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.is_https  # browsers allow localhost alone
SOCIALACCOUNT_ADAPTER = "openiln.accounts.web.adapters.ProviderAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # within the provider's domains; see ProviderAdapter
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider.id,
                "name": provider.name,
                "client_id": provider.client_id,
                "secret": provider.client_secret.get_secret_value(),
                "settings": {"server_url": provider.server_url, "domains": provider.domains},
            }
            for provider in ENVIRONMENT.oidc
        ],
    }
}

# --- safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "iln_session"
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.site_url]
if ENVIRONMENT.is_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # a probe beside the server speaks http
    SECURE_HSTS_SECONDS = 31_536_000  # one year, what hstspreload.org asks
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

LOGGING_CONFIG = None
logging.configure(as_json=ENVIRONMENT.log_json)
