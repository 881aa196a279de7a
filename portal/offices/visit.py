"""A request behind the login, for the types of views."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from portal.offices.models import User


class Visit(HttpRequest):
    """The user is known: the login middleware let the request through. For annotations only."""

    user: User
    htmx: HtmxDetails
