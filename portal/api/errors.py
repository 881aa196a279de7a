"""The one place where a refusal becomes an answer of the interface."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from portal.lifecycle.errors import IllegalMove


class WrongState(exceptions.APIException):
    """409: the document is not where this step can be taken."""

    status_code = 409
    default_code = "wrong_state"


class TooLarge(exceptions.APIException):
    """413: nobody reads so much."""

    status_code = 413
    default_detail = _("The request is too large. Send less at once.")
    default_code = "too_large"


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to what a view raised: ``{"detail"}``, or the errors by field; None for a real failure."""
    return exception_handler(as_refusal(error), context)


def as_refusal(error: Exception) -> Exception:
    """The refusal of an action or of Django in the framework's terms; anything else as it is."""
    if isinstance(error, IllegalMove):
        return WrongState(str(error))
    if isinstance(error, ValidationError):
        return exceptions.ValidationError(by_field(error))
    if isinstance(error, Http404):
        # Django's text names the model that was not found.
        return exceptions.NotFound()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError(str(error))
    return error


def by_field(error: ValidationError) -> dict[str, list[str]]:
    """An action's errors under the names of their fields, those of the whole under "non_field_errors"."""
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {api_settings.NON_FIELD_ERRORS_KEY: error.messages}
