"""Whether this process lives, and whether it can work: for whatever watches the server."""

import tempfile
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse

from openiln.shell.audience import public


@public
def healthz(_: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"process": "answers"})


@public
def readyz(_: HttpRequest) -> JsonResponse:
    """The database answers, its migrations are applied, the state folder can be written: or 503."""
    answers = {"database": database(), "files": _files()}
    is_ready = all(answer == "ready" for answer in answers.values())
    return JsonResponse(answers, status=200 if is_ready else 503)


def database() -> str:
    """Whether the database answers with every migration applied: "ready", or what is not."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return "does not answer"
    return "ready" if _last_migrations() <= applied.keys() else "migrations wait: run iln upgrade"


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app in the code that this process runs: none is applied sooner."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _files() -> str:
    try:
        with tempfile.TemporaryFile(dir=settings.ENVIRONMENT.state):
            return "ready"
    except OSError:
        return "cannot be written"
