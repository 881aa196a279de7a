"""How much a plan holds: units, duties, measures for each level and kind, assignments."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from plans.document import Plan
from plans.levels import Level

KINDS = ("health", "advisory", "industrial", "mobile", "dust", "other")


def counts(plan: Plan) -> dict[str, int]:
    """The counts of a plan by what is counted, in the order of the table."""
    duties = [duty for unit in plan.units for duty in unit.duties]
    parts = Counter(line.part for measure in plan.measures for line in measure.assignments)
    return {
        "units": len(plan.units),
        "of these groups": sum(unit.group for unit in plan.units),
        "duties of units": len(duties),
        "of these during a response": sum(duty.during_response for duty in duties),
        "bodies above the units": len(plan.bodies),
        "duties of bodies": sum(len(body.duties) for body in plan.bodies),
        "measures": len(plan.measures),
        **dict(_by_level(plan)),
        "assignments, lead": parts["lead"],
        "assignments, support": parts["support"],
        "reports for each warning": sum(not duty.is_yearly for duty in plan.reporting),
        "yearly duties": sum(duty.is_yearly for duty in plan.reporting),
        "doubts": len(plan.doubts),
    }


def counts_table(plans: Mapping[str, Plan]) -> str:
    """A Markdown table of the counts, one column for each plan by its name."""
    counted = [counts(plan) for plan in plans.values()]
    labels = dict.fromkeys(label for each in counted for label in each)
    lines = [_row(["", *plans]), _row(["---", *("--:" for _plan in plans)])]
    lines += [_row([label, *(str(each.get(label, 0)) for each in counted)]) for label in labels]
    return "\n".join(lines)


def _by_level(plan: Plan) -> Iterator[tuple[str, int]]:
    """What is in force at each level that can be called for, by kind and, of mandatory measures, source."""
    for level in (trigger.level for trigger in plan.triggers):
        measures = plan.at(level)
        kinds = Counter[str](measure.source or measure.kind for measure in measures)
        yield _at(level, "all"), len(measures)
        yield from ((_at(level, kind), kinds[kind]) for kind in KINDS)


def _at(level: Level, kind: str) -> str:
    return f"measures at {level.slug}, {kind}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
