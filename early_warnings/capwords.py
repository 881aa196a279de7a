"""What an alert says: CAP's codes, and its words in Chinese and English, from the facts of a document.

The codes are our mapping of the plans' terms onto CAP 1.2; docs/public-feeds.md gives them as tables.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from early_warnings.cap import Alert, Identity, Info
from early_warnings.series import SHANGHAI
from plans.levels import Level

MESSAGE_TYPES = {"issue": "Alert", "adjust": "Update", "lift": "Cancel"}
RESPONSE_TYPES = {"issue": "Avoid", "adjust": "Avoid", "lift": "AllClear"}
SEVERITIES = {Level.RED: "Extreme", Level.ORANGE: "Severe", Level.YELLOW: "Moderate", Level.BLUE: "Minor"}
# A warning rests on a forecast; its lifting on air that has become better already.
CERTAINTIES = {"issue": "Likely", "adjust": "Likely", "lift": "Observed"}
# How far ahead the beginning may lie, longest last; beyond, there is still time.
URGENCIES = ((timedelta(0), "Immediate"), (timedelta(hours=24), "Expected"))
LATER = "Future"
# How long an alert counts when nothing says how long its air will last.
UNTOLD = timedelta(hours=24)

DEMO_NOTE = "演示系统：人员、空气数据和事件均为虚构。 Demo installation: people, air and events are made up."
DRILL_RESTRICTION = "演练，仅限本指挥部办公室内部使用"
ROMAN = {Level.RED: "I", Level.ORANGE: "II", Level.YELLOW: "III", Level.BLUE: "IV"}
HARM_EN = {
    Level.RED: "Healthy people tire quickly and feel clear symptoms; the sick may get worse.",
    Level.ORANGE: "People with heart or lung disease feel clearly worse; many healthy people feel symptoms.",
    Level.YELLOW: "Sensitive people feel worse; healthy people may feel symptoms.",
    Level.BLUE: "Sensitive people may feel slight symptoms.",
}
ADVICE_EN = {
    Level.RED: "Children, older people and the sick: stay indoors and avoid exertion. Everyone: stay out of "
    "the open air where you can, keep windows shut, and wear a close-fitting mask if you must go out.",
    Level.ORANGE: "Children, older people and people with heart or lung disease: stay indoors, do no outdoor "
    "exercise. Everyone else: spend less time outdoors, and wear a mask there.",
    Level.YELLOW: "Children, older people and people with heart or lung disease: avoid long or hard exercise "
    "outdoors. Everyone else: take less of it.",
    Level.BLUE: "Children, older people and people with heart or lung disease: take less exercise outdoors.",
}
ADVICE_ZH = {
    Level.RED: "儿童、老年人和病人应留在室内，避免体力消耗；一般人群避免户外活动，关闭门窗，外出佩戴口罩。",
    Level.ORANGE: "儿童、老年人和心肺疾病患者应留在室内，停止户外运动；一般人群减少户外活动，外出佩戴口罩。",
    Level.YELLOW: "儿童、老年人和心肺疾病患者避免长时间、高强度的户外锻炼；一般人群适量减少户外运动。",
    Level.BLUE: "儿童、老年人和心肺疾病患者减少户外锻炼。",
}
ALL_CLEAR_ZH = "预警已解除，可恢复正常活动，请继续关注空气质量信息。"
ALL_CLEAR_EN = "The warning has ended. You may go back to your usual activities; keep an eye on the air."
CHINESE_PREVAILS = "This is a short translation; the Chinese text is the official one."


@dataclass(frozen=True, slots=True)
class Document:
    """The facts of one issued document; moments are aware, `act` is "issue", "adjust" or "lift".

    `forecast_ends_at` is the end of the polluted air that the forecast showed, where one was at hand.
    """

    identity: Identity
    references: tuple[Identity, ...]
    incident: str
    act: str
    level: Level
    level_before: Level | None
    is_drill: bool
    is_demo: bool
    begins_at: datetime
    expected_until: datetime | None
    forecast_ends_at: datetime | None
    code: str
    office: str
    name_en: str
    area: str
    headline: str
    text: str
    possible_harm: str
    advice: str
    document_number: str
    primary_pollutants: tuple[str, ...]
    web: str


def _status(document: Document) -> str:
    """CAP's word for how it is meant: a drill, a demo that nobody may act on, or in earnest."""
    if document.is_drill:
        return "Exercise"
    return "Test" if document.is_demo else "Actual"


def alert_of(document: Document) -> Alert:
    """The whole alert; a drill's has status Exercise and a restricted scope."""
    return Alert(
        identity=document.identity,
        status=_status(document),
        msg_type=MESSAGE_TYPES[document.act],
        scope="Restricted" if document.is_drill else "Public",
        restriction=DRILL_RESTRICTION if document.is_drill else "",
        note=DEMO_NOTE if document.is_demo else "",
        references=document.references,
        incidents=document.incident,
        infos=(_chinese(document), _english(document)),
    )


def expiry(document: Document) -> datetime:
    """Until when the alert counts: the expected end, else the end of the forecast pollution, else a day.

    The day counts from the beginning. A lifting counts a day, so that the all-clear is shown at all.
    """
    start = max(document.identity.sent, document.begins_at)
    if document.act != "lift":
        for named in (document.expected_until, document.forecast_ends_at):
            if named is not None and named > start:
                return named
    return start + UNTOLD


def urgency(document: Document) -> str:
    """By the time left until the document's beginning; a lifting is past."""
    if document.act == "lift":
        return "Past"
    lead = document.begins_at - document.identity.sent
    return next((code for longest, code in URGENCIES if lead <= longest), LATER)


def _chinese(document: Document) -> Info:
    advice = ALL_CLEAR_ZH if document.act == "lift" else document.advice or ADVICE_ZH[document.level]
    harm = document.possible_harm
    description = document.text if harm in document.text else f"{document.text}\n\n可能造成的影响：{harm}"
    return _info(
        document,
        "zh-CN",
        "重污染天气",
        document.headline,
        description,
        advice,
        document.area,
        document.office,
    )


def _english(document: Document) -> Info:
    advice = ALL_CLEAR_EN if document.act == "lift" else ADVICE_EN[document.level]
    sender = f"Heavy Pollution Weather Command Office of {document.name_en}"
    return _info(
        document, "en", "Heavy air pollution", headline_en(document), _description_en(document), advice,
        document.name_en, sender,
    )  # fmt: skip


def _info(
    document: Document, language: str, event: str, headline: str, description: str, instruction: str,
    area: str, sender_name: str,
) -> Info:  # fmt: skip
    return Info(
        language=language,
        event=event,
        response_type=RESPONSE_TYPES[document.act],
        urgency=urgency(document),
        severity="Minor" if document.act == "lift" else SEVERITIES[document.level],
        certainty=CERTAINTIES[document.act],
        effective=document.identity.sent,
        onset=document.begins_at,
        expires=expiry(document),
        sender_name=sender_name,
        headline=headline,
        description=description,
        instruction=instruction,
        web=document.web,
        parameters=_parameters(document),
        area=area,
        geocodes=(("GB/T 2260", document.code),),
    )


def _parameters(document: Document) -> tuple[tuple[str, str], ...]:
    named = (
        ("warningColor", document.level.en),
        ("responseLevel", document.level.numeral),
        ("documentNumber", document.document_number),
        ("primaryPollutants", ";".join(document.primary_pollutants)),
        # The 31 characters of the national format; its digits for the issuing body are not assigned yet.
        ("nationalIdentifier", document.identity.identifier),
    )
    return tuple((name, value) for name, value in named if value)


def headline_en(document: Document) -> str:
    """One line in English, e.g. "Kuitun: orange warning of heavy air pollution issued"."""
    said = f"{document.name_en}: {document.level.en.lower()} warning of heavy air pollution"
    if document.act == "adjust":
        said = f"{document.name_en}: warning of heavy air pollution {_changed(document)}"
    elif document.act == "lift":
        said = f"{said} lifted"
    else:
        said = f"{said} issued"
    return f"[EXERCISE] {said}" if document.is_drill else said


def _changed(document: Document) -> str:
    level, before = document.level, document.level_before
    if before is None or level == before:
        return f"adjusted, {level.en.lower()} as before"
    return f"{'raised' if level > before else 'lowered'} from {before.en.lower()} to {level.en.lower()}"


def _description_en(document: Document) -> str:
    begins = f"{document.begins_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    number = f"Document {document.document_number}."
    if document.act == "lift":
        return (
            f"The warning ends on {begins} (Beijing time), and with it the response of level "
            f"{ROMAN[document.level]}. {number} {CHINESE_PREVAILS}"
        )
    sentences = [
        f"In force from {begins} (Beijing time) with a response of level {ROMAN[document.level]}.",
        _until_en(document),
        _pollutants_en(document),
        HARM_EN[document.level],
        number,
        CHINESE_PREVAILS,
    ]
    return " ".join(filter(None, sentences))


def _until_en(document: Document) -> str:
    if document.expected_until is None:
        return "Its end will be announced."
    until = f"{document.expected_until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"It is expected to last until {until}; its end will be announced."


def _pollutants_en(document: Document) -> str:
    found = document.primary_pollutants
    return f"Primary pollutants: {', '.join(found)}." if found else ""
