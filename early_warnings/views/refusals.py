"""How a view hears an action's refusal of what was filled in."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm

T = TypeVar("T")


def try_action(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Run `act`; a ValidationError becomes the form's errors, at its fields where it names them."""
    try:
        return act()
    except ValidationError as refused:
        by_field = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
        for name, errors in by_field.items():
            for error in errors:
                form.add_error(name if name in form.fields else None, error)
        return None
