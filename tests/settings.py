"""The site's settings, as the tests need them: fast hashing, tasks at once, files in a folder that goes away.

DATABASE_URL chooses the database, as for the site; `python -m tests.postgresql pytest` sets it to a throw-away one.
"""

import atexit
import os
import shutil
import tempfile

os.environ["DEBUG"] = "1"
# Every process of a parallel run has its own folder; a child that the tests start gets it from them.
FOLDER = tempfile.mkdtemp(prefix="omsrp-tests-")
os.environ["DATA_DIR"] = FOLDER
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

from omsrp.settings import *  # noqa: E402, F403
from omsrp.settings import DATA_DIR, DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: a live server's threads and a backup open connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
    # The tests need no durability, the machine's disk does; tests/omsrp/test_databases.py reads the real values back.
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": DATABASES["default"]["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF"),
    }
# A clone has collected nothing yet, and the server warns of a folder that is not there.
STATIC_ROOT = DATA_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
LANGUAGE_CODE = "en"
ACCOUNT_RATE_LIMITS = False
