"""What is wrong with an answer, in words for the person who gave it."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from responses import evidence, figures
from responses.figures import FIGURES, Number

FIGURE_FAULTS: Mapping[figures.Fault, Promise] = {
    figures.Fault.UNKNOWN: _("This figure is not reported here."),
    figures.Fault.NOT_A_NUMBER: _("Write a number, for example 12."),
    figures.Fault.NOT_WHOLE: _("This number has too many decimal places."),
    figures.Fault.OUT_OF_RANGE: _("The number must lie between 0 and 9,999,999."),
}
FILE_FAULTS: Mapping[evidence.Fault, Promise] = {
    evidence.Fault.EMPTY: _("“%(name)s” is empty. Choose the file again."),
    evidence.Fault.TOO_BIG: _("“%(name)s” is larger than %(megabytes)d MB. Send a smaller one."),
    evidence.Fault.WRONG_TYPE: _(
        "“%(name)s” is not a picture (JPEG, PNG, WebP), PDF, XLSX or DOCX by its content. Send one of these."
    ),
    evidence.Fault.DAMAGED: _("“%(name)s” cannot be read; it is damaged. Choose the file again."),
    evidence.Fault.BOMB: _("“%(name)s” would unpack to an enormous size and is refused."),
}


def figures_or_refusal(raw: Mapping[str, object]) -> dict[str, Number]:
    """The figures as numbers; ValidationError under `figures` names each that is wrong."""
    values, faults = figures.read(raw)
    if faults:
        raise ValidationError({"figures": [_figure_refusal(name, fault) for name, fault in faults.items()]})
    return values


def file_refusal(name: str, fault: evidence.Fault, most_bytes: int) -> str:
    """Why the file called `name` was not taken."""
    return str(FILE_FAULTS[fault]) % {"name": name, "megabytes": most_bytes // (1024 * 1024)}


def _figure_refusal(name: str, fault: figures.Fault) -> str:
    known = FIGURES.get(name)
    label = known.label(get_language() or "zh") if known else name
    return str(_("%(figure)s: %(fault)s")) % {"figure": label, "fault": FIGURE_FAULTS[fault]}
