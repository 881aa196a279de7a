"""The environment of every test run, set before Django reads its settings: nothing outside the process."""

import atexit
import os
import tempfile

os.environ.setdefault("STATICFILES_BACKEND", "django.contrib.staticfiles.storage.StaticFilesStorage")
if "PORTAL_VAR" not in os.environ:
    own = tempfile.TemporaryDirectory(prefix="portal-tests-")
    atexit.register(own.cleanup)
    os.environ["PORTAL_VAR"] = own.name
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
os.environ.setdefault("EMAIL_URL", "memorymail://")
