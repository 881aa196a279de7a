"""Which steps the plan asks for before a warning document may be issued, and whose level is the least."""

from django.utils.translation import gettext as _

from early_warnings.models import Act, EarlyWarning
from portal.lifecycle.errors import IllegalMove
from portal.offices.models import Jurisdiction


def steps_for(warning: EarlyWarning) -> list[dict[str, str]]:
    """The plan's chain for this document, as ``[{"verb", "role"}]``; empty when nobody need approve.

    Only a lifting (Kuitun §3.3.6), or what the superior's notice orders, goes without: see `require_notice`.
    """
    planned = warning.edition.approval_steps.filter(action=warning.act, level=warning.level)
    steps = [{"verb": step.verb, "role": step.role} for step in planned.order_by("position")]
    if not (steps or acts_on_notice_only(warning) or warning.act == Act.LIFT):
        raise IllegalMove(
            _("The plan does not say who has to approve this act at level %(level)s; mend the plan first.")
            % {"level": warning.get_level_display()}
        )
    return steps


def require_notice(warning: EarlyWarning) -> None:
    """Refuse an unsigned document beyond the notice that it answers.

    A plan that acts on its superior's notice alone (Shuimogou §3.1.3, §3.1.5) has no steps of its own, so
    the notice must still stand and say the same level.
    """
    if warning.chain or warning.is_drill or not acts_on_notice_only(warning):
        return
    notice = warning.superior_warning
    stands = notice is not None and (notice.is_in_force or notice.act == Act.LIFT == warning.act)
    if notice is None or not stands or (warning.act != Act.LIFT and warning.level != notice.level):
        raise IllegalMove(
            _("This plan acts on the notice of %(superior)s; the document must answer one.")
            % {"superior": warning.jurisdiction.superior}
        )


def acts_on_notice_only(warning: EarlyWarning) -> bool:
    """Whether the plan issues on its superior's notice, without signatures of its own."""
    chosen = warning.edition.rules.get("approvals", {})
    return bool(chosen.get("on_superior_notice", False))


def floor(jurisdiction: Jurisdiction) -> EarlyWarning | None:
    """The superior's real warning in force that sets the least level here (the highest of all superiors)."""
    codes, above = [], jurisdiction.superior
    while above is not None:
        codes.append(above.pk)
        above = above.superior
    found = EarlyWarning.objects.real().in_force().filter(jurisdiction__in=codes)
    return found.order_by("-level").first()


def require_floor(warning: EarlyWarning) -> None:
    """Refuse a document below the superior's level: its order is the least here (Kuitun §3.3.3, §3.3.6)."""
    least = None if warning.is_drill else floor(warning.jurisdiction)
    if least is None or (warning.act != Act.LIFT and warning.level >= least.level):
        return
    raise IllegalMove(
        _("%(superior)s has %(level)s in force (%(number)s); the level here may not be lower.")
        % {"superior": least.jurisdiction, "level": least.get_level_display(), "number": least.number}
    )
