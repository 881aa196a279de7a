"""What units do: acknowledge, tick with files, send returns."""

from datetime import date
from uuid import uuid4

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from early_warnings.models import EarlyWarning
from plans.models import Measure, MeasureUnit
from portal import clock
from portal.api.door import KEYED, Door, Pages, created
from portal.api.fields import FiguresField, Given, KeyField, LevelField
from portal.api.parsing import ExactJSONParser
from portal.offices.models import Unit
from responses.actions.acknowledge import acknowledge
from responses.actions.send_return import send_return
from responses.actions.tick import tick
from responses.models import EmergencyResponse, Item, Tick, UnitReturn, UnitTask

OUTCOMES = [(state.value, state.label) for state in Item.ANSWERS]


class FileAnswer(serializers.Serializer):
    """A file behind an answer."""

    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class ItemAnswer(serializers.Serializer):
    """One measure that one unit has to carry out, and how it stands."""

    id = serializers.IntegerField()
    measure = serializers.CharField(source="measure.text")
    exceptions = serializers.CharField(source="measure.exceptions")
    clause = serializers.CharField(source="measure.clause")
    kind = serializers.ChoiceField(Measure.Kind.choices, source="measure.kind")
    source = serializers.CharField(source="measure.source")  # type: ignore[assignment]
    part = serializers.ChoiceField(MeasureUnit.Part.choices)
    level = LevelField(help_text="The level at which it was given.")
    wants = serializers.ListField(
        source="measure.wants", child=serializers.CharField(), help_text="Figures to report."
    )
    state = serializers.ChoiceField(Item.State.choices)
    note = serializers.CharField()
    figures = FiguresField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = serializers.CharField(allow_null=True)
    files = FileAnswer(many=True, source="files.all")


class UnitAnswer(serializers.Serializer):
    """A unit."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class TaskAnswer(serializers.Serializer):
    """One unit's part in one response, with its items."""

    id = serializers.IntegerField()
    jurisdiction = serializers.CharField(source="response.jurisdiction.code")
    warning = serializers.CharField(source="response.warning.number")
    level = LevelField(source="response.level")
    state = serializers.ChoiceField(EmergencyResponse.State.choices, source="response.state")
    is_drill = serializers.BooleanField(source="response.is_drill")
    unit = UnitAnswer()
    created_at = serializers.DateTimeField()
    acknowledge_by = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = serializers.CharField(allow_null=True)
    items = ItemAnswer(many=True, source="items.all")


class TickAnswer(serializers.Serializer):
    """One answer as it was given."""

    item = serializers.IntegerField(source="item_id")
    key = serializers.CharField()
    outcome = serializers.ChoiceField(OUTCOMES)
    note = serializers.CharField()
    figures = FiguresField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    files = FileAnswer(many=True, source="files.all")


class ReturnAnswer(serializers.Serializer):
    """A unit's return for one day."""

    unit = UnitAnswer(source="task.unit")
    date = serializers.DateField()
    state = serializers.ChoiceField(UnitReturn.State.choices)
    due_at = serializers.DateTimeField()
    figures = FiguresField()
    narrative = serializers.CharField()
    items = serializers.DictField(child=serializers.IntegerField())
    sent_at = serializers.DateTimeField(allow_null=True)
    sent_by = serializers.CharField(allow_null=True)


class TasksAsked(serializers.Serializer):
    """Which tasks."""

    warning = serializers.SlugField(required=False, help_text="Number of any document of the episode.")
    unit = KeyField(required=False)


@extend_schema_field({"type": "array", "items": {"type": "string", "format": "binary"}})
class FilesField(serializers.ListField):
    """Files of a form. The action looks into each, whatever its name says."""

    child = serializers.FileField(allow_empty_file=True, max_length=None)


class TickGiven(Given):
    """A unit's answer to one item; files only in a form (multipart)."""

    outcome = serializers.ChoiceField(OUTCOMES)
    note = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    figures = FiguresField(required=False)
    files = FilesField(required=False)


class ReturnGiven(Given):
    """A unit's return."""

    figures = FiguresField()
    narrative = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)


class TaskDoor(Door):
    """Reads tasks."""

    def tasks(self) -> QuerySet[UnitTask]:
        """Those that the visitor may see, with all that an answer shows: 3 queries."""
        items = Item.objects.select_related("measure", "answered_by").order_by("measure__position")
        seen = UnitTask.objects.visible_to(self.visitor).select_related(
            "unit", "acknowledged_by", "response__jurisdiction", "response__warning"
        )
        return seen.prefetch_related(Prefetch("items", items.prefetch_related("files")))


class TaskList(TaskDoor, ListAPIView):
    """The units' tasks."""

    queryset = UnitTask.objects.none()
    serializer_class = TaskAnswer
    pagination_class = Pages
    filter_backends = ()

    def get_queryset(self) -> QuerySet[UnitTask]:
        """Those of a warning's episode, of a unit, or all."""
        asked, found = self.asked(TasksAsked), self.tasks()
        if "warning" in asked:
            seen = EarlyWarning.objects.visible_to(self.visitor)
            warning = get_object_or_404(seen, number=asked["warning"])
            found = found.filter(response__episode__warnings=warning)
        if "unit" in asked:
            found = found.filter(unit=self.unit(asked["unit"]))
        return found.order_by("-response__started_at", "unit__position", "pk")

    def unit(self, key: int) -> Unit:
        """A unit in a jurisdiction of the visitor's office, or the visitor's own."""
        tasks = UnitTask.objects.visible_to(self.visitor)
        return get_object_or_404(Unit.objects.filter(tasks__in=tasks).distinct(), pk=key)

    @extend_schema(parameters=[TasksAsked])
    def get(self, request: Request) -> Response:
        """Tasks with their items, those of the newest response first."""
        return self.list(request)


class AcknowledgeTask(TaskDoor):
    """Signed for."""

    @extend_schema(request=None, responses=TaskAnswer)
    def post(self, request: Request, pk: int) -> Response:
        """Acknowledge a task; a second time changes nothing."""
        task = get_object_or_404(self.tasks(), pk=pk)
        acknowledge(task, by=self.visitor, now=clock.now())
        return Response(TaskAnswer(task).data)


class TickItem(Door):
    """An answer."""

    parser_classes = (ExactJSONParser, MultiPartParser)

    @extend_schema(
        request={"application/json": TickGiven, "multipart/form-data": TickGiven},
        responses={201: TickAnswer, 200: TickAnswer},
        parameters=[KEYED],
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say that an item is done, does not apply, or cannot be done."""
        seen = Item.objects.visible_to(self.visitor).select_related("task__unit", "task__response")
        item, given = get_object_or_404(seen, pk=pk), self.given(TickGiven)
        key = self.idempotency_key() or uuid4().hex
        is_new = not Tick.objects.filter(key=key).exists()
        answer = tick(item, by=self.visitor, now=clock.now(), key=key, **given)
        return created(TickAnswer(answer).data, is_new=is_new)


class SendReturn(Door):
    """A daily return."""

    @extend_schema(request=ReturnGiven, responses=ReturnAnswer)
    def put(self, request: Request, unit: int, day: date) -> Response:
        """Send a unit's return on a day that is over, or send it again."""
        report, given = self.owed(unit, day), self.given(ReturnGiven)
        send_return(report, by=self.visitor, now=clock.now(), **given)
        return Response(ReturnAnswer(report).data)

    def owed(self, unit: int, day: date) -> UnitReturn:
        """The return of that day; of a real response before that of a drill."""
        seen = UnitReturn.objects.visible_to(self.visitor).filter(kind=UnitReturn.Kind.DAILY)
        found = seen.filter(task__unit=unit, date=day).select_related("task__unit", "task__response")
        report = found.order_by("task__response__is_drill", "-task__response__started_at").first()
        if report is None:
            raise NotFound(_("No return of this unit is owed for that day, or not yet."))
        return report
