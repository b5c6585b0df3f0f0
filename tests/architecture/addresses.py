"""Walks every address of a URL configuration."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def views(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, object]]:
    """Each address as written, with its view."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def without_audience(patterns: list[URLPattern | URLResolver]) -> list[str]:
    """The addresses whose view does not say who it is for."""
    return [address for address, view in views(patterns) if not hasattr(view, "audience")]
