"""Small builders of rows; each takes only what the test cares about."""

from datetime import UTC, date, datetime, timedelta

from early_warnings.actions.draft import draft_warning
from early_warnings.actions.issue import issue_warning
from early_warnings.actions.sign import sign_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.models import Act, EarlyWarning
from plans.levels import Level
from plans.models import ApprovalStep, Measure, MeasureUnit, PlanEdition, PlanUnit, Trigger
from portal.lifecycle.actions.grant_role import grant_role
from portal.lifecycle.moves import move
from portal.offices.models import Jurisdiction, Unit, UnitMembership, User
from portal.offices.roles import Role

# Friday 2026-12-18 12:00 in Beijing.
NOON = datetime(2026, 12, 18, 4, tzinfo=UTC)
NATIONAL = {
    Level.YELLOW: [[("AQI", 200, 24)], [("AQI", 150, 48)]],
    Level.ORANGE: [[("AQI", 200, 48)], [("AQI", 150, 72)]],
    Level.RED: [[("AQI", 200, 72), ("AQI", 300, 24)]],
}
REVIEWED = (("review", "director"), ("approve", "commander"))
CHAINS = {Level.YELLOW: (("approve", "director"),), Level.ORANGE: REVIEWED, Level.RED: REVIEWED}


def make_jurisdiction(code="654003", name="奎屯市", **changes):
    defaults = {
        "short_name": name.removesuffix("市"),
        "name_en": f"City {code}",
        "office_name": f"{name}办公室",
    }
    return Jurisdiction.objects.create(code=code, name=name, **(defaults | changes))


def make_user(username, jurisdiction=None, *roles, unit=None, leads=False, **changes):
    user = User.objects.create_user(username, password="a long pass phrase", full_name=username, **changes)
    for role in roles:
        grant_role(user, Role(role), jurisdiction, by=None, now=NOON)
    if unit is not None:
        UnitMembership.objects.create(unit=unit, user=user, is_leader=leads)
    return user


def make_unit(jurisdiction, name="市住建局", **changes):
    position = changes.pop("position", jurisdiction.units.count() + 1)
    return Unit.objects.create(jurisdiction=jurisdiction, name=name, position=position, **changes)


def make_plan(jurisdiction, *, units=(), measures=(), chains=CHAINS, lift_chain=(), rules=None, **changes):
    """A plan in force; `measures` as (text, from level, to level, [units])."""
    edition = PlanEdition.objects.create(
        jurisdiction=jurisdiction,
        edition=changes.pop("edition", "2023"),
        title=f"{jurisdiction.name}重污染天气应急预案",
        source="the plan",
        in_force_from=date(2023, 1, 1),
        is_cumulative=True,
        rules=RULES | (rules or {}),
        content_sha256="0" * 64,
        **changes,
    )
    for level, any_of in NATIONAL.items():
        Trigger.objects.create(edition=edition, level=level, any_of=_any_of(any_of), clause="3.3.2")
    for level in NATIONAL:
        for action, steps in (("issue", chains[level]), ("adjust", chains[level]), ("lift", lift_chain)):
            for position, (verb, role) in enumerate(steps):
                ApprovalStep.objects.create(
                    edition=edition, action=action, level=level, position=position, verb=verb, role=role
                )
    for position, unit in enumerate(units):
        PlanUnit.objects.create(edition=edition, unit=unit, position=position)
    for measure in measures:
        add_measure(edition, *measure)
    move(edition, PlanEdition.State.IN_FORCE, by=None, now=NOON)
    return edition


SETTINGS = {
    "acknowledge_within_minutes": {"value": 60},
    "daily_return_due": {"value": "10:00"},
    "range_judged_at": {"value": "middle"},
    "remind_before_minutes": {"value": 15},
    "escalate_to_leader_after_minutes": {"value": 30},
    "escalate_to_office_after_minutes": {"value": 60},
}
RULES = {
    "settings": SETTINGS,
    "lifting": {"hours": 36, "below": None, "clause": "3.3.6"},
    "raising": {"observed_hours": 24, "outlook_hours": 24},
    "merging": {"gap_hours": 36},
    "superior": {"follows": "minimum"},
    "approvals": {"on_superior_notice": False},
}


def add_measure(edition, text, from_level, to_level, units, kind="mandatory", source="dust", **changes):
    position = edition.measures.count() + 1
    measure = Measure.objects.create(
        edition=edition, key=f"m{position}", position=position, from_level=from_level, to_level=to_level,
        kind=kind, source=source, text=text, clause="4.3", **changes,
    )  # fmt: skip
    MeasureUnit.objects.bulk_create(MeasureUnit(measure=measure, unit=unit) for unit in units)
    return measure


def _any_of(alternatives):
    return [
        {"all_of": [{"metric": metric, "above": above, "hours": hours} for metric, above, hours in each]}
        for each in alternatives
    ]


def make_draft(jurisdiction, by, level=Level.ORANGE, act=Act.ISSUE, now=NOON, **changes) -> EarlyWarning:
    times = {"begins_at": now + timedelta(hours=6), "expected_until": now + timedelta(days=3)}
    return draft_warning(
        jurisdiction, act, level, by=by, now=now, **(times | {"reason": "预计持续重污染"} | changes)
    )


def put_in_force(draft, *, office, signers, now=NOON) -> EarlyWarning:
    """Take a draft through its whole chain, signed in the order of `signers`, and issue it."""
    submit_warning(draft, by=office, now=now)
    for signer in signers[: len(draft.chain)]:
        sign_warning(draft, by=signer, now=now)
    issue_warning(draft, by=office, now=now)
    return draft
