"""Days in templates, written as everywhere."""

from datetime import date

from django import template

from openiln.kernel.days import day_in_words

register = template.Library()


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A day, or a time's day where the page is; nothing for none."""
    return day_in_words(value) if value else ""
