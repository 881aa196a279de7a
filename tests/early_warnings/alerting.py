"""What the tests of alerts and feeds share: a story of three documents, and a key."""

from datetime import timedelta

from lxml import etree

from early_warnings import cap
from early_warnings.capsigning import new_key_pair
from early_warnings.models import Act
from plans.levels import Level
from tests.builders import NOON, make_draft, put_in_force

HOUR = timedelta(hours=1)
NAMES = {"cap": cap.NAMESPACE}


def tell_story(place, office, signers, **changes):
    """Orange, raised to red a day later, lifted on the third day: the three documents."""
    started = put_in_force(make_draft(place, office, **changes), office=office, signers=signers)
    raised_at, lifted_at = NOON + 24 * HOUR, NOON + 72 * HOUR
    raised = make_draft(place, office, Level.RED, Act.ADJUST, now=raised_at, **changes)
    put_in_force(raised, office=office, signers=signers, now=raised_at)
    lifted = make_draft(place, office, Level.RED, Act.LIFT, now=lifted_at, expected_until=None, **changes)
    put_in_force(lifted, office=office, signers=signers, now=lifted_at)
    return started, raised, lifted


def read(content):
    """The alert as a dictionary of its own elements, and those of its infos under "zh-CN" and "en"."""
    root = etree.fromstring(content)
    return flat(root) | {flat(info)["language"]: flat(info) for info in root.iterfind("cap:info", NAMES)}


def flat(element):
    """Names without namespace to texts; of pairs, their names to their values."""
    found = {}
    for child in element:
        name = etree.QName(child).localname
        key, value = child.find("cap:valueName", NAMES), child.find("cap:value", NAMES)
        found[name if key is None else key.text] = (child if value is None else value).text
    return found


def write_key(folder, settings, now=NOON, days=365):
    """A key and certificate in files that the settings name."""
    key, certificate = new_key_pair("Kuitun", now - HOUR, days)
    for name, content in (("KEY", key), ("CERTIFICATE", certificate)):
        file = folder / f"{name.lower()}.pem"
        file.write_bytes(content)
        setattr(settings, f"CAP_SIGNING_{name}", str(file))
    return certificate
