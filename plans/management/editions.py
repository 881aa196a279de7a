"""Which editions a command was asked about."""

from collections.abc import Sequence

from django.core.management.base import CommandError

from plans.models import PlanEdition


def editions_in_force(codes: Sequence[str]) -> list[PlanEdition]:
    """The editions in force of the jurisdictions named, or of all; CommandError (exit 2) where none is."""
    chosen = PlanEdition.objects.in_force().select_related("jurisdiction__superior")
    editions = {edition.jurisdiction.code: edition for edition in chosen}
    missing = [code for code in codes if code not in editions]
    if missing:
        raise CommandError(f"no plan in force for {', '.join(missing)}; load_plans loads one", returncode=2)
    if not editions:
        raise CommandError("no plan is in force; load_plans loads the plans of fixtures", returncode=2)
    return [editions[code] for code in codes] if codes else list(editions.values())
