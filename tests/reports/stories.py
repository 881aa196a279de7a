"""What happens in an episode, told short."""

import random
from datetime import date, timedelta

from early_warnings.models import AirDelivery, Observation
from early_warnings.series import HOUR, midnight
from portal.offices.models import User
from reports.actions.sign_report import sign_report
from reports.actions.submit_report import submit_report
from responses.actions.owe_returns import owe_daily_returns
from responses.actions.send_return import send_return
from responses.actions.tick import tick
from responses.models import Item, UnitReturn
from responses.sweeps import launch_owed
from tests.builders import NOON
from tests.responses.stories import lift

FRIDAY, SATURDAY = date(2026, 12, 18), date(2026, 12, 19)
# The morning after the first day.
MORNING = midnight(SATURDAY) + 9 * HOUR


def answer(response, measure, outcome="done", *, by, now, note="", key=None):
    """`by` ticks their unit's item of that measure."""
    item = Item.objects.get(task__response=response, measure__text=measure, task__unit__memberships__user=by)
    return tick(item, outcome=outcome, by=by, now=now, key=key or f"{item.pk} {now}", note=note)


def send(response, day, *, by, now, narrative="", **figures):
    """`by` sends their unit's return on `day`."""
    owe_daily_returns(response, now=max(now, midnight(day) + 25 * HOUR))
    owed = UnitReturn.objects.get(
        task__response=response, date=day, kind="daily", task__unit__memberships__user=by
    )
    send_return(owed, by=by, now=now, figures=figures, narrative=narrative)
    return owed


def breathe(jurisdiction, begin, values):
    """PM2.5 of hour after hour from `begin` on; the other pollutants low, None for an hour without air."""
    delivery = AirDelivery.objects.create(
        jurisdiction=jurisdiction, source="upload", content="observation", key=f"{begin}", received_at=begin,
        sha256="0" * 64,
    )  # fmt: skip
    Observation.objects.bulk_create(
        Observation(
            jurisdiction=jurisdiction, delivery=delivery, time=begin + place * HOUR,
            pm25=value, pm10=60, so2=10, no2=30, co=1, o3=40,
        )
        for place, value in enumerate(values)
        if value is not None
    )  # fmt: skip


def end(response, *, now):
    """Lift the warning and stand down."""
    lift(response.jurisdiction, now=now)
    launch_owed(now)
    response.refresh_from_db()


def sign_off(report, *, now):
    """Submitted by the office, signed by everyone in the chain."""
    sun, qian, zhao = (User.objects.get(username=name) for name in ("sun", "qian", "zhao"))
    submit_report(report, by=sun, now=now)
    for signer in (qian, zhao)[: len(report.chain)]:
        sign_report(report, by=signer, now=now)
    return report


def a_day_of_air(seed=7):
    """24 values around 160 µg/m³."""
    chance = random.Random(seed)
    return [160 + chance.randint(-40, 60) for _hour in range(24)]


LATER = NOON + timedelta(hours=2)
