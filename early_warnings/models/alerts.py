"""Alerts as they were published for machines."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from early_warnings.cap import Identity
from early_warnings.models.warnings import EarlyWarning


class PublishedAlert(models.Model):
    """The CAP alert of one issued document, byte for byte as the public got it; written once.

    A document without one is owed one: `sweeps.publish_owed` tries again.
    """

    warning = models.OneToOneField(
        EarlyWarning, models.PROTECT, related_name="alert", verbose_name=_("warning")
    )
    sender = models.CharField(max_length=300, editable=False)
    xml = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    is_signed = models.BooleanField(_("signed"), editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    published_at = models.DateTimeField(_("published"), editable=False)

    class Meta:
        verbose_name = _("published alert")
        verbose_name_plural = _("published alerts")
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return str(self.warning.cap_identifier)

    @property
    def content(self) -> bytes:
        """The document as it is served."""
        return self.xml.encode()

    @property
    def identity(self) -> Identity:
        """How later alerts refer to this one."""
        return identity_of(self.warning, self.sender)


def identity_of(warning: EarlyWarning, sender: str) -> Identity:
    """Identifier and time as the issue set them; `warning` was issued."""
    return Identity(str(warning.cap_identifier), sender, issued_at(warning))


def issued_at(warning: EarlyWarning) -> datetime:
    """When the document was made public; ValueError for one that was not."""
    if warning.issued_at is None:
        raise ValueError(f"{warning} was not issued")
    return warning.issued_at
