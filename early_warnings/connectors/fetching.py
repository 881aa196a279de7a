"""Getting JSON from a source, with a time-out and a limit of size."""

import http.client
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

LARGEST_ANSWER = 8 * 1024 * 1024
TIMEOUT = 20.0


class ConnectorError(Exception):
    """A source did not answer, or answered something that is not air. The message says what."""


def get(
    base_url: str, path: str, query: Mapping[str, str | int | float], *, timeout: float = TIMEOUT
) -> bytes:
    """The body of GET `base_url``path`?`query`; ConnectorError for no answer, an error or a huge one."""
    if urlsplit(base_url).scheme not in ("http", "https"):
        raise ConnectorError(f"{base_url}: the address must begin with http:// or https://")
    url = f"{base_url.rstrip('/')}{path}?{urlencode(query)}"
    # The scheme was checked above.
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310
    try:
        with urlopen(request, timeout=timeout) as answer:  # noqa: S310
            body: bytes = answer.read(LARGEST_ANSWER + 1)
    except HTTPError as error:
        raise ConnectorError(f"{base_url}: status {error.code}, {reason(error.read(2000))}") from error
    except (URLError, http.client.HTTPException, OSError) as error:
        raise ConnectorError(f"{base_url}: no answer ({getattr(error, 'reason', error)})") from error
    if len(body) > LARGEST_ANSWER:
        raise ConnectorError(f"{base_url}: the answer has more than {LARGEST_ANSWER} bytes")
    return body


def reason(body: bytes) -> str:
    """What an error's body says, short."""
    try:
        said = json.loads(body)
        return str(said["reason"])[:200]
    except (ValueError, KeyError, TypeError):
        return "no reason given"


def parsed(payload: bytes) -> Any:
    """JSON with exact numbers; ConnectorError for anything else, and for NaN and Infinity."""
    try:
        return json.loads(payload, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ConnectorError(f"the answer is no JSON: {error}") from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
