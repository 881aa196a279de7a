"""What the plan check can find, in Chinese and in English."""

from dataclasses import dataclass
from typing import Literal

Gravity = Literal["error", "remark"]

MESSAGES: dict[str, tuple[Gravity, str, str]] = {
    "mandatory-without-unit": (
        "error",
        "强制性措施没有落实单位",
        "A mandatory measure that no unit does",
    ),
    "measure-without-unit": (
        "remark",
        "措施没有落实单位",
        "A measure that no unit does",
    ),
    "measure-without-lead": (
        "remark",
        "措施只有配合单位，没有牵头单位",
        "A measure with supporting units only, and none that leads",
    ),
    "unit-without-duty": (
        "remark",
        "责任单位没有职责",
        "A unit without a duty",
    ),
    "duty-never-used": (
        "remark",
        "响应期间的职责没有对应的措施：{text}",
        "A duty during a response that no measure rests on: {text}",
    ),
    "group-without-members": (
        "remark",
        "尚未添加组内单位，任务由本组签收",
        "A group without members yet; it takes its tasks itself",
    ),
    "level-without-measures": (
        "error",
        "有启动标准的级别没有措施",
        "A level that can be called for has no measures",
    ),
    "measure-never-called": (
        "error",
        "{level.zh}没有启动标准，措施不会执行",
        "No trigger calls for {level.slug}, so the measure never applies",
    ),
    "triggers-not-monotone": (
        "error",
        "达到本级标准时可能达不到{lower.zh}标准",
        "This level can be met while {lower.slug} is not",
    ),
    "chain-missing": (
        "error",
        "没有规定{action.zh}的审批",
        "No chain is given for: {action.en}",
    ),
    "chain-without-approver": (
        "error",
        "{action.zh}没有批准人，或批准不是最后一步",
        "Nobody approves, or not as the last step: {action.en}",
    ),
    "role-unheld": (
        "remark",
        "没有人担任{role.zh}，预警的拟稿或审批会停在这一步",
        "Nobody holds the role {role.en}; drafting or signing a warning would stop there",
    ),
    "lifting-chain-disagrees": (
        "error",
        "解除是否需要批准，lifting 与 approvals 不一致",
        "Whether lifting needs approval: lifting and approvals disagree",
    ),
    "reporting-without-recipient": (
        "error",
        "报送职责没有接收单位",
        "A reporting duty without recipient",
    ),
    "pm-aqi-disagree": (
        "remark",
        "{metric} {above} 微克/立方米对应 AQI {index}，与并列的 AQI {aqi} 不一致（HJ 633）",
        "{metric} {above} µg/m³ is AQI {index}, not the AQI {aqi} beside it (HJ 633)",
    ),
    "text-without-clause": (
        "error",
        "没有条款",
        "No clause is given",
    ),
    "superior-missing": (
        "error",
        "预案随上级预警启动，但没有登记上级",
        "The plan follows its superior's warnings, and no superior is known",
    ),
    "to-confirm": (
        "remark",
        "{count} 处为系统默认，待确认",
        "{count} lines are the portal's default, to be confirmed",
    ),
    "source-doubt": (
        "remark",
        "原文存疑：{text}",
        "Doubtful in the source: {text}",
    ),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a message, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend (error) or to know (remark); `where` is section and key, such as measures/禁烧."""

    level: Gravity
    code: str
    where: str
    clause: str
    zh: str
    en: str


def finding(code: str, where: str, clause: str = "", **facts: object) -> Finding:
    """The finding with that code, its messages filled in."""
    gravity, zh, en = MESSAGES[code]
    return Finding(gravity, code, where, clause, zh.format_map(facts), en.format_map(facts))
