"""Air in, proposals out."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from early_warnings.actions.receive_air import Arrival, receive_forecast, receive_observations
from early_warnings.models import Proposal
from early_warnings.models.air import AirSource
from early_warnings.tasks import evaluate
from portal import clock
from portal.api.answers import DeliveryAnswer, ProposalAnswer
from portal.api.door import KEYED, Door, Pages, created
from portal.api.fields import Given, MomentField
from portal.api.rows import DaysField, HoursField
from portal.celery import ring

DELIVERED = {201: DeliveryAnswer, 200: DeliveryAnswer}


class AirGiven(Given):
    """Hours or days of one jurisdiction."""

    jurisdiction = serializers.CharField(max_length=6, help_text="GB/T 2260, e.g. 654003")
    source = serializers.ChoiceField(AirSource.choices, default=AirSource.API)  # type: ignore[assignment]
    hourly = HoursField(required=False)
    daily = DaysField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With `rows`, whichever of the two was given."""
        if ("hourly" in attrs) == ("daily" in attrs):
            raise serializers.ValidationError(_("Give either hourly or daily rows."))
        return attrs | {"rows": attrs.get("hourly") or attrs.get("daily")}


class ForecastGiven(AirGiven):
    """A forecast as it was issued."""

    issued_at = MomentField()


class ObservationsGiven(AirGiven):
    """Readings. A day's reading has one AQI, no range."""

    def validate_daily(self, value: list[Any]) -> list[Any]:
        """The days, each with one index."""
        ranges = [str(row.day) for row in value if row.low != row.high]
        if ranges:
            said = _("A day that was observed has one AQI. Give aqi instead of a range: %(days)s.")
            raise serializers.ValidationError(said % {"days": ", ".join(ranges)})
        return value


class AirDoor(Door):
    """Takes in a delivery of air."""

    def arrival(self, given: dict[str, Any]) -> Arrival:
        """Who brought it, and under which key."""
        return Arrival(given["source"], self.visitor, key=self.idempotency_key())


class Forecasts(AirDoor):
    """Forecasts."""

    @extend_schema(request=ForecastGiven, responses=DELIVERED, parameters=[KEYED])
    def post(self, request: Request) -> Response:
        """Store a forecast; it is judged at once."""
        given = self.given(ForecastGiven)
        place = self.place(given["jurisdiction"])
        delivery, is_new = receive_forecast(
            place, given["rows"], self.arrival(given), issued_at=given["issued_at"], now=clock.now()
        )
        ring(evaluate, place.code)
        return created(DeliveryAnswer(delivery).data, is_new=is_new)


class Observations(AirDoor):
    """Readings."""

    @extend_schema(request=ObservationsGiven, responses=DELIVERED, parameters=[KEYED])
    def post(self, request: Request) -> Response:
        """Store readings; a value that comes again replaces the earlier one."""
        given = self.given(ObservationsGiven)
        place = self.place(given["jurisdiction"])
        delivery, is_new = receive_observations(place, given["rows"], self.arrival(given), now=clock.now())
        ring(evaluate, place.code)
        return created(DeliveryAnswer(delivery).data, is_new=is_new)


class ProposalsAsked(serializers.Serializer):
    """Which proposals."""

    jurisdiction = serializers.CharField(required=False, max_length=6)


class Proposals(Door, ListAPIView):
    """What the plan calls for."""

    queryset = Proposal.objects.none()
    serializer_class = ProposalAnswer
    pagination_class = Pages
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Proposal]:
        """Those of the visitor's offices."""
        seen = Proposal.objects.visible_to(self.visitor).select_related("jurisdiction", "edition", "forecast")
        code = self.asked(ProposalsAsked).get("jurisdiction")
        return seen.filter(jurisdiction=self.place(code)) if code else seen

    @extend_schema(parameters=[ProposalsAsked])
    def get(self, request: Request) -> Response:
        """Proposals with their proof, newest first."""
        return self.list(request)
