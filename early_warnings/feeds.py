"""The feeds of a place: Atom with CAP's elements repeated in each entry, and RSS, from published alerts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from early_warnings import cap
from early_warnings.series import SHANGHAI

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE, RSS_TYPE = "application/atom+xml", "application/rss+xml"
LANGUAGE = "zh-CN"
# What an entry repeats of its alert, so that a reader can choose without fetching it.
REPEATED = ("identifier", "sender", "sent", "status", "msgType", "scope", "references")
REPEATED_INFO = (
    "category", "event", "responseType", "urgency", "severity", "certainty", "eventCode", "effective",
    "onset", "expires", "parameter",
)  # fmt: skip
REPEATED_AREA = ("areaDesc", "geocode")


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed: `page` is for people, `address` its own; `updated` is aware."""

    code: str
    title: str
    author: str
    page: str
    address: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One published alert: its bytes, its address, and the page for people."""

    content: bytes
    address: str
    page: str


def atom(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """RFC 4287, newest first as given."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "cap": cap.NAMESPACE})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", LANGUAGE)
    _text(feed, "id", _urn(f"feed of {channel.code}"))
    _text(feed, "title", channel.title)
    _text(feed, "updated", cap.stamp(channel.updated))
    _text(etree.SubElement(feed, f"{{{ATOM}}}author"), "name", channel.author)
    _link(feed, "self", ATOM_TYPE, channel.address)
    _link(feed, "alternate", "text/html", channel.page)
    for entry in entries:
        _atom_entry(etree.SubElement(feed, f"{{{ATOM}}}entry"), entry)
    return cap.to_bytes(feed)


def _atom_entry(element: etree._Element, entry: Entry) -> None:
    alert = cap.parse(entry.content)
    info = alert.find(f"{{{cap.NAMESPACE}}}info")
    sent = cap.text_of(alert, "sent")
    _text(element, "id", _alert_urn(alert))
    _text(element, "title", cap.text_of(info, "headline"))
    _text(element, "updated", sent)
    _text(element, "published", sent)
    _text(element, "summary", _summary(info))
    _link(element, "alternate", cap.MEDIA_TYPE, entry.address)
    _link(element, "related", "text/html", entry.page)
    _repeat(element, alert, REPEATED)
    _repeat(element, info, REPEATED_INFO)
    _repeat(element, info.find(f"{{{cap.NAMESPACE}}}area"), REPEATED_AREA)


def rss(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """RSS 2.0; each item's link is the alert itself, as readers of alerts expect."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM})
    element = etree.SubElement(root, "channel")
    _plain(element, "title", channel.title)
    _plain(element, "link", channel.page)
    _plain(element, "description", channel.title)
    _plain(element, "language", LANGUAGE.lower())
    _plain(element, "lastBuildDate", _rfc_822(channel.updated))
    _link(element, "self", RSS_TYPE, channel.address)
    for entry in entries:
        _rss_item(etree.SubElement(element, "item"), entry)
    return cap.to_bytes(root)


def _rss_item(element: etree._Element, entry: Entry) -> None:
    alert = cap.parse(entry.content)
    info = alert.find(f"{{{cap.NAMESPACE}}}info")
    _plain(element, "title", cap.text_of(info, "headline"))
    _plain(element, "link", entry.address)
    _plain(element, "description", _summary(info))
    _plain(element, "category", cap.text_of(info, "category"))
    _plain(element, "guid", _alert_urn(alert)).set("isPermaLink", "false")
    _plain(element, "pubDate", _rfc_822(datetime.fromisoformat(cap.text_of(alert, "sent"))))


def _summary(info: etree._Element) -> str:
    """The first paragraph of the notice: why, and what is decided."""
    return cap.text_of(info, "description").split("\n", 1)[0]


def _alert_urn(alert: etree._Element) -> str:
    return _urn(",".join(cap.text_of(alert, name) for name in ("sender", "identifier", "sent")))


def _urn(name: str) -> str:
    """An id that stays when the portal moves to another host."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{cap.NAMESPACE} {name}").urn


def _rfc_822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(SHANGHAI).replace(microsecond=0))


def _text(parent: etree._Element, name: str, text: str) -> None:
    _plain(parent, f"{{{ATOM}}}{name}", text)


def _plain(parent: etree._Element, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, name)
    child.text = cap.clean(text)
    return child


def _link(parent: etree._Element, relation: str, media_type: str, address: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, type=media_type, href=address)


def _repeat(target: etree._Element, source: etree._Element, names: Sequence[str]) -> None:
    """Copies of the children of these names; pairs keep their name and value inside."""
    for child in source:
        if etree.QName(child).localname in names:
            _copy(target, child)


def _copy(target: etree._Element, source: etree._Element) -> None:
    copy = etree.SubElement(target, source.tag)
    copy.text = source.text
    for child in source:
        _copy(copy, child)
