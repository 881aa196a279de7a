"""What every request passes: the reader's language, and errors in words."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from portal.lifecycle.errors import IllegalMove

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese first: the browser's own preference does not count, only what the reader chose."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.choice(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def choice(self, request: HttpRequest) -> str:
        """The cookie, else the account's language, else Chinese."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
        return chosen if chosen in self.known else settings.LANGUAGE_CODE


class ErrorsMiddleware:
    """Turns the refusals of actions into pages: 403 with the reason, 409 for a step taken too late."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            # PostgreSQL fails on it, and no page has such an address.
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal; anything else goes on to Django."""
        if isinstance(error, IllegalMove):
            return render(request, "409.html", {"cause": str(error)}, status=409)
        if isinstance(error, PermissionDenied):
            return render(request, "403.html", {"cause": str(error)}, status=403)
        return None
