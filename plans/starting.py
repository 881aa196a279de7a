"""A new edition begins as a copy of the one before."""

from dataclasses import replace
from datetime import date

from plans.document import Plan
from plans.writing import plan_yaml


def copy_of(plan: Plan, *, edition: str, title: str, document_number: str, in_force_from: date) -> str:
    """The plan file of the copy; its first day is the office's own decision, so it is no default."""
    return plan_yaml(
        replace(
            plan,
            edition=edition,
            title=title,
            document_number=document_number,
            in_force_from=in_force_from,
            in_force_standing="seed",
        )
    )
