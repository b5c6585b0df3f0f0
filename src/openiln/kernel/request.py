"""The id of the request being answered: set at the edge, read by the audit and by the log."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
