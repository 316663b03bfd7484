"""Settings. Everything that differs between installations comes from one file of NAME=value lines, or the environment.

The file is named by ROUNDTABLE_SETTINGS, or is `var/roundtable.env` beside the checkout; `roundtable init` writes it.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ

env = environ.Env()
HOME = Path(os.environ.get("ROUNDTABLE_HOME", "var")).resolve()
SETTINGS_FILE = Path(os.environ.get("ROUNDTABLE_SETTINGS", HOME / "roundtable.env"))
if SETTINGS_FILE.exists():
    env.read_env(str(SETTINGS_FILE))

# In demo mode the sign-ins are printed, the secret key is made up and kept, and mail goes to a folder.
DEMO = env.bool("ROUNDTABLE_DEMO", default=False)
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="demo only: not secret" if DEMO else "")
if not SECRET_KEY:
    SECRET_KEY = "unset"  # noqa: S105 - `roundtable serve` refuses to start with it; other commands need no key
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE = env.bool("ROUNDTABLE_HTTPS", default=False)

INSTALLED_APPS = [
    "roundtable.foundation.scope",
    "roundtable.foundation.partnerships",
    "roundtable.foundation.people",
    "roundtable.foundation.tokens",
    "roundtable.foundation.ledger",
    "roundtable.foundation.regimes",
    "roundtable.foundation.deadlines",
    "roundtable.foundation.notices",
    "roundtable.foundation.requests",
    "roundtable.foundation.figures",
    "roundtable.foundation.web",
    "roundtable.dataset",
    "roundtable.report",
    "roundtable.website",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "roundtable.foundation.scope.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "roundtable.site.urls"
WSGI_APPLICATION = "roundtable.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roundtable.foundation.web.context.page",
            ],
            "builtins": [
                "roundtable.foundation.web.templatetags.govuk",
                "roundtable.foundation.web.templatetags.words",
            ],
        },
    }
]
FORM_RENDERER = "roundtable.foundation.web.forms.GovukRenderer"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
    "PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;",
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{HOME / 'roundtable.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "roundtable_cache",
        # Each figure's release is an entry, beside the counts of sign-ins and of the API.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
# How often a token may ask the API in a minute; 0 is no limit.
API_LIMIT = env.int("API_LIMIT", default=300)

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "roundtable.foundation.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "roundtable.foundation.people.forms_account.SignInForm",
    "reauthenticate": "roundtable.foundation.people.forms_account.ConfirmForm",
    "change_password": "roundtable.foundation.people.forms_account.NewPasswordForm",
    "set_password": "roundtable.foundation.people.forms_account.FirstPasswordForm",
    "reset_password_from_key": "roundtable.foundation.people.forms_account.ForgottenPasswordForm",
}
MFA_FORMS = {
    "authenticate": "roundtable.foundation.people.forms_account.SecondStepForm",
    "authenticate_webauthn": "roundtable.foundation.people.forms_account.SecondStepPasskeyForm",
    "reauthenticate": "roundtable.foundation.people.forms_account.SecondStepForm",
    "activate_totp": "roundtable.foundation.people.forms_account.TurnOnAppForm",
    "add_webauthn": "roundtable.foundation.people.forms_account.PasskeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 5 * 60
ACCOUNT_SESSION_REMEMBER = (
    False  # a session ends with the browser, and after SESSION_COOKIE_AGE at the latest
)
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Attempts at a password, a code or a second factor: five in five minutes for one address, ten a minute from one place.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE else 0  # whose word on the visitor's address counts
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True

USERSESSIONS_ADAPTER = "roundtable.foundation.people.adapters.SessionsAdapter"
MFA_ADAPTER = "roundtable.foundation.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # telephones' clocks differ: the code before and after count too
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers themselves allow http on this machine alone
# A Fernet key that seals second factors in the database; made from SECRET_KEY where none is given.
SECOND_FACTOR_KEY = env.str("SECOND_FACTOR_KEY", default="")

# Sign-in by the organisation's own accounts, for people whom a partnership has invited.
OIDC_NAME = env.str("OIDC_NAME", default="")
OIDC_SERVER = env.str("OIDC_SERVER", default="")
# Domains of which the provider has verified every address, where it does not say so itself (Entra ID does not).
OIDC_VERIFIED_DOMAINS = env.list("OIDC_VERIFIED_DOMAINS", default=[])
SOCIALACCOUNT_ADAPTER = "roundtable.foundation.people.adapters.SocialAdapter"
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER, "verified_email": OIDC_VERIFIED_DOMAINS},
            }
        ],
    }
}
# In demo mode the sign-in page lists these people.
DEMO_SIGN_INS = "roundtable.site.demo.sign_ins"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_ROOT = HOME / "files"  # outside the web root: served only through a policy
MEDIA_ROOT = FILES_ROOT

EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{HOME / 'mail'}")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Roundtable <roundtable@localhost>")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # Signing in elsewhere is a form here whose answer leads there.
        "form-action": [
            "'self'",
            *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else []),
        ],
        "manifest-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SESSION_COOKIE_AGE = 8 * 60 * 60

# Folders of indicator definitions beside the built-in ones.
DEFINITION_FOLDERS = [Path(p) for p in env.list("DEFINITION_FOLDERS", default=[])]
# Folders of clocks (statutory and local time limits) beside the built-in ones.
CLOCK_FOLDERS = [Path(p) for p in env.list("CLOCK_FOLDERS", default=[])]
