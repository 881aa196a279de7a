"""Check a plan: does every measure reach a unit, can every level be met, signed and reported."""

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from itertools import combinations, pairwise

from plans.document import Approval, Condition, Plan, Provenance, Trigger
from plans.findings import Finding, Word, finding
from plans.levels import Level

Findings = Iterator[Finding]

# Index and 24-hour mean (µg/m³) of HJ 633—2012 table 1, which the plans name; from 150 up also HJ 633—2026.
BREAKPOINTS = {
    "PM2.5": ((0, 0), (50, 35), (100, 75), (150, 115), (200, 150), (300, 250), (400, 350), (500, 500)),
    "PM10": ((0, 0), (50, 50), (100, 150), (150, 250), (200, 350), (300, 420), (400, 500), (500, 600)),
}
ACTIONS = {"issue": Word("发布", "issue"), "adjust": Word("调整", "adjust"), "lift": Word("解除", "lift")}
ROLES = {
    "office": Word("办公室人员", "office"),
    "director": Word("办公室主任", "director"),
    "commander": Word("指挥长", "commander"),
}


def lint(plan: Plan, *, superior: str | None, held: Collection[str] | None = None) -> list[Finding]:
    """Every finding, errors first; `superior` is the code of the jurisdiction's superior, if one is known.

    `held` are the roles that somebody holds there; None: not known, so not checked.
    """
    found = [each for check in CHECKS for each in check(plan)]
    if held is not None:
        found.extend(_roles(plan, held))
    follows = plan.superior.follows == "same" or any(a.on_superior_notice for a in plan.approvals)
    if superior is None and (follows or any(r.kind == "superior" for r in plan.recipients)):
        found.append(finding("superior-missing", "superior", plan.superior.provenance.clause))
    return sorted(found, key=lambda each: each.level != "error")


def implies(given: Iterable[Condition], wanted: Iterable[Condition]) -> bool:
    """Whether air that meets all of `given` must meet all of `wanted`."""
    given = tuple(given)
    return all(any(_at_least(one, other) for one in given) for other in wanted)


def index_of(metric: str, mean: float) -> Fraction | None:
    """The individual AQI of a 24-hour mean, unrounded; None for metrics without a table here."""
    points = BREAKPOINTS.get(metric)
    if points is None:
        return None
    for (low, under), (high, over) in pairwise(points):
        if mean <= over:
            return low + Fraction(high - low) * (Fraction(mean) - under) / (over - under)
    return Fraction(points[-1][0])


def _at_least(one: Condition, other: Condition) -> bool:
    if one.hours < other.hours or one.air != other.air:
        return False
    if one.metric == other.metric:
        return one.above >= other.above
    index = index_of(one.metric, one.above)
    return other.metric == "AQI" and index is not None and index >= other.above


def _roles(plan: Plan, held: Collection[str]) -> Findings:
    """Drafting is the office's; every other role is named by a step, first come."""
    needed = {"office": ""}
    for approval in plan.approvals:
        for step in approval.steps:
            needed.setdefault(step.role, approval.provenance.clause)
    for role, clause in needed.items():
        if role not in held:
            yield finding("role-unheld", f"roles/{role}", clause, role=ROLES[role])


def _units_of_measures(plan: Plan) -> Findings:
    for measure in plan.measures:
        where, clause = f"measures/{measure.key}", measure.provenance.clause
        if not measure.assignments:
            code = "mandatory-without-unit" if measure.kind == "mandatory" else "measure-without-unit"
            yield finding(code, where, clause)
        elif all(line.part == "support" for line in measure.assignments):
            yield finding("measure-without-lead", where, clause)


def _duties(plan: Plan) -> Findings:
    used = {(a.unit, a.basis) for measure in plan.measures for a in measure.assignments}
    for unit in plan.units:
        if not unit.duties:
            yield finding("unit-without-duty", f"units/{unit.name}", unit.provenance.clause)
        for duty in unit.duties:
            if duty.during_response and (unit.name, duty.key) not in used:
                where = f"units/{unit.name}/{duty.key}"
                yield finding("duty-never-used", where, duty.provenance.clause, text=duty.text)


def _groups(plan: Plan) -> Findings:
    for unit in plan.units:
        if unit.group and not unit.members:
            yield finding("group-without-members", f"units/{unit.name}", unit.provenance.clause)


def _empty_levels(plan: Plan) -> Findings:
    for trigger in plan.triggers:
        if not plan.at(trigger.level):
            yield finding(
                "level-without-measures", f"measures/{trigger.level.slug}", trigger.provenance.clause
            )


def _uncalled_levels(plan: Plan) -> Findings:
    called = {trigger.level for trigger in plan.triggers}
    for measure in plan.measures:
        levels = {level for level in Level if measure.from_level <= level <= measure.to_level}
        if not levels & called:
            where, clause = f"measures/{measure.key}", measure.provenance.clause
            yield finding("measure-never-called", where, clause, level=measure.from_level)


def _monotone(plan: Plan) -> Findings:
    for lower, higher in combinations(sorted(plan.triggers, key=lambda t: t.level), 2):
        if not all(_implied(conditions, lower) for conditions in higher.any_of):
            where, clause = f"triggers/{higher.level.slug}", higher.provenance.clause
            yield finding("triggers-not-monotone", where, clause, lower=lower.level)


def _implied(conditions: tuple[Condition, ...], lower: Trigger) -> bool:
    return any(implies(conditions, alternative) for alternative in lower.any_of)


def _chains(plan: Plan) -> Findings:
    chains: dict[tuple[Level, str], Approval] = {(a.level, a.action): a for a in plan.approvals}
    for level in (trigger.level for trigger in plan.triggers):
        for action, name in ACTIONS.items():
            where = f"approvals/{level.slug}/{action}"
            approval = chains.get((level, action))
            if approval is None:
                yield finding("chain-missing", where, action=name)
            elif action == "lift":
                yield from _lifting_chain(plan, approval, where)
            elif not _is_approved(approval):
                yield finding("chain-without-approver", where, approval.provenance.clause, action=name)


def _is_approved(approval: Approval) -> bool:
    return approval.on_superior_notice or (bool(approval.steps) and approval.steps[-1].verb == "approve")


def _lifting_chain(plan: Plan, approval: Approval, where: str) -> Findings:
    clause = approval.provenance.clause
    if bool(approval.steps) != plan.lifting.approval:
        yield finding("lifting-chain-disagrees", where, clause)
    elif approval.steps and not _is_approved(approval):
        yield finding("chain-without-approver", where, clause, action=ACTIONS["lift"])


def _reporting(plan: Plan) -> Findings:
    for duty in plan.reporting:
        if not duty.to:
            where = f"reporting/{duty.kind}/{duty.sender}"
            yield finding("reporting-without-recipient", where, duty.provenance.clause)


def _disagreements(plan: Plan) -> Findings:
    if plan.definition:
        alternatives = [condition for each in plan.definition.any_of for condition in each]
        yield from _pairs(alternatives, "definition", plan.definition.provenance)
    for trigger in plan.triggers:
        conditions = [condition for each in trigger.any_of for condition in each]
        yield from _pairs(conditions, f"triggers/{trigger.level.slug}", trigger.provenance)


def _pairs(conditions: list[Condition], where: str, origin: Provenance) -> Findings:
    indices = [condition for condition in conditions if condition.metric == "AQI"]
    for condition in conditions:
        index = index_of(condition.metric, condition.above)
        beside = [aqi for aqi in indices if aqi.hours == condition.hours]
        if index is not None and beside and all(aqi.above != index for aqi in beside):
            yield finding(
                "pm-aqi-disagree", where, origin.clause, metric=condition.metric, above=condition.above,
                index=round(index), aqi="、".join(str(aqi.above) for aqi in beside),
            )  # fmt: skip


def _sourced(plan: Plan) -> Iterator[tuple[str, Provenance]]:
    """Every line that has a provenance, with where it is."""
    yield from ((f"settings/{setting.name}", setting.provenance) for setting in plan.settings.values())
    yield from ((f"triggers/{trigger.level.slug}", trigger.provenance) for trigger in plan.triggers)
    for name in ("definition", "lifting", "raising", "merging", "superior"):
        if part := getattr(plan, name):
            yield name, part.provenance
    yield from ((f"reduction_targets/{target.level.slug}", target.provenance) for target in plan.targets)
    yield from ((f"approvals/{a.level.slug}/{a.action}", a.provenance) for a in plan.approvals)
    yield from ((f"recipients/{recipient.name}", recipient.provenance) for recipient in plan.recipients)
    yield from ((f"reporting/{duty.kind}/{duty.sender}", duty.provenance) for duty in plan.reporting)
    for section, holders in (("bodies", plan.bodies), ("units", plan.units)):
        for holder in holders:
            yield f"{section}/{holder.name}", holder.provenance
            yield from ((f"{section}/{holder.name}/{duty.key}", duty.provenance) for duty in holder.duties)
    for measure in plan.measures:
        yield f"measures/{measure.key}", measure.provenance
        yield from ((f"measures/{measure.key}/{a.unit}", a.provenance) for a in measure.assignments)


def _clauses(plan: Plan) -> Findings:
    for where, origin in _sourced(plan):
        if origin.standing != "default" and not origin.clause:
            yield finding("text-without-clause", where)


def _defaults(plan: Plan) -> Findings:
    lines = sum(origin.standing == "default" for _where, origin in _sourced(plan))
    hours = sum(
        duty.due_standing == "default" and duty.provenance.standing != "default" for duty in plan.reporting
    )
    if count := lines + hours:
        yield finding("to-confirm", "plan", count=count)


def _doubts(plan: Plan) -> Findings:
    for number, doubt in enumerate(plan.doubts, start=1):
        yield finding("source-doubt", f"doubts/{number}", doubt.clause, text=doubt.text)


CHECKS: tuple[Callable[[Plan], Findings], ...] = (
    _units_of_measures,
    _duties,
    _groups,
    _empty_levels,
    _uncalled_levels,
    _monotone,
    _chains,
    _reporting,
    _disagreements,
    _clauses,
    _defaults,
    _doubts,
)
