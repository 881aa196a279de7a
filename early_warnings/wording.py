"""The words of warning documents: Chinese, prefilled from plan and proof, then edited by people."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from early_warnings.models import Act, EarlyWarning, Proposal
from plans.levels import Level
from plans.models import Measure

# What air at that level does to people, after the advice of HJ 633.
HARM = {
    Level.RED: "健康人群运动耐受力降低，有明显强烈症状；易感人群病情可能加重。",
    Level.ORANGE: "心脏病和肺病患者症状显著加剧，运动耐受力降低；健康人群普遍出现症状。",
    Level.YELLOW: "易感人群症状加剧，健康人群可能出现症状。",
    Level.BLUE: "易感人群可能出现轻度症状。",
}
# Editable text: the Air Pollution Prevention Law was taken into the Environmental Code in August 2026.
LEGAL_BASIS = "《中华人民共和国生态环境法典》《中华人民共和国突发事件应对法》及《{plan}》"
KIND_HEADINGS = {
    Measure.Kind.HEALTH: "健康防护措施",
    Measure.Kind.ADVISORY: "倡议性减排措施",
    Measure.Kind.MANDATORY: "强制性减排措施",
}
NUMERALS = "一二三四五六七八九十"


def headline(warning: EarlyWarning) -> str:
    """One line that says what the document does, e.g. 奎屯市启动重污染天气橙色预警."""
    level = Level(warning.level).zh
    said = {
        Act.ISSUE: f"启动重污染天气{level}预警",
        Act.ADJUST: f"将重污染天气预警调整为{level}预警",
        Act.LIFT: f"解除重污染天气{level}预警",
    }[Act(warning.act)]
    return f"{'【演练】' if warning.is_drill else ''}{warning.jurisdiction.name}{said}"


def prefill(warning: EarlyWarning, given: dict[str, Any]) -> dict[str, Any]:
    """Area, harm, advice, reason, legal basis and the whole notice of a new draft; what was `given` stays."""
    plan = warning.edition
    advice = [measure.text for measure in measures(warning) if measure.kind == Measure.Kind.HEALTH]
    filled = {
        "area": str(plan.rules.get("area") or f"{warning.jurisdiction.name}行政区域"),
        "possible_harm": "" if warning.act == Act.LIFT else HARM[Level(warning.level)],
        "advice": "\n".join(advice),
        "reason": because(warning),
        "legal_basis": LEGAL_BASIS.format(plan=plan.title),
    } | given
    for name, value in filled.items():
        setattr(warning, name, value)
    return {"text": notice(warning)} | filled


def notice(warning: EarlyWarning) -> str:
    """The text of the notice as it will be issued; the wording follows real notices of the region."""
    sections = [
        {
            "number": NUMERALS[index],
            "heading": heading,
            "measures": [measure for measure in measures(warning) if measure.kind == kind],
        }
        for index, (kind, heading) in enumerate(KIND_HEADINGS.items())
    ]
    text = render_to_string(
        f"early_warnings/documents/{warning.act}.txt",
        {
            "warning": warning,
            "level": Level(warning.level),
            "before": Level(warning.follows.level) if warning.follows else None,
            "pollutants": "、".join(warning.primary_pollutants),
            "begins": spoken(warning.begins_at),
            "until": spoken(warning.expected_until) if warning.expected_until else "",
            "sections": [section for section in sections if section["measures"]],
        },
    )
    return text.strip()


def measures(warning: EarlyWarning) -> list[Measure]:
    """What a notice of the document's level names; nothing for a lifting.

    A plan with a chapter of measures is cited by that chapter; what its annex of duties asks of the units
    beside (值守, 问责, 经费 …) reaches them as tasks. A plan that holds duties only is cited by those.
    """
    if warning.act == Act.LIFT:
        return []
    found = list(warning.edition.measures.at(warning.level).order_by("kind", "position"))
    of_chapter = [measure for measure in found if not measure.clause.startswith("附件")]
    return of_chapter or found


def because(warning: EarlyWarning) -> str:
    """Why: the superior's order, the rule that the proposal's proof met, or nothing yet."""
    if warning.superior_warning:
        return f"根据上级通知（{headline(warning.superior_warning)}），执行上级命令。"
    if warning.proposal is None:
        return ""
    if warning.act == Act.LIFT or warning.proposal.action == Proposal.Action.LOWER:
        return _improved(warning)
    return _forecast(warning.proposal)


def _improved(warning: EarlyWarning) -> str:
    lifting: dict[str, Any] = warning.edition.rules.get("lifting", {})
    act = "解除" if warning.act == Act.LIFT else "降级"
    return (
        f"空气质量已改善到预警启动标准以下，预测将持续{lifting.get('hours', 36)}小时以上，"
        f"符合预警{act}条件（{lifting.get('clause', '')}）。"
    )


def _forecast(proposal: Proposal) -> str:
    """The condition that the forecast meets at the level proposed, with its clause."""
    if proposal.level is None or proposal.begins_at is None or proposal.ends_at is None:
        return ""
    level = Level(proposal.level)
    met = (each for each in proposal.proof["rules"] if each["met"] and each["level"] == level.slug)
    rule = next(met, None)
    if rule is None:
        return ""
    alternative = next(each for each in rule["alternatives"] if each["met"])
    said = "且".join(condition_text(condition) for condition in alternative["conditions"])
    clause = proposal.edition.triggers.get(level=level).clause
    return (
        f"根据监测预报和会商研判，预计{spoken(proposal.begins_at)}至{spoken(proposal.ends_at)}{said}，"
        f"达到{level.zh}预警启动条件（{clause}）。"
    )


def condition_text(condition: dict[str, Any]) -> str:
    """A condition in the plan's words, e.g. 日AQI＞200持续72小时."""
    unit = "" if condition["metric"] == "AQI" else "微克/立方米"
    return f"日{condition['metric']}＞{condition['above']:g}{unit}持续{condition['hours']}小时"


def spoken(moment: datetime) -> str:
    """Beijing time as documents write it, e.g. 2026年12月19日13时."""
    local = timezone.localtime(moment)
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{minutes}"
