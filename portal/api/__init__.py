"""The REST interface: the acts of the pages for programs, one small view for each verb."""

from portal.api.errors import handle_exception

__all__ = ["handle_exception"]
