"""What units and supervisors are told of an inspection; Chinese, as it is sent."""

from responses.inspection_models import Inspection, InspectionNote
from responses.messages import clock_time, marked

Act = InspectionNote.Act
SUBJECTS = {
    Act.NOTE: "督查留言",
    Act.MEND: "已报整改",
    Act.BACK: "整改退回",
    Act.CLOSE: "督查销号",
}


def where(inspection: Inspection) -> str:
    """The unit, and the site if one is named."""
    unit = inspection.unit.name
    return f"{unit}（{inspection.site}）" if inspection.site else unit


def mending(inspection: Inspection) -> str:
    """The words for a problem that is to be mended."""
    until = f"（{clock_time(inspection.due_at)}前整改）" if inspection.due_at else ""
    return f"督查问题整改：{inspection.site or inspection.unit.name}{until}"


def found(inspection: Inspection) -> tuple[str, str]:
    """Subject and text for the unit where a problem was found."""
    return marked(inspection, mending(inspection)), f"督查发现：{inspection.finding}"


def followed(inspection: Inspection, act: str, text: str) -> tuple[str, str]:
    """Subject and text of a step after the inspection, for the other side."""
    until = f"请于{clock_time(inspection.due_at)}前整改。" if act == Act.BACK and inspection.due_at else ""
    return marked(inspection, f"{SUBJECTS[Act(act)]}：{where(inspection)}"), f"{text}{until}"
