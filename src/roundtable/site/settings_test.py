"""Settings for tests: the same, with fast passwords, plain static files and no database cache to make."""

import os
import tempfile

os.environ.setdefault("ROUNDTABLE_HOME", tempfile.mkdtemp(prefix="roundtable-tests-"))
os.environ.setdefault("SECRET_KEY", "for tests only")

from roundtable.site.settings import *  # noqa: F403 - settings are imported whole, after the environment is set

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True
