"""The product's settings, with the few things that a test run cannot have."""

import os
from pathlib import Path

_CACHE = Path(__file__).resolve().parent.parent / ".cache"
os.environ.setdefault("ILN_SECRET_KEY", "for checks and tests alone, never for a server")
os.environ.setdefault("ILN_STATE", str(_CACHE / "state"))

Path(os.environ["ILN_STATE"]).mkdir(parents=True, exist_ok=True)

from openiln.config.settings import *  # noqa: E402, F403 -- the environment comes first

# A test may lose its database with the machine: waiting for the disk would double the run.
if "init_command" in (options := DATABASES["default"].get("OPTIONS", {})):  # noqa: F405
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")

# Files are served from the checkout: naming them by content would need a collectstatic first.
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = True
# A password is hashed in a millisecond, not in a third of a second, several hundred times a run.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
