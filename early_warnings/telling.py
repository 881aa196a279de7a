"""Evaluations and replays as lines of text, for the commands."""

from collections.abc import Iterator

from early_warnings.proof import Json


def told(answer: Json) -> str:
    """The answer of `proof.as_json` in lines."""
    return "\n".join(_evaluation(answer))


def replay_told(answer: Json) -> str:
    """The answer of the replay in lines."""
    return "\n".join(_replay(answer))


def _evaluation(answer: Json) -> Iterator[str]:
    yield f"{answer['jurisdiction']} at {_time(answer['evaluated_at'])}, {answer['standard']}"
    yield _span(answer) + (f", {', '.join(answer['primary_pollutants'])}" if answer["level"] else "")
    for rule in answer["rules"]:
        yield f"  {rule['level']:<7}{'met: ' + _span(rule) if rule['met'] else 'not met'}"
        for alternative in rule["alternatives"]:
            yield "    " + " and ".join(_condition(each) for each in alternative["conditions"])
    for judged_at, span in answer["ranges"].items():
        yield f"  range judged at {judged_at}: {_span(span)}"
    for episode in answer["merged"]:
        yield f"  merged: {_span(episode)}"
    if excluded := answer["excluded"]:
        yield f"  not covered by the plan ({', '.join(excluded['by'])}): {_span(excluded)}"
    for block in answer["blocks"]:
        yield f"  24 h from {_time(block['begins_at'])}: {_block(block)}"
    for gap in answer["gaps"]:
        effect = "breaks blocks" if gap["breaks_blocks"] else "breaks no block"
        lacking = ", ".join(gap["pollutants"])
        yield f"  missing from {_time(gap['from'])} until {_time(gap['to'])}, {effect}: {lacking}"


def _span(span: Json) -> str:
    if not span["level"]:
        return "no warning"
    return f"{span['level']} from {_time(span['begins_at'])} until {_time(span['ends_at'])}"


def _condition(condition: Json) -> str:
    rule = f"{condition['metric']} > {condition['above']} for {condition['hours']} h"
    lacks = condition["shortfall"]
    if not lacks:
        return f"{rule}: yes"
    if lacks["units"] is None:
        return f"{rule}: not known"
    return f"{rule}: no, lacks {lacks['units']} over {lacks['hours']} h"


def _block(block: Json) -> str:
    if not block["known"]:
        return "not known"
    primary = f" ({', '.join(block['primary'])})" if block["primary"] else ""
    index = "NA" if block["aqi"] is None else block["aqi"]
    return f"AQI {index}{primary}{'' if block['in_scope'] else ', not covered by the plan'}"


def _replay(answer: Json) -> Iterator[str]:
    count = len(answer["warnings"])
    yield (
        f"{answer['jurisdiction']} from {_time(answer['from'])} to {_time(answer['to'])}: "
        f"{count} warning{'' if count == 1 else 's'}"
    )
    for warning in answer["warnings"]:
        lifted = f"lifted {_time(warning['lifted_at'])}" if warning["lifted_at"] else "still in force"
        begins = f"from {_time(warning['begins_at'])}" if warning["begins_at"] else "never begun"
        yield f"{warning['level']}, {begins}, {lifted}"
        yield from (_step(step) for step in warning["steps"])
    for step in answer["advisories"]:
        yield f"health advisory {_time(step['at'])}: {', '.join(each['code'] for each in step['reasons'])}"


def _step(step: Json) -> str:
    aim = _span(step) if step["level"] and step["ends_at"] else step["level"] or ""
    return f"  {_time(step['at'])} {step['action']:<6} {aim}".rstrip()


def _time(text: str) -> str:
    """2025-12-10T12:00, Beijing time."""
    return text[:16]
