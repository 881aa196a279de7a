"""Where a person with several seats is working now: the jurisdiction chosen in the page's header."""

from django.http import Http404, HttpRequest

from portal.offices.models import Jurisdiction

SESSION_KEY = "jurisdiction"


def seat(request: HttpRequest) -> Jurisdiction | None:
    """The jurisdiction chosen for this session, else the first one known to the user; None without any.

    Asks the database once a request. The choice is a convenience of the page, never a right:
    what a person may see or do is asked of querysets and actions.
    """
    known = seats(request)
    chosen = request.session.get(SESSION_KEY)
    return next((each for each in known if each.code == chosen), known[0] if known else None)


def seats(request: HttpRequest) -> list[Jurisdiction]:
    """Every jurisdiction where the user holds a role or belongs to a unit, by code."""
    kept: list[Jurisdiction] | None = getattr(request, "_seats", None)
    if kept is None:
        kept = list(Jurisdiction.objects.known_to(request.user).select_related("superior"))
        request._seats = kept  # type: ignore[attr-defined]
    return kept


def office_seat(request: HttpRequest) -> Jurisdiction:
    """The jurisdiction in use among those where the user holds a role; Http404 for whoever holds none."""
    staffed = set(Jurisdiction.objects.staffed_by(request.user).values_list("pk", flat=True))
    offices = [each for each in seats(request) if each.pk in staffed]
    if not offices:
        raise Http404
    current = seat(request)
    return current if current in offices else offices[0]


def take_seat(request: HttpRequest, code: str) -> bool:
    """Remember the choice; False when the user has no such seat."""
    if code not in {each.code for each in seats(request)}:
        return False
    request.session[SESSION_KEY] = code
    return True


def seat_or_404(request: HttpRequest) -> Jurisdiction:
    """The jurisdiction in use; 404 for someone who belongs nowhere."""
    found = seat(request)
    if found is None:
        raise Http404
    return found
