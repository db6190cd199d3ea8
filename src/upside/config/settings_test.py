"""Settings for the tests: the product's own, with data in a temporary folder."""

import os
import tempfile

os.environ.setdefault("UPSIDE_DATA_DIR", tempfile.mkdtemp(prefix="upside-tests-"))
os.environ["UPSIDE_DEMO"] = "no"
os.environ["UPSIDE_COMPANY"] = "Aubrac & Fils"

from upside.config.settings import *  # noqa: F403
from upside.config.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES

# a file, as in the product: in memory, all requests of a browser share one connection
DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
# a test's transaction lives in its connection, which must not be put away for its age
DATABASES["default"]["CONN_MAX_AGE"] = None
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # or whitenoise warns on every page
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_IS_SET = True
