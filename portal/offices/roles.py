"""The roles a person can hold in a jurisdiction's command office."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Each role is one guardian permission on the jurisdiction; all of them include seeing it."""

    OFFICE = "office", _("Command office")
    DIRECTOR = "director", _("Office director")
    COMMANDER = "commander", _("Commander")
    SUPERVISOR = "supervisor", _("Supervisor")
    EXPERT = "expert", _("Expert group")
    VIEWER = "viewer", _("Superior office, reading")

    @property
    def permission(self) -> str:
        """The codename on the Jurisdiction model."""
        return f"act_as_{self.value}"
