"""What was agreed: a plan's editions with units, duties, measures, thresholds, chains and deadlines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.lifecycle.models import Stateful
from portal.offices.models import Jurisdiction, Unit
from portal.offices.roles import Role


class LevelChoice(models.IntegerChoices):
    """Warning levels for the database; the pure side is `plans.levels.Level`, with the same numbers."""

    BLUE = 1, _("Blue")
    YELLOW = 2, _("Yellow")
    ORANGE = 3, _("Orange")
    RED = 4, _("Red")


class Standing(models.TextChoices):
    """On what a line of the plan rests."""

    SEED = "seed", _("plan text")
    NATIONAL = "national", _("national standard")
    DEFAULT = "default", _("default, to be confirmed")


class Sourced(models.Model):
    """A line with its provenance."""

    # Empty: the edition's own source.
    source_document = models.CharField(_("source document"), max_length=200, blank=True)
    clause = models.CharField(_("clause"), max_length=80, blank=True)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing.choices, default=Standing.SEED)

    class Meta:
        abstract = True


class PlanEditionQuerySet(models.QuerySet["PlanEdition"]):
    def in_force(self) -> "PlanEditionQuerySet":
        """The edition that applies, at most one for each jurisdiction."""
        return self.filter(state=PlanEdition.State.IN_FORCE)


class PlanEdition(Stateful):
    """One edition of a jurisdiction's plan; in force it is never edited, only succeeded."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")
        SUCCEEDED = "succeeded", _("Succeeded")

    NEXT = {
        State.DRAFT: {State.IN_FORCE},
        State.IN_FORCE: {State.SUCCEEDED},
        State.SUCCEEDED: set(),
    }

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="editions", verbose_name=_("jurisdiction")
    )
    edition = models.CharField(_("edition"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=200)
    in_force_from = models.DateField(_("in force from"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    is_cumulative = models.BooleanField(_("levels add to the lower level"))
    excludes = models.JSONField(_("does not cover"), default=list, blank=True)
    covers = models.JSONField(_("covers only"), default=list, blank=True)
    # The plan's smaller figures as the file gives them: lifting, raising, merging, superior, settings;
    # each with its clause and standing. See docs/plan-files.md.
    rules = models.JSONField(_("rules"), default=dict)
    bodies = models.JSONField(_("bodies"), default=list, blank=True)
    content_sha256 = models.CharField(_("content"), max_length=64, editable=False)

    objects = PlanEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan edition")
        verbose_name_plural = _("plan editions")
        ordering = ("jurisdiction__code", "-in_force_from")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "edition"], name="plan_edition_once"),
            models.UniqueConstraint(
                fields=["jurisdiction"], condition=Q(state="in_force"), name="plan_one_edition_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}"

    def setting(self, name: str) -> object:
        """The value of one setting (minutes, a clock time …); KeyError when the plan lacks it."""
        return self.rules["settings"][name]["value"]


class PlanUnit(Sourced):
    """A unit's place in an edition."""

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="plan_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plan_units", verbose_name=_("unit"))
    position = models.PositiveSmallIntegerField(_("order"))

    class Meta(Sourced.Meta):
        verbose_name = _("unit of a plan")
        verbose_name_plural = _("units of a plan")
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["edition", "unit"], name="plan_unit_once"),)

    def __str__(self) -> str:
        return str(self.unit)


class Trigger(Sourced):
    """When a level is called for: ``any_of: [{"all_of": [{"metric", "above", "hours"}]}]``."""

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="triggers")
    level = models.PositiveSmallIntegerField(_("level"), choices=LevelChoice.choices)
    any_of = models.JSONField(_("conditions"))

    class Meta(Sourced.Meta):
        verbose_name = _("trigger")
        verbose_name_plural = _("triggers")
        ordering = ("level",)
        constraints = (models.UniqueConstraint(fields=["edition", "level"], name="trigger_once_a_level"),)

    def __str__(self) -> str:
        return self.get_level_display()


class ApprovalAction(models.TextChoices):
    """What is to be approved."""

    ISSUE = "issue", _("issue")
    ADJUST = "adjust", _("adjust")
    LIFT = "lift", _("lift")


class ApprovalStep(Sourced):
    """One step of the chain of an action at a level; no rows mean that no approval is needed."""

    class Verb(models.TextChoices):
        REVIEW = "review", _("review")
        APPROVE = "approve", _("approve")

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="approval_steps")
    action = models.CharField(_("act"), max_length=10, choices=ApprovalAction.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=LevelChoice.choices)
    position = models.PositiveSmallIntegerField(_("step"))
    verb = models.CharField(_("verb"), max_length=10, choices=Verb.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta(Sourced.Meta):
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        ordering = ("action", "level", "position")
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "action", "level", "position"], name="approval_step_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.get_level_display()} {self.position}"


class Recipient(Sourced):
    """Who is told when a warning is issued, changed or lifted, beside the units and the public."""

    class Kind(models.TextChoices):
        COPY = "copy", _("copy")
        SUPERIOR = "superior", _("superior, for the record")
        SUBORDINATE = "subordinate", _("subordinate")

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="recipients")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, null=True, blank=True, related_name="+")
    # Of ApprovalAction: Kuitun's superior hears of issuing and adjusting, not of lifting.
    actions = models.JSONField(_("told of"), default=list)
    email = models.EmailField(_("mail"), blank=True)

    class Meta(Sourced.Meta):
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["edition", "name", "kind"], name="recipient_once"),)

    def __str__(self) -> str:
        return self.name


class ReportingDuty(Sourced):
    """What is owed to whom by when; `due` in the grammar of `plans.deadlines`."""

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="reporting_duties")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=30)
    debtor = models.CharField(_("from"), max_length=120)
    creditor = models.CharField(_("to"), max_length=120, blank=True)
    due = models.CharField(_("due"), max_length=60, blank=True)
    # A duty may stand in the plan while its hour is the portal's default.
    due_standing = models.CharField(
        _("standing of the deadline"), max_length=10, choices=Standing.choices, default=Standing.SEED
    )
    contents = models.JSONField(_("contents"), default=list, blank=True)

    class Meta(Sourced.Meta):
        verbose_name = _("reporting duty")
        verbose_name_plural = _("reporting duties")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.kind}: {self.debtor} → {self.creditor}"


class Duty(Sourced):
    """What a unit is there for."""

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", verbose_name=_("unit"))
    key = models.CharField(_("key"), max_length=60)
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("duty"))
    during_response = models.BooleanField(_("applies during a response"), default=True)

    class Meta(Sourced.Meta):
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("unit__position", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name="duty_key_once"),)

    def __str__(self) -> str:
        return self.text


class MeasureQuerySet(models.QuerySet["Measure"]):
    def at(self, level: int) -> "MeasureQuerySet":
        """The measures that apply at `level`, whether the plan's levels add up or stand alone."""
        return self.filter(from_level__lte=level, to_level__gte=level)


class Measure(Sourced):
    """One tickable action, from one level up to another."""

    class Kind(models.TextChoices):
        HEALTH = "health", _("Health protection")
        ADVISORY = "advisory", _("Advisory")
        MANDATORY = "mandatory", _("Mandatory")

    class Source(models.TextChoices):
        INDUSTRIAL = "industrial", _("Industrial sources")
        MOBILE = "mobile", _("Mobile sources")
        DUST = "dust", _("Dust sources")
        OTHER = "other", _("Other sources")

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="measures")
    key = models.CharField(_("key"), max_length=60)
    position = models.PositiveSmallIntegerField(_("order"))
    from_level = models.PositiveSmallIntegerField(_("from level"), choices=LevelChoice.choices)
    to_level = models.PositiveSmallIntegerField(_("to level"), choices=LevelChoice.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, blank=True)
    text = models.TextField(_("measure"))
    exceptions = models.TextField(_("exceptions"), blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    replaces = models.JSONField(_("takes the place of"), default=list, blank=True)
    # Names of the figures (see responses.figures) a unit states when it ticks this.
    wants = models.JSONField(_("figures to report"), default=list, blank=True)
    units = models.ManyToManyField(Unit, through="MeasureUnit", related_name="measures")

    objects = MeasureQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["edition", "key"], name="measure_key_once"),
            models.CheckConstraint(
                name="measure_levels_in_order", condition=Q(from_level__lte=F("to_level"))
            ),
        )

    def __str__(self) -> str:
        return self.text


class MeasureUnit(Sourced):
    """A unit does a measure, and the duty that this rests on."""

    class Part(models.TextChoices):
        LEAD = "lead", _("lead")
        SUPPORT = "support", _("support")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("unit"))
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.LEAD)
    basis = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="assignments")

    class Meta(Sourced.Meta):
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (models.UniqueConstraint(fields=["measure", "unit"], name="measure_unit_once"),)

    def __str__(self) -> str:
        return f"{self.unit} · {self.measure}"
