"""When to remind of a deadline, and whom to tell when it has passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """A step of reminding, in order."""

    SOON = "soon"
    LATE = "late"
    LEADER = "leader"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Intervals:
    """How long before a deadline to remind, and how long after it to tell the leader and the office."""

    before: timedelta
    to_leader: timedelta
    to_office: timedelta


def stages_reached(due: datetime, now: datetime, intervals: Intervals) -> list[Stage]:
    """What is to have been said by `now`. Past the deadline the reminder before it is no longer owed."""
    if now < due:
        return [Stage.SOON] if now >= due - intervals.before else []
    after = {
        Stage.LATE: timedelta(),
        Stage.LEADER: intervals.to_leader,
        Stage.OFFICE: intervals.to_office,
    }
    return [stage for stage, pause in after.items() if now >= due + pause]
