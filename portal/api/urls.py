"""Addresses of the REST interface."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.urls import include, path, register_converter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated

from portal.api import air, reports, responses, warnings


class DayConverter:
    """A calendar day as 2026-12-18."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day; the address is unknown when there is none."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as it stands in an address."""
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "api"
one_warning = [
    path("", warnings.WarningDetail.as_view(), name="warning"),
    path("submit/", warnings.SubmitWarning.as_view(), name="submit_warning"),
    path("sign/", warnings.SignWarning.as_view(), name="sign_warning"),
    path("return/", warnings.ReturnWarning.as_view(), name="return_warning"),
    path("withdraw/", warnings.WithdrawWarning.as_view(), name="withdraw_warning"),
    path("issue/", warnings.IssueWarning.as_view(), name="issue_warning"),
    path("adjust/", warnings.AdjustWarning.as_view(), name="adjust_warning"),
    path("lift/", warnings.LiftWarning.as_view(), name="lift_warning"),
]
one_report = [
    path("", reports.ReportDetail.as_view(), name="report"),
    path("document.pdf", reports.ReportDocument.as_view(), name="report_document"),
    path("submit/", reports.SubmitReport.as_view(), name="submit_report"),
    path("sign/", reports.SignReport.as_view(), name="sign_report"),
    path("return/", reports.ReturnReport.as_view(), name="return_report"),
]
closed = {"permission_classes": [IsAuthenticated]}
schema = SpectacularAPIView.as_view(**closed)
# A browser without a session is sent to the login, not told 401.
docs = login_required(
    SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html", **closed)
)
urlpatterns = [
    path("forecasts/", air.Forecasts.as_view(), name="forecasts"),
    path("observations/", air.Observations.as_view(), name="observations"),
    path("proposals/", air.Proposals.as_view(), name="proposals"),
    path("warnings/", warnings.WarningList.as_view(), name="warnings"),
    path("warnings/<slug:number>/", include(one_warning)),
    path("tasks/", responses.TaskList.as_view(), name="tasks"),
    path("tasks/<int:pk>/acknowledge/", responses.AcknowledgeTask.as_view(), name="acknowledge"),
    path("items/<int:pk>/tick/", responses.TickItem.as_view(), name="tick"),
    path("returns/<int:unit>/<day:day>/", responses.SendReturn.as_view(), name="return"),
    path("reports/", reports.ReportList.as_view(), name="reports"),
    path("reports/<int:pk>/", include(one_report)),
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
]
