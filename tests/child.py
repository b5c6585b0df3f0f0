"""Programs of ours that a test starts on its own database."""

import os
import sys

from django.db import connection


def environment(**more):
    """What a program of ours needs to work on the database of the test."""
    settings = connection.settings_dict
    address = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        where = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
        address = f"postgresql://{where}/{settings['NAME']}"
    return {
        **os.environ,
        "ILN_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "openiln.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **more,
    }
