"""A proposal's reasons and proof in the reader's words."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.levels import Level
from plans.models import LevelChoice

EXCLUDED: dict[str, Promise] = {
    "dust": gettext_lazy("dust weather"),
    "O3": gettext_lazy("ozone"),
}


def sentences(reasons: list[dict[str, Any]]) -> list[str]:
    """One sentence for each reason, in order."""
    return [SENTENCES[reason["code"]](reason) for reason in reasons if reason["code"] in SENTENCES]


def level_word(slug: str | None) -> str:
    """A level's word in the reader's language, from its slug."""
    return str(LevelChoice(Level.from_slug(slug)).label) if slug else str(_("none"))


def moment(text: str | None) -> str:
    """A stored time as 12-19 13:00, Beijing time."""
    return f"{timezone.localtime(datetime.fromisoformat(text)):%m-%d %H:%M}" if text else "?"


def _rule_met(reason: dict[str, Any]) -> str:
    return _("The rule for %(level)s is met from %(begin)s to %(end)s.") % {
        "level": level_word(reason["level"]),
        "begin": moment(reason["begins_at"]),
        "end": moment(reason["ends_at"]),
    }


def _merged(reason: dict[str, Any]) -> str:
    return _(
        "Two episodes with %(hours)s hours between them count as one, which starts at the higher level."
    ) % {"hours": reason["gap_hours"]}


def _observed_reached(reason: dict[str, Any]) -> str:
    return _(
        "Observed air has reached %(level)s (AQI %(aqi)s over the last 24 h, above %(above)s), "
        "and no better air is forecast for the next 24 h."
    ) % {"level": level_word(reason["level"]), "aqi": reason["aqi"], "above": reason["above"]}


def _not_clear(reason: dict[str, Any]) -> str:
    return _("Not yet clear: AQI %(aqi)s in the 24 h from %(begin)s, above %(limit)s.") % {
        "aqi": reason["aqi"],
        "begin": moment(reason["begins_at"]),
        "limit": reason["at_most"],
    }


def _clear(reason: dict[str, Any]) -> str:
    return _(
        "Clear: AQI %(aqi)s over the last 24 h, at most %(highest)s in the next %(hours)s h; "
        "the limit is %(limit)s."
    ) % {
        "aqi": reason["aqi"],
        "highest": reason["highest"],
        "hours": reason["hours"],
        "limit": reason["at_most"],
    }


def _unknown_block(reason: dict[str, Any]) -> str:
    return _("Too few valid hours in the 24 h from %(begin)s: unknown, so not counted as clear.") % {
        "begin": moment(reason["begins_at"])
    }


def _superior(reason: dict[str, Any]) -> str:
    return _("The superior has %(level)s in force, the least level here.") % {
        "level": level_word(reason["level"])
    }


def _later_episode(reason: dict[str, Any]) -> str:
    return _("A later episode calls for %(level)s from %(begin)s to %(end)s.") % {
        "level": level_word(reason["level"]),
        "begin": moment(reason["begins_at"]),
        "end": moment(reason["ends_at"]),
    }


def _excluded(reason: dict[str, Any]) -> str:
    causes = "、".join(str(EXCLUDED.get(cause, cause)) for cause in reason.get("by", []))
    return _("Heavy pollution that the plan does not cover (%(cause)s): a health advisory, no warning.") % {
        "cause": causes
    }


def _data_missing(reason: dict[str, Any]) -> str:
    spans = "、".join(f"{moment(gap['from'])}–{moment(gap['to'])}" for gap in reason["gaps"])
    return _("Data is missing: %(spans)s. Blocks that lack it are unknown, never below.") % {"spans": spans}


def _no_forecast(reason: dict[str, Any]) -> str:
    return _("There is no forecast from %(begin)s on.") % {"begin": moment(reason["from"])}


def _next_level(reason: dict[str, Any]) -> str:
    lacking = "；".join(_lacking(condition) for condition in reason["conditions"] if not condition["met"])
    return _("To %(level)s it lacks: %(lacking)s.") % {
        "level": level_word(reason["level"]),
        "lacking": lacking or _("that both hold in one episode"),
    }


def condition_words(condition: dict[str, Any]) -> str:
    """A condition of a rule, e.g. AQI > 200 for 72 h."""
    return _("%(metric)s > %(above)s for %(hours)s h") % {
        "metric": condition["metric"],
        "above": f"{condition['above']:g}",
        "hours": condition["hours"],
    }


def _lacking(condition: dict[str, Any]) -> str:
    shortfall = condition["shortfall"] or {}
    if shortfall.get("units") is None:
        return _("%(condition)s (data is missing)") % {"condition": condition_words(condition)}
    return _("%(condition)s (short by %(units)s, for %(hours)s h)") % {
        "condition": condition_words(condition),
        "units": f"{shortfall['units']:g}",
        "hours": shortfall["hours"],
    }


SENTENCES = {
    "rule_met": _rule_met,
    "merged": _merged,
    "observed_reached": _observed_reached,
    "not_clear": _not_clear,
    "clear": _clear,
    "unknown_block": _unknown_block,
    "superior": _superior,
    "later_episode": _later_episode,
    "excluded": _excluded,
    "data_missing": _data_missing,
    "no_forecast": _no_forecast,
    "next_level": _next_level,
}


def parsed(proof: dict[str, Any]) -> dict[str, Any]:
    """The proof with its times as datetimes and its levels as numbers, for a template."""
    return {
        **proof,
        "rules": [_rule(rule) for rule in proof["rules"]],
        "blocks": [{**block, "begins_at": _time(block["begins_at"])} for block in proof["blocks"]],
        "gaps": [{**gap, "from": _time(gap["from"]), "to": _time(gap["to"])} for gap in proof["gaps"]],
    }


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    return {
        **rule,
        "level": int(Level.from_slug(rule["level"])),
        "begins_at": _time(rule["begins_at"]),
        "ends_at": _time(rule["ends_at"]),
        "alternatives": [_alternative(alternative) for alternative in rule["alternatives"]],
    }


def _alternative(alternative: dict[str, Any]) -> dict[str, Any]:
    return {
        **alternative,
        "begins_at": _time(alternative["begins_at"]),
        "ends_at": _time(alternative["ends_at"]),
        "conditions": [
            {**each, "words": condition_words(each) if each["met"] else _lacking(each)}
            for each in alternative["conditions"]
        ],
    }


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
