"""A request behind the login, for the types of views."""

from django.http import HttpRequest

from portal.offices.models import User


class Visit(HttpRequest):
    """The user is known: the login middleware let the request through."""

    user: User
