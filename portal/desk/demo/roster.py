"""A made roster: who is on duty in Kuitun's office and some units around now, and whom to call."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal.desk.demo.accounts import LIAISONS
from portal.lifecycle.actions.hand_over import hand_over
from portal.lifecycle.actions.import_roster import import_contacts, import_shifts
from portal.offices.models import Contact, DutyShift, Jurisdiction, User
from portal.offices.rosterfile import ContactRow, ShiftRow

CODE = "654003"
MADE = "演示数据（编造）"
DAY = timedelta(days=1)
BEFORE, AFTER = 7, 30
CHANGE_OF_WATCH = 9
# Whoever looks at the demo finds the office's account on duty.
OFFICE = ("孙明", "马晓东", "古丽娜", "韩志刚", "孙明", "田雨", "阿依古丽")
UNIT_WATCHES = ("郑凯", "沈洁", "努尔兰", "秦岭")
LEADERS = ("何建军", "宋丽华", "唐国强", "冯雪梅", "买买提江", "许志远", "邓秀英", "曹立新")
WATCHED_UNITS = 6
WORD = """1. 预警执行中，已按预案启动响应。
2. 三个单位尚未签收，已电话催办，请继续跟进。
3. 下午会商，请市气象局会前报送最新预报。（演示）"""


@transaction.atomic
def make_roster(*, now: datetime) -> bool:
    """Make it, once, by the same acts as the screens use; False where Kuitun has a roster already."""
    kuitun = Jurisdiction.objects.get(code=CODE)
    if DutyShift.objects.filter(jurisdiction=kuitun).exists():
        return False
    keeper = User.objects.get(username="kuitun.office")
    units = list(kuitun.units.filter(group=None).order_by("position").values_list("pk", flat=True))
    morning = watch_morning(now)
    shifts = [*_watches(None, OFFICE, morning)]
    for place, unit in enumerate(units[:WATCHED_UNITS]):
        shifts += _watches(unit, UNIT_WATCHES[place % 4 :] + UNIT_WATCHES[: place % 4], morning)
    import_shifts(kuitun, shifts, file=MADE, by=keeper, now=now)
    import_contacts(kuitun, [*_contacts(units)], file=MADE, by=keeper, now=now)
    last = DutyShift.objects.of(kuitun, None).get(ends_at=morning)
    hand_over(last, by=keeper, now=morning, note=WORD)
    return True


def watch_morning(now: datetime) -> datetime:
    """When the watch that holds at `now` began: nine in the morning."""
    local = timezone.localtime(now)
    today = local.replace(hour=CHANGE_OF_WATCH, minute=0, second=0, microsecond=0)
    return today if today <= local else today - DAY


def _watches(unit: int | None, names: tuple[str, ...], morning: datetime) -> Iterator[ShiftRow]:
    """A day's watch each, so that the first name is on duty at present."""
    for day in range(-BEFORE, AFTER):
        name, begin = names[day % len(names)], morning + day * DAY
        yield ShiftRow(0, unit, name, phone(names.index(name) + 10 * (unit or 0)), begin, begin + DAY, "")


def _contacts(units: list[int]) -> Iterator[ContactRow]:
    duty, leader, liaison = Contact.Kind.DUTY_PHONE, Contact.Kind.LEADER, Contact.Kind.LIAISON
    yield ContactRow(0, None, duty, "", "", phone(1))
    for number, unit in enumerate(units, start=1):
        yield ContactRow(0, unit, duty, "", "", phone(100 + number))
        yield ContactRow(0, unit, leader, LEADERS[number % len(LEADERS)], "副局长", phone(200 + number))
        yield ContactRow(0, unit, liaison, LIAISONS[number % len(LIAISONS)], "科员", phone(300 + number))


def phone(number: int) -> str:
    """A number nobody can have: no subscriber's begins with 0."""
    return f"0992-000{number:04d}"
