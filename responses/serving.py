"""Give out a stored file; whoever calls has made sure that the reader may see it."""

from django.http import FileResponse

from responses.models import Evidence, InspectionFile


def served(file: Evidence | InspectionFile) -> FileResponse:
    """Pictures are shown, everything else is saved; a browser runs nothing of it."""
    response = FileResponse(
        file.file.open(), as_attachment=not file.is_picture, filename=file.name,
        content_type=file.content_type,
    )  # fmt: skip
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
