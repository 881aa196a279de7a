"""Plans by people who have read only docs/plan-files.md."""

import re
from pathlib import Path
from textwrap import dedent

from django.core.management import call_command

from plans.models import PlanEdition

HERE = Path(__file__).parent
DOC = Path("docs/plan-files.md").read_text(encoding="utf-8")
QINGLING = HERE / "stranger.yaml"
PLACES = HERE / "stranger-places.yaml"


def example(begins: str) -> str:
    """The only YAML block of the document that begins so."""
    (text,) = re.findall(rf"^ *```yaml\n( *{begins}.*?)^ *```", DOC, re.DOTALL | re.MULTILINE)
    return dedent(text)


def with_triggers(*levels: tuple[str, list[dict]]) -> str:
    """The document's example with other thresholds: of each level the conditions, all of which must hold."""
    items = "".join(
        f"    - level: {level}\n      any_of:\n        - all_of: [{', '.join(map(flow, conditions))}]\n"
        for level, conditions in levels
    )
    head, _old, rest = re.split(
        r"(?<=  items:\n)(    - level: .*?)(?=\n\nlifting)", BAIHE, maxsplit=1, flags=re.S
    )
    return head + items + rest


def flow(condition: dict) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in condition.items()) + "}"


def loaded(text: str, folder: Path) -> PlanEdition:
    """The edition in force after the text and the document's places were loaded as files."""
    places, plan = folder / "places.yaml", folder / "plan.yaml"
    places.write_text(example("jurisdictions:"), encoding="utf-8")
    plan.write_text(text, encoding="utf-8")
    call_command("load_plans", str(places), str(plan))
    return PlanEdition.objects.in_force().get(jurisdiction__code="659922")


BAIHE = example("jurisdiction: ")
