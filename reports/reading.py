"""That a person acts on the text they read."""

from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from reports.models import Report


def require_read(report: Report, digest: str | None) -> None:
    """Refuse an act on another content than the one with `digest`; None means that the door shows none."""
    if digest is not None and digest != report.content_digest():
        raise IllegalMove(
            _("“%(document)s” changed since you opened it. Read it again.") % {"document": report}
        )
