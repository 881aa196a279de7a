"""One form for each kind of line of a plan; a form gives back the line, the file's reader checks it."""

from typing import Any

from plans.document import (
    Approval,
    Assignment,
    Duty,
    Lifting,
    Measure,
    Merging,
    Raising,
    Recipient,
    ReportingDuty,
    Setting,
    Superior,
    Target,
    Trigger,
    Unit,
)
from plans.lineforms.base import LineForm
from plans.lineforms.rules import (
    ApprovalForm,
    LiftingForm,
    MergingForm,
    RaisingForm,
    SettingForm,
    SuperiorForm,
    TargetForm,
    TriggerForm,
)
from plans.lineforms.work import (
    AssignmentForm,
    DutyForm,
    MeasureForm,
    RecipientForm,
    ReportingForm,
    UnitForm,
)

FORMS: dict[type[Any], type[LineForm]] = {
    Setting: SettingForm,
    Trigger: TriggerForm,
    Lifting: LiftingForm,
    Raising: RaisingForm,
    Merging: MergingForm,
    Superior: SuperiorForm,
    Target: TargetForm,
    Approval: ApprovalForm,
    Recipient: RecipientForm,
    ReportingDuty: ReportingForm,
    Unit: UnitForm,
    Duty: DutyForm,
    Measure: MeasureForm,
    Assignment: AssignmentForm,
}
ADDED: dict[str, type[LineForm]] = {
    "triggers": TriggerForm,
    "reduction_targets": TargetForm,
    "approvals": ApprovalForm,
    "recipients": RecipientForm,
    "reporting": ReportingForm,
    "units": UnitForm,
    "measures": MeasureForm,
}
WITHIN: dict[type[Any], type[LineForm]] = {Unit: DutyForm, Measure: AssignmentForm}
