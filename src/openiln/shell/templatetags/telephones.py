"""Telephone numbers in templates."""

from django import template

from openiln.kernel.telephones import dialled

register = template.Library()
register.filter("dialled", dialled)
