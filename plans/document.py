"""A plan as its file says it: frozen data, shared by file, checks, export and database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from plans.levels import Level

Standing = Literal["seed", "national", "default"]
Action = Literal["issue", "adjust", "lift"]
Air = Literal["forecast", "observed"]

ALL_UNITS = "all_units"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a line comes from; standing "default" means to be confirmed by the office."""

    source: str
    clause: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Condition:
    """`metric` (an AQI, or a 24-hour mean in µg/m³, CO in mg/m³) above `above` for `hours`.

    `air` "forecast": hours that reach into the future; "observed": the latest hours up to now.
    """

    metric: str
    above: float
    hours: int
    air: Air = "forecast"


Alternatives = tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A level is called for when all conditions of any alternative hold."""

    level: Level
    any_of: Alternatives
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Definition:
    """What the plan calls heavy pollution, where it says so."""

    any_of: Alternatives
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Lifting:
    """Lower or lift when the AQI is, and for `hours` stays, at or under `below` (None: from the triggers)."""

    hours: int
    below: int | None
    approval: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Raising:
    """Raise when the last `observed_hours` reach a higher level and `outlook_hours` bring no relief."""

    observed_hours: int
    outlook_hours: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Merging:
    """Two episodes with a gap under `gap_hours` are one, which starts at the higher level."""

    gap_hours: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Superior:
    """A superior's warning is the minimum here, or is followed as it is."""

    follows: Literal["minimum", "same"]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Target:
    """The share of the whole daily emission to be cut at a level, in percent, for each pollutant."""

    level: Level
    percent: int
    pollutants: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Setting:
    """One figure that an office may set: whole minutes, a clock time as HH:MM, or a word."""

    name: str
    value: int | str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Step:
    """One signature of a chain."""

    verb: Literal["review", "approve"]
    role: Literal["office", "director", "commander"]


@dataclass(frozen=True, slots=True)
class Approval:
    """The chain for an action at a level; no steps: the office acts alone, or on its superior's notice."""

    level: Level
    action: Action
    steps: tuple[Step, ...]
    on_superior_notice: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told beside the units and the public, and of which actions."""

    name: str
    kind: Literal["copy", "superior", "subordinate"]
    jurisdiction: str | None
    actions: tuple[Action, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ReportingDuty:
    """What `sender` owes `to`; `due` in the grammar of plans.deadlines, empty where no time is set."""

    kind: str
    sender: str
    to: str
    due: str
    due_standing: Standing
    contents: tuple[str, ...]
    provenance: Provenance

    @property
    def is_yearly(self) -> bool:
        """Whether it is owed each year rather than for each warning."""
        return self.kind.startswith("yearly_")


@dataclass(frozen=True, slots=True)
class Duty:
    """What a unit or body is there for; `key` is unique within it."""

    key: str
    text: str
    during_response: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Head:
    """An office of a body: 指挥长, who holds it, and the role it has in the portal, if any."""

    title: str
    holder: str
    role: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """A body above the units."""

    name: str
    kind: Literal["command", "office", "group", "expert"]
    part_of: str | None
    seat: str
    heads: tuple[Head, ...]
    members: tuple[str, ...]
    duties: tuple[Duty, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that acknowledges and ticks; a group stands for its members."""

    name: str
    aliases: tuple[str, ...]
    group: bool
    members: tuple[str, ...]
    duties: tuple[Duty, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit's part in a measure; `basis` is the key of the duty that it rests on."""

    unit: str
    part: Literal["lead", "support"]
    basis: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Measure:
    """One tickable action, in force at every level from `from_level` to `to_level`."""

    key: str
    from_level: Level
    to_level: Level
    kind: Literal["health", "advisory", "mandatory"]
    source: Literal["industrial", "mobile", "dust", "other"] | None
    text: str
    figures: Mapping[str, str]
    exceptions: str
    replaces: tuple[str, ...]
    wants: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful in the source, and how this file reads it."""

    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One edition of one jurisdiction's plan."""

    jurisdiction: str
    title: str
    document_number: str
    edition: str
    in_force_from: date
    in_force_standing: Standing
    source: str
    area: str
    document_series: str
    excludes: tuple[str, ...]
    covers: tuple[str, ...]
    cumulative: bool
    settings: Mapping[str, Setting]
    definition: Definition | None
    triggers: tuple[Trigger, ...]
    lifting: Lifting
    raising: Raising
    merging: Merging
    superior: Superior
    targets: tuple[Target, ...]
    approvals: tuple[Approval, ...]
    recipients: tuple[Recipient, ...]
    reporting: tuple[ReportingDuty, ...]
    bodies: tuple[Body, ...]
    units: tuple[Unit, ...]
    measures: tuple[Measure, ...]
    doubts: tuple[Doubt, ...] = field(default=())

    def at(self, level: Level) -> tuple[Measure, ...]:
        """The measures in force at `level`."""
        return tuple(m for m in self.measures if m.from_level <= level <= m.to_level)

    def unit(self, name: str) -> Unit | None:
        """The unit with that name or alias."""
        return next((u for u in self.units if name == u.name or name in u.aliases), None)
