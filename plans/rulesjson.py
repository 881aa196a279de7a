"""The part of a plan that is kept as one JSON value: settings, lifting, raising, merging and the like."""

from dataclasses import asdict
from typing import Any, cast

from plans.document import (
    Action,
    Alternatives,
    Approval,
    Body,
    Condition,
    Definition,
    Doubt,
    Duty,
    Head,
    Lifting,
    Merging,
    Plan,
    Provenance,
    Raising,
    Setting,
    Superior,
    Target,
)
from plans.levels import Level

Json = dict[str, Any]


def rules_of(plan: Plan) -> Json:
    """`PlanEdition.rules`: each part flat, with its source, clause and standing beside its figures."""
    return {
        "area": plan.area,
        **({"document_series": plan.document_series} if plan.document_series else {}),
        "in_force_standing": plan.in_force_standing,
        "settings": {s.name: {"value": s.value, **asdict(s.provenance)} for s in plan.settings.values()},
        "definition": plan.definition
        and {"any_of": any_of_json(plan.definition.any_of), **asdict(plan.definition.provenance)},
        "lifting": _flat(plan.lifting),
        "raising": _flat(plan.raising),
        "merging": _flat(plan.merging),
        "superior": _flat(plan.superior),
        "targets": [{**_flat(target), "level": target.level.slug} for target in plan.targets],
        "approvals": {
            "on_superior_notice": any(approval.on_superior_notice for approval in plan.approvals),
            "chains": [_chain(approval) for approval in plan.approvals],
        },
        "doubts": [asdict(doubt) for doubt in plan.doubts],
    }


def plan_parts(rules: Json) -> Json:
    """The fields of a Plan that `rules_of` put away; chains come without their steps."""
    return {
        "area": rules["area"],
        "document_series": rules.get("document_series", ""),
        "in_force_standing": rules["in_force_standing"],
        "settings": {
            name: Setting(name, raw["value"], provenance(raw)) for name, raw in rules["settings"].items()
        },
        "definition": rules["definition"]
        and Definition(any_of(rules["definition"]["any_of"]), provenance(rules["definition"])),
        "lifting": Lifting(**_kept(rules["lifting"])),
        "raising": Raising(**_kept(rules["raising"])),
        "merging": Merging(**_kept(rules["merging"])),
        "superior": Superior(**_kept(rules["superior"])),
        "targets": tuple(
            Target(Level.from_slug(t["level"]), t["percent"], tuple(t["pollutants"]), provenance(t))
            for t in rules["targets"]
        ),
        "approvals": tuple(
            Approval(
                Level.from_slug(chain["level"]),
                cast(Action, chain["action"]),
                (),
                chain["on_superior_notice"],
                provenance(chain),
            )
            for chain in rules["approvals"]["chains"]
        ),
        "doubts": tuple(Doubt(**doubt) for doubt in rules["doubts"]),
    }


def bodies_json(plan: Plan) -> list[Json]:
    """`PlanEdition.bodies`."""
    return [
        {**_flat(body), "heads": [asdict(h) for h in body.heads], "duties": [_flat(d) for d in body.duties]}
        for body in plan.bodies
    ]


def bodies_from(raw: list[Json]) -> tuple[Body, ...]:
    """The bodies that `bodies_json` put away."""
    return tuple(_body(_kept(body)) for body in raw)


def any_of_json(alternatives: Alternatives) -> list[Json]:
    """`Trigger.any_of`, and the same in the export."""
    return [{"all_of": list(map(condition_json, conditions))} for conditions in alternatives]


def condition_json(condition: Condition) -> Json:
    """A condition; `air` is left out where it is the forecast."""
    raw = asdict(condition)
    return raw if condition.air == "observed" else {key: raw[key] for key in raw if key != "air"}


def any_of(raw: list[Json]) -> Alternatives:
    """The conditions that `any_of_json` put away."""
    return tuple(tuple(Condition(**condition) for condition in each["all_of"]) for each in raw)


def provenance(raw: Json) -> Provenance:
    """The provenance that lies flat beside the figures of a part."""
    return Provenance(raw["source"], raw["clause"], raw["standing"])


def _chain(approval: Approval) -> Json:
    return {
        "level": approval.level.slug,
        "action": approval.action,
        "on_superior_notice": approval.on_superior_notice,
        **asdict(approval.provenance),
    }


def _flat(part: Any) -> Json:
    raw = asdict(part)
    return {**raw.pop("provenance"), **raw}


def _kept(raw: Json) -> Json:
    figures = {key: value for key, value in raw.items() if key not in ("source", "clause", "standing")}
    return {**figures, "provenance": provenance(raw)}


def _body(raw: Json) -> Body:
    return Body(
        **{
            **raw,
            "heads": tuple(Head(**head) for head in raw["heads"]),
            "members": tuple(raw["members"]),
            "duties": tuple(Duty(**_kept(duty)) for duty in raw["duties"]),
        }
    )
