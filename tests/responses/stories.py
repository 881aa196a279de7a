"""What happens to a warning, told short."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from early_warnings.models import Act, EarlyWarning
from portal.offices.models import User
from tests.builders import NOON, make_draft, put_in_force


def put_at(jurisdiction, level, *, now=NOON, act=Act.ISSUE, **changes) -> EarlyWarning:
    """A warning at `level` in force, signed and issued by the cast."""
    sun, qian, zhao = (User.objects.get(username=name) for name in ("sun", "qian", "zhao"))
    draft = make_draft(jurisdiction, sun, level, act, now=now, **changes)
    return put_in_force(draft, office=sun, signers=signers(draft, qian, zhao), now=now)


def signers(draft, qian, zhao):
    """Who signs: the director alone below orange."""
    return [qian] if draft.level < 3 else [qian, zhao]


def move_to(jurisdiction, level, *, now):
    """Adjust the warning in force to `level`."""
    return put_at(jurisdiction, level, now=now, act=Act.ADJUST)


def lift(jurisdiction, *, now):
    """Lift the warning in force."""
    current = EarlyWarning.objects.in_force().get(jurisdiction=jurisdiction)
    return put_at(jurisdiction, current.level, now=now, act=Act.LIFT)


def picture(name="现场.jpg", size=(40, 30), kind="JPEG"):
    """A small photo as a phone sends it."""
    stream = io.BytesIO()
    Image.new("RGB", size, "grey").save(stream, kind)
    return SimpleUploadedFile(name, stream.getvalue())
