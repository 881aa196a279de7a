"""What a view may rely on behind the login."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from portal.offices.models import User


class SignedInRequest(HttpRequest):
    """A request as the middlewares leave it; for annotations only."""

    user: User
    htmx: HtmxDetails
