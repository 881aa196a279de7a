"""The alert of an issued document: its facts out of the rows, composed, signed and checked."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from early_warnings import cap, capsigning
from early_warnings.cap import Identity
from early_warnings.capwords import Document, alert_of, expiry
from early_warnings.models import EarlyWarning
from early_warnings.models.alerts import identity_of
from early_warnings.wording import headline
from plans.levels import Level
from portal.offices.models import Jurisdiction


@dataclass(frozen=True, slots=True)
class Composed:
    """An alert ready to be published."""

    content: bytes
    sender: str
    is_signed: bool
    expires_at: datetime


def compose(warning: EarlyWarning, now: datetime) -> Composed:
    """The alert of an issued document, signed when a key is configured, and valid; AlertError otherwise."""
    document = document_of(warning)
    tree = cap.to_tree(alert_of(document))
    signer = capsigning.signer()
    if signer is not None:
        tree = signer.sign(tree, now)
    content = cap.to_bytes(tree)
    cap.check(content)
    return Composed(content, document.identity.sender, signer is not None, expiry(document))


def preview(warning: EarlyWarning) -> bytes:
    """The unsigned alert of an issued document or drill, for the office's eyes; AlertError if invalid."""
    content = cap.to_bytes(cap.to_tree(alert_of(document_of(warning))))
    cap.check(content)
    return content


def document_of(warning: EarlyWarning) -> Document:
    """The facts that the alert tells; `warning` was issued."""
    place = warning.jurisdiction
    sender = sender_of(place)
    return Document(
        identity=identity_of(warning, sender),
        references=_references(warning, sender),
        incident=f"{place.code}-{warning.episode_id}",
        act=warning.act,
        level=Level(warning.level),
        level_before=Level(warning.follows.level) if warning.follows else None,
        is_drill=warning.is_drill,
        is_demo=settings.DEMO,
        begins_at=warning.begins_at,
        expected_until=warning.expected_until,
        forecast_ends_at=warning.proposal.ends_at if warning.proposal else None,
        code=place.code,
        office=place.office_name or place.name,
        name_en=place.name_en,
        area=warning.area,
        headline=headline(warning),
        text=warning.text,
        possible_harm=warning.possible_harm,
        advice=warning.advice,
        document_number=warning.document_number,
        primary_pollutants=tuple(warning.primary_pollutants),
        web=web_address(warning),
    )


def _references(warning: EarlyWarning, sender: str) -> tuple[Identity, ...]:
    """Every earlier document of the episode, so that a reader who missed one ends none too few."""
    if warning.follows is None:
        return ()
    earlier = EarlyWarning.objects.issued().filter(episode=warning.episode, is_drill=warning.is_drill)
    chain = earlier.exclude(pk=warning.pk).filter(issued_at__lte=warning.issued_at).select_related("alert")
    return tuple(
        # One that was published keeps the sender it was published with.
        identity_of(each, each.alert.sender if hasattr(each, "alert") else sender)
        for each in chain.order_by("issued_at", "pk")
    )


def sender_of(place: Jurisdiction) -> str:
    """The office in the whole world: its code at the portal's host, e.g. 654003@portal.example.gov.cn."""
    return f"{place.code}@{urlsplit(settings.SITE_URL).hostname}"


def web_address(warning: EarlyWarning) -> str:
    """The document's public page."""
    return absolute(reverse("early_warnings:detail", args=[warning.number]))


def absolute(path: str) -> str:
    """A path of the portal as others reach it."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
