"""Reading a request's JSON: bounded, exact, and without surprises for the database."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from portal.api.errors import TooLarge

DEEPEST = 10


class ExactJSONParser(BaseParser):
    """JSON in UTF-8 of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes; fractions as Decimal.

    NaN and Infinity, which are no JSON, come out as text: so the field that has one can say so.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value; ParseError for what is no JSON, TooLarge before it is read as such."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(most + 1)
        if len(content) > most:
            raise TooLarge
        try:
            value = json.loads(content.decode("utf-8"), parse_float=Decimal, parse_constant=str)
            require_shallow(value, DEEPEST)
            require_text(value)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is no JSON: %(cause)s") % {"cause": error}) from error
        return value


def require_shallow(value: Any, levels: int) -> None:
    """ValueError for more nesting than any request here has."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    nested = [child for child in children if isinstance(child, dict | list)]
    if nested and not levels:
        raise ValueError(_("it is nested too deeply"))
    for child in nested:
        require_shallow(child, levels - 1)


def require_text(value: Any) -> None:
    """ValueError for half a surrogate pair, which is in JSON by escape and in no database."""
    json.dumps(value, ensure_ascii=False, default=str).encode()
