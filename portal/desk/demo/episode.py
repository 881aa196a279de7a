"""A made episode in progress in Kuitun, brought about by the same actions as the screens use."""

import io
import random
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from early_warnings.actions.consult import record_consultation
from early_warnings.actions.draft import draft_warning
from early_warnings.actions.evaluate import evaluate_jurisdiction
from early_warnings.actions.issue import issue_warning
from early_warnings.actions.receive_air import Arrival, receive_forecast, receive_observations
from early_warnings.actions.sign import sign_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.models import Act, Proposal
from early_warnings.models.air import AirSource
from early_warnings.series import DAY, HOUR, on_the_hour
from portal.desk.demo.air import FIRST_OUTLOOK, SECOND_OUTLOOK, made_hours
from portal.desk.demo.inspections import inspect_and_mend
from portal.offices.models import Jurisdiction, User
from reports.actions.sign_report import sign_report
from reports.actions.submit_report import submit_report
from reports.models import Report
from reports.sweeps import draft_owed
from responses.actions.acknowledge import acknowledge
from responses.actions.send_return import send_return
from responses.actions.tick import tick
from responses.models import EmergencyResponse, Item, UnitReturn, UnitTask
from responses.sweeps import launch_owed, owe_returns

CODE = "654003"
MADE = "演示数据（编造）"
MINUTE = timedelta(minutes=1)
# Of the units in their order: the last ones have not signed for it, every second of the others is done.
SILENT = 3


@transaction.atomic
def make_episode(*, now: datetime) -> bool:
    """Make it, once: a warning in force since yesterday, half of the units done, yesterday's report signed.

    False where Kuitun has had an episode already.
    """
    kuitun = Jurisdiction.objects.get(code=CODE)
    if kuitun.episodes.exists():
        return False
    people = {role: User.objects.get(username=f"kuitun.{role}") for role in ROLES}
    issued = _yesterday_at_eight(now)
    _bring_air(kuitun, people["expert"], FIRST_OUTLOOK, issued, at=issued - HOUR)
    _issue(kuitun, people, issued)
    launch_owed(issued + MINUTE / 20)
    response = EmergencyResponse.objects.get(episode__jurisdiction=kuitun)
    _answer(response, issued, now)
    inspect_and_mend(response, issued)
    _bring_air(kuitun, people["expert"], SECOND_OUTLOOK, issued, at=on_the_hour(now))
    _raise(kuitun, people, evaluate_jurisdiction(kuitun, now=now), now)
    _report(response, people, now)
    return True


OPINIONS = (
    ("市气象局", "逆温持续，风速小于1米/秒，扩散条件差。"),
    ("市环境监测站", "首要污染物PM2.5，浓度持续上升。"),
)
ROLES = ("office", "director", "commander", "expert")


def _yesterday_at_eight(now: datetime) -> datetime:
    local = timezone.localtime(now).replace(hour=8, minute=0, second=0, microsecond=0)
    return local - DAY


def _bring_air(
    kuitun: Jurisdiction, by: User, shape: tuple[tuple[int, int], ...], issued: datetime, *, at: datetime
) -> None:
    past = Arrival(AirSource.UPLOAD, by, file_name=f"{MADE} 实测.csv")
    coming = Arrival(AirSource.UPLOAD, by, file_name=f"{MADE} 预报.csv")
    receive_observations(kuitun, made_hours(shape, issued, at - 4 * DAY, at), past, now=at)
    receive_forecast(kuitun, made_hours(shape, issued, at, at + 7 * DAY), coming, issued_at=at, now=at)


def _issue(kuitun: Jurisdiction, people: dict[str, User], issued: datetime) -> None:
    proposal = evaluate_jurisdiction(kuitun, now=issued - 50 * MINUTE)
    if proposal is None or proposal.level is None:
        raise ValueError("the made air calls for no warning")
    consultation = record_consultation(
        kuitun, by=people["office"], now=issued - 30 * MINUTE, held_at=issued - 40 * MINUTE,
        participants="指挥部办公室、市气象局、市环境监测站、专家组", proposal=proposal, level=proposal.level,
        forecast_considered=MADE,
        opinions=OPINIONS,
        conclusion="建议按预案启动相应级别预警。",
    )  # fmt: skip
    warning = draft_warning(
        kuitun, Act.ISSUE, proposal.level, by=people["office"], now=issued - 25 * MINUTE,
        begins_at=issued, expected_until=proposal.ends_at,
        primary_pollutants=proposal.primary_pollutants, proposal=proposal, consultation=consultation,
    )  # fmt: skip
    submit_warning(warning, by=people["office"], now=issued - 20 * MINUTE)
    sign_warning(warning, by=people["director"], now=issued - 15 * MINUTE, note="同意，报指挥长。")
    sign_warning(warning, by=people["commander"], now=issued - 6 * MINUTE, note="同意发布。")
    issue_warning(warning, by=people["office"], now=issued)


def _raise(kuitun: Jurisdiction, people: dict[str, User], proposal: Proposal | None, now: datetime) -> None:
    """The newer outlook is worse: a draft that raises the level waits for the director."""
    if proposal is None or proposal.action != Proposal.Action.RAISE or proposal.level is None:
        raise ValueError("the made outlook does not call for a higher level")
    warning = draft_warning(
        kuitun, Act.ADJUST, proposal.level, by=people["office"], now=now, begins_at=proposal.begins_at or now,
        expected_until=proposal.ends_at, primary_pollutants=proposal.primary_pollutants, proposal=proposal,
    )  # fmt: skip
    submit_warning(warning, by=people["office"], now=now)


def _answer(response: EmergencyResponse, issued: datetime, now: datetime) -> None:
    """Units sign for their tasks and answer items; the dice always fall alike."""
    # Made data needs no secret dice.
    dice = random.Random(654003)  # noqa: S311
    tasks = list(response.tasks.select_related("unit").order_by("unit__position"))
    for place, task in enumerate(tasks[:-SILENT]):
        liaison = task.unit.memberships.get().user
        at = issued + dice.randint(3, 55) * MINUTE
        acknowledge(task, by=liaison, now=at)
        share = 1.0 if place % 2 == 0 else dice.choice((0.0, 0.4, 0.6))
        _tick(task, liaison, share, at, dice)
    owe_returns(now)
    for task in tasks[: len(tasks) // 2]:
        _return(task, now)


def _tick(task: UnitTask, by: User, share: float, at: datetime, dice: random.Random) -> None:
    items = list(task.items.select_related("measure").order_by("measure__position"))
    for number, item in enumerate(items[: round(share * len(items))]):
        at += dice.randint(4, 40) * MINUTE
        is_void = dice.random() < 0.06
        tick(
            item, by=by, now=at, key=f"demo-{item.pk}",
            outcome=Item.State.NOT_APPLICABLE if is_void else Item.State.DONE,
            note="辖区内无此类源" if is_void else "已部署落实",
            figures={} if is_void else {name: dice.randint(3, 40) for name in item.measure.wants},
            files=[_photo(task, at)] if number == 0 else [],
        )  # fmt: skip


def _photo(task: UnitTask, at: datetime) -> SimpleUploadedFile:
    """A picture that says that it is made."""
    picture = Image.new("RGB", (960, 640), (96 + task.pk % 60, 110, 120))
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((40, 420, 920, 600), fill=(70, 80, 70))
    drawing.text(
        (60, 440),
        f"MADE FOR DEMONSTRATION\nunit {task.unit_id}\n{at:%Y-%m-%d %H:%M}",
        fill="white",
        font_size=40,
    )
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return SimpleUploadedFile("demo.jpg", file.getvalue(), "image/jpeg")


def _return(task: UnitTask, now: datetime) -> None:
    for owed in UnitReturn.objects.owed().filter(task=task):
        send_return(
            owed, by=task.unit.memberships.get().user, now=now,
            figures={"officers_sent": 6, "problems_found": 2, "problems_mended": 2},
            narrative="按预案要求落实各项措施，现场检查未见明显违规。（演示）",
        )  # fmt: skip


def _report(response: EmergencyResponse, people: dict[str, User], now: datetime) -> None:
    """Yesterday's report is drafted, submitted and signed; a worker prints it."""
    draft_owed(now)
    for report in Report.objects.filter(episode=response.episode, kind=Report.Kind.OFFICE_DAILY):
        submit_report(report, by=people["office"], now=now)
        sign_report(report, by=people["director"], now=now)
