"""CAP 1.2, the Common Alerting Protocol of OASIS: one alert from plain values, as XML, checked by the schema.

Names and order of the elements follow the standard (CAP-v1.2-os); ``schema/CAP-v1.2.xsd`` is OASIS's own.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from lxml import etree

from early_warnings.series import SHANGHAI

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
SCHEMA_FILE = Path(__file__).parent / "schema" / "CAP-v1.2.xsd"
CATEGORIES = ("Env", "Health")
# 空气重污染 in the national list of emergencies; no code of its own for 重污染天气 is known.
EVENT_CODES = (("GB/T 35561", "12Q02"),)
# What XML 1.0 cannot hold, as pasted from other programs.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_IN_IDENTITY = re.compile(r"[\s,<&]")

Pairs = tuple[tuple[str, str], ...]


class AlertError(Exception):
    """Why an alert cannot be published; one line."""


class InvalidAlertError(AlertError):
    """The alert does not keep to the standard."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells an alert from every other in the world."""

    identifier: str
    sender: str
    sent: datetime

    @property
    def reference(self) -> str:
        """As later alerts name it."""
        return f"{self.sender},{self.identifier},{stamp(self.sent)}"


@dataclass(frozen=True, slots=True)
class Info:
    """What an alert says in one language; moments are aware, empty text is left out."""

    language: str
    event: str
    response_type: str
    urgency: str
    severity: str
    certainty: str
    effective: datetime
    onset: datetime
    expires: datetime
    sender_name: str
    headline: str
    description: str
    instruction: str
    web: str
    parameters: Pairs
    area: str
    geocodes: Pairs


@dataclass(frozen=True, slots=True)
class Alert:
    """One message. `references` are the earlier ones it follows, oldest first."""

    identity: Identity
    status: str
    msg_type: str
    scope: str
    restriction: str
    note: str
    references: tuple[Identity, ...]
    incidents: str
    infos: tuple[Info, ...]


def stamp(moment: datetime) -> str:
    """Beijing time to the second with its offset; the standard refuses "Z" and fractions."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def to_tree(alert: Alert) -> etree._Element:
    """The alert as XML, without white space between elements: some readers drop it before they verify."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    identity = alert.identity
    _add(root, "identifier", identity.identifier)
    _add(root, "sender", identity.sender)
    _add(root, "sent", stamp(identity.sent))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.msg_type)
    _add(root, "scope", alert.scope)
    _add(root, "restriction", alert.restriction)
    _add(root, "note", alert.note)
    _add(root, "references", " ".join(each.reference for each in alert.references))
    _add(root, "incidents", alert.incidents)
    for info in alert.infos:
        _add_info(root, info)
    return root


def to_bytes(tree: etree._Element) -> bytes:
    """The document as it is served."""
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def check(content: bytes) -> None:
    """InvalidAlertError with every fault, when the document is not valid CAP 1.2.

    Beyond the schema: no space, comma, "<" or "&" in identifier and sender (§3.2.1), and an Update or
    Cancel names what it follows.
    """
    tree = parse(content)
    schema = _schema()
    schema.validate(tree)
    faults = [each.message for each in schema.error_log]
    faults += [
        f"{name} {text_of(tree, name)!r} is empty or holds a character that CAP refuses"
        for name in ("identifier", "sender")
        if NOT_IN_IDENTITY.search(text_of(tree, name) or " ")
    ]
    if text_of(tree, "msgType") in {"Update", "Cancel"} and not text_of(tree, "references"):
        faults.append("an Update or Cancel without references")
    if faults:
        raise InvalidAlertError("; ".join(faults))


def parse(content: bytes) -> etree._Element:
    """The alert's root; entities and outside files are not looked up."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def text_of(tree: etree._Element, name: str) -> str:
    """The text of a child of `tree`, "" when there is none."""
    return str(tree.findtext(f"{{{NAMESPACE}}}{name}", default=""))


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA_FILE))


def _add(parent: etree._Element, name: str, text: str) -> None:
    if text:
        child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        child.text = clean(text)


def clean(text: str) -> str:
    """Text that XML can hold, with Unix line ends: the signature would not survive a carriage return."""
    return NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _add_info(root: etree._Element, info: Info) -> None:
    element = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    _add(element, "language", info.language)
    for category in CATEGORIES:
        _add(element, "category", category)
    _add(element, "event", info.event)
    _add(element, "responseType", info.response_type)
    _add(element, "urgency", info.urgency)
    _add(element, "severity", info.severity)
    _add(element, "certainty", info.certainty)
    _add_pairs(element, "eventCode", EVENT_CODES)
    _add(element, "effective", stamp(info.effective))
    _add(element, "onset", stamp(info.onset))
    _add(element, "expires", stamp(info.expires))
    _add(element, "senderName", info.sender_name)
    _add(element, "headline", info.headline)
    _add(element, "description", info.description)
    _add(element, "instruction", info.instruction)
    _add(element, "web", info.web)
    _add_pairs(element, "parameter", info.parameters)
    area = etree.SubElement(element, f"{{{NAMESPACE}}}area")
    _add(area, "areaDesc", info.area)
    _add_pairs(area, "geocode", info.geocodes)


def _add_pairs(parent: etree._Element, name: str, pairs: Pairs) -> None:
    for key, value in pairs:
        pair = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        _add(pair, "valueName", key)
        _add(pair, "value", value)
