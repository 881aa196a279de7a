"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reports import checks  # noqa: F401


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")
