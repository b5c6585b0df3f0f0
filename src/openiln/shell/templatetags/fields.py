"""Form fields in the classes of the design system."""

from django import template
from django.forms import BoundField

register = template.Library()
_CLASS = {"select": "usa-select", "checkbox": "usa-checkbox__input", "textarea": "usa-textarea"}


@register.filter
def in_usa_style(field: BoundField) -> str:
    """The field's widget, with the class of its kind."""
    kind = kind_of(field)
    classes = _CLASS.get(kind, "usa-input")
    if field.errors and kind != "checkbox":
        classes += " usa-input--error"
    return field.as_widget(attrs={"class": classes})


@register.filter
def kind_of(field: BoundField) -> str:
    """The HTML kind of a field's widget: text, email, password, checkbox, select, hidden."""
    return str(getattr(field.field.widget, "input_type", "textarea"))
