"""What the views of the interface have in common."""

from collections.abc import Sequence
from typing import Any, cast

from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.parsing import ExactJSONParser
from portal.offices.models import Jurisdiction, User

IDEMPOTENCY_KEY = "Idempotency-Key"
# The longest that a stored delivery of air or a tick has room for.
LONGEST_KEY = 80
KEYED = OpenApiParameter(
    IDEMPOTENCY_KEY, OpenApiTypes.STR, OpenApiParameter.HEADER,
    description="The same key again is answered with 200 and the first result, and adds nothing.",
)  # fmt: skip


class JsonAlways(BaseContentNegotiation):
    """A refusal must be readable whatever was asked for, so nobody is told 406."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The parser of the request's content type, None when there is none (415)."""
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first one."""
        return renderers[0], renderers[0].media_type


class Pages(LimitOffsetPagination):
    """`limit` and `offset`."""

    max_limit = 200


class Door(APIView):
    """A view of the interface: it reads what was sent, calls one action, answers."""

    renderer_classes = (JSONRenderer,)
    parser_classes: Sequence[type[BaseParser]] = (ExactJSONParser,)
    content_negotiation_class = JsonAlways

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks; a program is answered in the language of its account."""
        super().perform_authentication(request)
        if request.auth is not None:
            translation.activate(self.visitor.language)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say in which language the answer is."""
        response.headers["Content-Language"] = translation.get_language()
        return super().finalize_response(request, response, *args, **kwargs)

    @property
    def visitor(self) -> User:
        """Who asks; known, because nobody else is let in."""
        return cast(User, self.request.user)

    def given(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        """The request's body in that shape, or a refusal with its errors by field."""
        return _checked(shape(data=self.request.data))

    def asked(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        """The query's parameters in that shape; parameters without a value are left out."""
        filled = {name: value for name, value in self.request.query_params.items() if value}
        return _checked(shape(data=filled))

    def idempotency_key(self) -> str:
        """The key under which the sender may send the same again, "" without one."""
        key = self.request.headers.get(IDEMPOTENCY_KEY, "").strip()
        if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
            cause = _("Use at most %(most)d printable ASCII characters, for example a UUID.")
            raise ValidationError({IDEMPOTENCY_KEY: [cause % {"most": LONGEST_KEY}]})
        return key

    def place(self, code: str) -> Jurisdiction:
        """The jurisdiction where the visitor has a role or a unit; unseen otherwise."""
        return get_object_or_404(Jurisdiction.objects.known_to(self.visitor), code=code)


def _checked(shape: serializers.Serializer) -> dict[str, Any]:
    shape.is_valid(raise_exception=True)
    return cast(dict[str, Any], shape.validated_data)


def created(body: Any, *, is_new: bool = True) -> Response:
    """201 for what is new, 200 for what was there under the same key."""
    return Response(body, status=201 if is_new else 200)
