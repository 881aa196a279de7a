"""Turn a plan file's sound data into the frozen plan; provenance passes down from section to line."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from plans.document import (
    Alternatives,
    Approval,
    Assignment,
    Body,
    Condition,
    Definition,
    Doubt,
    Duty,
    Head,
    Lifting,
    Measure,
    Merging,
    Plan,
    Provenance,
    Raising,
    Recipient,
    ReportingDuty,
    Setting,
    Step,
    Superior,
    Target,
    Trigger,
    Unit,
)
from plans.levels import Level
from plans.spans import Span, cumulative_span, whole_list_spans

Raw = dict[str, Any]

# What an office works with until its plan, or the office itself, says otherwise.
DEFAULT_SETTINGS: dict[str, int | str] = {
    "acknowledge_within_minutes": 60,
    "daily_return_due": "10:00",
    "range_judged_at": "middle",
    "remind_before_minutes": 15,
    "escalate_to_leader_after_minutes": 30,
    "escalate_to_office_after_minutes": 60,
}
CONTINUES = ("（", ".", "第")


def build_plan(data: Raw) -> Plan:
    """The plan of data that structure and references have found sound."""
    head = data["plan"]
    top = Provenance(head["source"], head.get("clause", ""), head["standing"])
    units = tuple(_units(data["units"], top))
    return Plan(
        jurisdiction=data["jurisdiction"],
        title=head["title"],
        document_number=head.get("document_number") or "",
        edition=head["edition"],
        in_force_from=date.fromisoformat(head["in_force_from"]),
        in_force_standing=head.get("in_force_standing", head["standing"]),
        source=head["source"],
        area=head.get("area", ""),
        document_series=head.get("document_series", ""),
        excludes=tuple(head.get("excludes", ())),
        covers=tuple(head.get("covers") or ()),
        cumulative=head["cumulative"],
        settings=_settings(data.get("settings", {}), top),
        definition=_definition(data["triggers"], top),
        triggers=tuple(_triggers(data["triggers"], top)),
        lifting=_lifting(data["lifting"], top),
        raising=_raising(data["raising"], top),
        merging=Merging(data["merging"]["gap_hours"], _under(data["merging"], top)),
        superior=Superior(data["superior"]["follows_superior"], _under(data["superior"], top)),
        targets=tuple(_targets(data.get("reduction_targets"), top)),
        approvals=tuple(_approvals(data["approvals"], top)),
        recipients=tuple(_recipients(data.get("recipients"), top)),
        reporting=tuple(_reporting(data.get("reporting"), top)),
        bodies=tuple(_bodies(data.get("bodies"), top)),
        units=units,
        measures=tuple(_measures(data["measures"], head["cumulative"], units, top)),
        doubts=tuple(Doubt(doubt["text"], doubt["clause"]) for doubt in data.get("doubts", ())),
    )


def _under(raw: Raw, above: Provenance) -> Provenance:
    clause = raw.get("clause", above.clause)
    if "clause" in raw and clause.startswith(CONTINUES):
        space = " " if clause.startswith("第") and above.clause else ""
        clause = above.clause + space + clause
    return Provenance(raw.get("document", above.source), clause, raw.get("standing", above.standing))


def _items(section: Raw | None, above: Provenance) -> Iterator[tuple[Raw, Provenance]]:
    if section is not None:
        within = _under(section, above)
        yield from ((item, _under(item, within)) for item in section["items"])


def _settings(section: Raw, above: Provenance) -> dict[str, Setting]:
    within = _under(section, above)
    portal = Provenance("", "", "default")
    return {
        name: Setting(name, section[name]["value"], _under(section[name], within))
        if name in section
        else Setting(name, value, portal)
        for name, value in DEFAULT_SETTINGS.items()
    }


def _any_of(raw: list[Raw]) -> Alternatives:
    return tuple(tuple(_condition(condition) for condition in one["all_of"]) for one in raw)


def _condition(raw: Raw) -> Condition:
    above = raw["above"]
    value = above if isinstance(above, int) else float(above)
    return Condition(raw["metric"], value, raw["hours"], raw.get("air", "forecast"))


def _definition(section: Raw, above: Provenance) -> Definition | None:
    if (raw := section.get("definition")) is None:
        return None
    return Definition(_any_of(raw["any_of"]), _under(raw, _under(section, above)))


def _triggers(section: Raw, above: Provenance) -> Iterator[Trigger]:
    found = [Trigger(_level(raw), _any_of(raw["any_of"]), line) for raw, line in _items(section, above)]
    yield from sorted(found, key=lambda trigger: trigger.level)


def _level(raw: Raw) -> Level:
    return Level.from_slug(raw["level"])


def _lifting(raw: Raw, above: Provenance) -> Lifting:
    below = None if raw["below"] == "derived" else raw["below"]
    return Lifting(raw["hours"], below, raw["approval"], _under(raw, above))


def _raising(raw: Raw, above: Provenance) -> Raising:
    return Raising(raw["observed_hours"], raw["outlook_hours"], _under(raw, above))


def _targets(section: Raw | None, above: Provenance) -> Iterator[Target]:
    for raw, line in _items(section, above):
        yield Target(_level(raw), raw["percent"], tuple(raw["pollutants"]), line)


def _approvals(section: Raw, above: Provenance) -> Iterator[Approval]:
    for raw, line in _items(section, above):
        steps = tuple(Step(step["verb"], step["role"]) for step in raw["steps"])
        on_notice = raw.get("on_superior_notice", False)
        for action in raw["actions"]:
            yield from (Approval(Level.from_slug(s), action, steps, on_notice, line) for s in raw["levels"])


def _recipients(section: Raw | None, above: Provenance) -> Iterator[Recipient]:
    for raw, line in _items(section, above):
        yield Recipient(raw["name"], raw["kind"], raw.get("jurisdiction"), tuple(raw["told_of"]), line)


def _reporting(section: Raw | None, above: Provenance) -> Iterator[ReportingDuty]:
    for raw, line in _items(section, above):
        yield ReportingDuty(
            kind=raw["kind"],
            sender=raw["from"],
            to=raw.get("to", ""),
            due=raw.get("due", ""),
            due_standing=raw.get("due_standing", line.standing),
            contents=tuple(raw.get("contents", ())),
            provenance=line,
        )


def _duties(raw: Raw, above: Provenance) -> tuple[Duty, ...]:
    return tuple(
        Duty(duty["key"], duty["text"], duty.get("during_response", True), _under(duty, above))
        for duty in raw.get("duties", ())
    )


def _bodies(section: Raw | None, above: Provenance) -> Iterator[Body]:
    for raw, line in _items(section, above):
        yield Body(
            name=raw["name"],
            kind=raw["kind"],
            part_of=raw.get("part_of"),
            seat=raw.get("seat", ""),
            heads=tuple(Head(h["title"], h.get("holder", ""), h.get("role")) for h in raw.get("heads", ())),
            members=tuple(raw.get("members", ())),
            duties=_duties(raw, line),
            provenance=line,
        )


def _units(section: Raw, above: Provenance) -> Iterator[Unit]:
    rows = {raw["name"]: (raw, line) for raw, line in _items(section, above)}
    for name, (raw, line) in rows.items():
        yield Unit(
            name=name,
            aliases=tuple(raw.get("aliases", ())),
            group=raw.get("group", False),
            members=tuple(raw.get("members", ())),
            duties=_duties(*rows[raw.get("duties_as", name)]),
            provenance=line,
        )


def _measures(
    section: Raw, cumulative: bool, units: tuple[Unit, ...], above: Provenance
) -> Iterator[Measure]:
    rows = list(_measure_rows(section, above))
    replaced = _replaced_at(rows)
    for raw, line in rows:
        spans = _spans(raw, replaced.get(raw["key"], [])) if cumulative else _listed(raw)
        yield from (_measure(raw, number, span, units, line) for number, span in enumerate(spans, start=1))


def _measure_rows(section: Raw, above: Provenance) -> Iterator[tuple[Raw, Provenance]]:
    within = _under(section, above)
    for group in section["groups"]:
        shared = {key: group[key] for key in ("level", "levels", "kind", "source") if key in group}
        line = _under(group, within)
        yield from (({**shared, **raw}, _under(raw, line)) for raw in group["items"])


def _replaced_at(rows: list[tuple[Raw, Provenance]]) -> dict[str, list[Level]]:
    found: dict[str, list[Level]] = {}
    for raw, _line in rows:
        for key in raw.get("replaces", ()):
            found.setdefault(key, []).append(_level(raw))
    return found


def _spans(raw: Raw, replaced_at: list[Level]) -> list[Span]:
    return [cumulative_span(_level(raw), replaced_at)]


def _listed(raw: Raw) -> list[Span]:
    return whole_list_spans(map(Level.from_slug, raw["levels"]))


def _measure(raw: Raw, number: int, span: Span, units: tuple[Unit, ...], line: Provenance) -> Measure:
    return Measure(
        key=raw["key"] if number == 1 else f"{raw['key']}-{number}",
        from_level=span[0],
        to_level=span[1],
        kind=raw["kind"],
        source=raw.get("source"),
        text=raw["text"],
        figures=dict(raw.get("figures", {})),
        exceptions=raw.get("exceptions", ""),
        replaces=tuple(raw.get("replaces", ())),
        wants=tuple(raw.get("wants", ())),
        assignments=tuple(_assignment(one, units) for one in raw.get("units", ())),
        provenance=line,
    )


def _assignment(raw: Raw, units: tuple[Unit, ...]) -> Assignment:
    # An assignment stands as firmly as the duty that it rests on, unless the file says otherwise.
    unit = next(unit for unit in units if raw["name"] in (unit.name, *unit.aliases))
    basis = next(duty for duty in unit.duties if duty.key == raw["basis"])
    return Assignment(unit.name, raw.get("part", "lead"), basis.key, _under(raw, basis.provenance))
