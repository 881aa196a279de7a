"""Reports: read, carried through their chain, and the printed document."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from early_warnings.models import EarlyWarning
from portal import clock
from portal.api.answers import JournalAnswer, SignatureAnswer, StepAnswer, journal_of, signatures_of, steps_of
from portal.api.door import Door, Pages
from portal.api.fields import Given
from portal.celery import ring
from portal.lifecycle.errors import IllegalMove
from reports.actions.return_report import return_report
from reports.actions.sign_report import sign_report
from reports.actions.submit_report import submit_report
from reports.models import Report
from reports.storing import is_whole
from reports.tasks import render


class ReportLine(serializers.Serializer):
    """One report in a list."""

    id = serializers.IntegerField()
    jurisdiction = serializers.CharField(source="jurisdiction.code")
    kind = serializers.ChoiceField(Report.Kind.choices)
    date = serializers.DateField()
    title = serializers.CharField()
    addressee = serializers.CharField()
    state = serializers.ChoiceField(Report.State.choices)
    is_drill = serializers.BooleanField()
    due_at = serializers.DateTimeField(allow_null=True)
    number = serializers.CharField()
    signed_at = serializers.DateTimeField(allow_null=True)
    document_sha256 = serializers.CharField(help_text="Of the printed document; empty until it is printed.")


class ReportAnswer(ReportLine):
    """One report; `content_sha256` is what a signature stands under."""

    facts = serializers.DictField()
    narrative = serializers.DictField(child=serializers.CharField())
    signatory = serializers.CharField()
    content_sha256 = serializers.CharField(source="content_digest")
    steps = serializers.SerializerMethodField()
    signatures = serializers.SerializerMethodField()
    journal = serializers.SerializerMethodField()

    @extend_schema_field(StepAnswer(many=True))
    def get_steps(self, report: Report) -> Any:
        """The chain of the present round."""
        return steps_of(report)

    @extend_schema_field(SignatureAnswer(many=True))
    def get_signatures(self, report: Report) -> Any:
        """Every signature, those of earlier rounds too."""
        return signatures_of(report)

    @extend_schema_field(JournalAnswer(many=True))
    def get_journal(self, report: Report) -> Any:
        """Every step, oldest first."""
        return journal_of(report)


class ReportsAsked(serializers.Serializer):
    """Which reports."""

    warning = serializers.SlugField(required=False, help_text="Number of any document of the episode.")


class ReadGiven(Given):
    """What was read: when the report has changed since, the act is refused with 409."""

    content_sha256 = serializers.CharField(required=False, max_length=64)


class SignGiven(ReadGiven):
    """A signature."""

    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class ReportReasonGiven(Given):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class ReportDoor(Door):
    """A view of one report."""

    def report(self, pk: int) -> Report:
        """The report, if the visitor may see it."""
        seen = Report.objects.visible_to(self.visitor)
        return get_object_or_404(seen.select_related("jurisdiction__superior", "episode"), pk=pk)


class ReportList(Door, ListAPIView):
    """The reports."""

    queryset = Report.objects.none()
    serializer_class = ReportLine
    pagination_class = Pages
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Report]:
        """Those of a warning's episode, or all that the visitor may see."""
        # The facts are long and no list shows them.
        found = Report.objects.visible_to(self.visitor).defer("facts", "narrative")
        number = self.asked(ReportsAsked).get("warning")
        if number:
            seen = EarlyWarning.objects.visible_to(self.visitor)
            found = found.filter(episode__warnings=get_object_or_404(seen, number=number))
        return found.select_related("jurisdiction", "episode").order_by("-date", "kind", "pk")

    @extend_schema(parameters=[ReportsAsked])
    def get(self, request: Request) -> Response:
        """Reports, newest day first."""
        return self.list(request)


class ReportDetail(ReportDoor):
    """One report."""

    @extend_schema(responses=ReportAnswer)
    def get(self, request: Request, pk: int) -> Response:
        """Its facts, text, signatures and journal."""
        return Response(ReportAnswer(self.report(pk)).data)


class SubmitReport(ReportDoor):
    """Into the chain."""

    @extend_schema(request=ReadGiven, responses=ReportAnswer)
    def post(self, request: Request, pk: int) -> Response:
        """Hand the report into its chain; figures and text are fixed from then on."""
        report, given = self.report(pk), self.given(ReadGiven)
        submit_report(report, by=self.visitor, now=clock.now(), read=given.get("content_sha256"))
        return Response(ReportAnswer(report).data)


class SignReport(ReportDoor):
    """A signature."""

    @extend_schema(request=SignGiven, responses=ReportAnswer)
    def post(self, request: Request, pk: int) -> Response:
        """Sign the step that waits; a report signed by all is printed at once."""
        report, given = self.report(pk), self.given(SignGiven)
        sign_report(
            report, by=self.visitor, now=clock.now(), note=given["note"], read=given.get("content_sha256")
        )
        if report.is_signed:
            ring(render, report.pk)
        return Response(ReportAnswer(report).data)


class ReturnReport(ReportDoor):
    """Back to the office."""

    @extend_schema(request=ReportReasonGiven, responses=ReportAnswer)
    def post(self, request: Request, pk: int) -> Response:
        """Return it instead of signing, with the reason."""
        report = self.report(pk)
        return_report(report, by=self.visitor, now=clock.now(), **self.given(ReportReasonGiven))
        return Response(ReportAnswer(report).data)


class ReportDocument(ReportDoor):
    """The printed document."""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> FileResponse:
        """The PDF as it was sealed; 409 until it is signed and printed."""
        report = self.report(pk)
        if not is_whole(report):
            raise IllegalMove(
                _("“%(document)s” is not printed yet. That happens once all have signed.")
                % {"document": report}
            )
        name = f"{report.number}.pdf"
        return FileResponse(report.document.open("rb"), filename=name, content_type="application/pdf")
