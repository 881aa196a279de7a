"""A plan as a file: its data, its tables, the plan file itself."""

import json
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from plans.exporting import export as export_json
from plans.views.seen import Reading, read
from plans.workbook import plan_workbook
from plans.writing import plan_yaml
from portal.offices.visit import Visit

TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml; charset=utf-8",
}


@require_GET
def export(request: Visit, code: str, form: str) -> HttpResponse:
    """The edition as JSON (as `export_plan` prints it), XLSX or YAML."""
    if form not in TYPES:
        raise Http404
    reading = read(request, code)
    return attachment(_content(reading, form), form, f"{reading.plan.title}.{form}")


def attachment(content: bytes, form: str, name: str) -> HttpResponse:
    """A file to be saved under a name that may be Chinese."""
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _content(reading: Reading, form: str) -> bytes:
    if form == "xlsx":
        return plan_workbook(reading.plan, reading.confirmed)
    if form == "yaml":
        return plan_yaml(reading.plan).encode()
    place = reading.jurisdiction
    superior = place.superior.code if place.superior else None
    data = export_json(reading.plan, name=place.name, superior=superior)
    return json.dumps(data, ensure_ascii=False, indent=2).encode()
