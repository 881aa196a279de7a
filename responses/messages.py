"""What units are told of a response; Chinese, as it is sent."""

from datetime import datetime, timedelta

from django.utils import timezone

from early_warnings.wording import headline
from plans.levels import Level
from responses.matters import Matter
from responses.models import EmergencyResponse, UnitReturn, UnitTask

DRILL = "【演练】"


def clock_time(moment: datetime) -> str:
    """Beijing time as messages write it, e.g. 12月19日13:00; midnight ends the day before, 24:00."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute) == (0, 0):
        day = local - timedelta(days=1)
        return f"{day.month}月{day.day}日24:00"
    return f"{local.month}月{local.day}日{local:%H:%M}"


def marked(matter: Matter, text: str) -> str:
    """The text, with the mark of a drill before it."""
    return f"{DRILL if matter.is_drill else ''}{text}"


def given(response: EmergencyResponse, acknowledge_by: datetime, count: str) -> tuple[str, str]:
    """Subject and text of a new task with `count` measures."""
    level = Level(response.level)
    return (
        f"{headline(response.warning)}（{level.numeral}级响应），请签收",
        f"本次响应贵单位有措施{count}项。请于{clock_time(acknowledge_by)}前签收，逐项落实并报告。",
    )


def changed(response: EmergencyResponse, *, added: int, withdrawn: int) -> tuple[str, str]:
    """Subject and text of a task changed with the level."""
    level = Level(response.level)
    parts = [
        f"新增措施{added}项" if added else "",
        f"不再执行{withdrawn}项" if withdrawn else "",
        "" if added or withdrawn else "贵单位措施不变",
        "已报告的内容保留",
    ]
    text = "，".join(part for part in parts if part)
    return f"{headline(response.warning)}（{level.numeral}级响应）", f"{text}。"


def ended(response: EmergencyResponse, final_due: datetime | None) -> tuple[str, str]:
    """Subject and text of the end of a response."""
    level = Level(response.level)
    said = f"{response.jurisdiction.name}解除重污染天气{level.zh}预警，终止{level.numeral}级应急响应"
    owed = f"请于{clock_time(final_due)}前报送本次响应总结。" if final_due else ""
    return marked(response, said), f"各项应急措施停止执行。{owed}"


def acknowledgement(task: UnitTask) -> str:
    """The words for a task that nobody signed for."""
    return f"应急响应任务（{clock_time(task.acknowledge_by)}前签收）"


def owed_return(report: UnitReturn) -> str:
    """The words for a return that is owed."""
    name = "响应总结" if report.kind == UnitReturn.Kind.FINAL else "日报"
    return f"{report.date.month}月{report.date.day}日{name}（{clock_time(report.due_at)}前报送）"


def open_items(count: int) -> str:
    """The words for measures that nobody answered."""
    return f"未办措施{count}项"


def urged(response: EmergencyResponse, outstanding: list[str], note: str) -> tuple[str, str]:
    """Subject and text of the office's own reminder."""
    said = f"请尽快办理：{'；'.join(outstanding)}。"
    return marked(response, "指挥部办公室催办"), f"{said}{note}"


def sent_back(report: UnitReturn, reason: str) -> tuple[str, str]:
    """Subject and text for a return that the office sent back."""
    return marked(report.task.response, f"退回修改：{owed_return(report)}"), reason


def soon(matter: Matter, what: str) -> tuple[str, str]:
    """Subject and text shortly before a deadline."""
    return marked(matter, f"即将到期：{what}"), "请在期限前办理。"


def late(matter: Matter, what: str) -> tuple[str, str]:
    """Subject and text when a deadline has passed."""
    return marked(matter, f"已逾期：{what}"), "请立即办理。"


def escalated(matter: Matter, unit: str, what: str) -> tuple[str, str]:
    """Subject and text for the unit's leader, or for the office, when a unit stays late."""
    return marked(matter, f"{unit}逾期未办：{what}"), "经提醒仍未办理，请督促。"
