"""Django's settings for a Spirit forum on one SQLite file, named by ``FORUM_DATABASE``."""

from __future__ import annotations

import os

from spirit.extra.project_template.project_name.settings.base import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

SECRET_KEY = "a forum that lives as long as a test"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ST_SITE_URL = "http://127.0.0.1/"
ST_TASK_MANAGER = None

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["FORUM_DATABASE"]}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "st_rate_limit": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rate_limit",
        "TIMEOUT": None,
    },
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
ROOT_URLCONF = "spirit.extra.project_template.project_name.urls"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
LOGIN_URL = "spirit:user:auth:login"

__all__ = ["INSTALLED_APPS", "MIDDLEWARE", "TEMPLATES"]
