"""Walk a season through its editions, and keep what they would have called for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_noop

from early_warnings.backtesting import compared, outcome, season
from early_warnings.models import Backtest
from early_warnings.planrules import rules_of
from early_warnings.rowerrors import AirFileError
from early_warnings.seasons import season_of
from portal.lifecycle.moves import lock, move

# Prolonged at every percent; a worker that dies is replaced after this time.
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3
GIVEN_UP = gettext_noop("The worker stopped three times. Try fewer days, or tell the administrator.")


class Overtaken(Exception):
    """Another worker holds the lease now; this one must leave the row alone."""


def run_backtest(backtest: Backtest, *, now: Callable[[], datetime]) -> bool:
    """Do the work unless another worker has it or had it; whether it was done here. Safe to run twice.

    `now` is a function because the work takes time.
    """
    if not claim(backtest, now=now()):
        return False
    try:
        result = _result(backtest, now)
    except (AirFileError, ValidationError) as error:
        _fail(backtest, "; ".join(getattr(error, "messages", [str(error)])), now())
        return True
    with transaction.atomic():
        _hold(backtest, 100, now())
        move(
            backtest, Backtest.State.DONE, by=None, now=now(), verb="run_backtest",
            result=result, finished_at=now(), leased_until=None,
        )  # fmt: skip
    return True


@transaction.atomic
def claim(backtest: Backtest, *, now: datetime) -> bool:
    """Lease the work; False when it is not owed, or was given up for lack of a worker that lives."""
    lock(backtest)
    if not Backtest.objects.owed(now).filter(pk=backtest.pk).exists():
        return False
    if backtest.attempts >= MOST_ATTEMPTS:
        _fail(backtest, GIVEN_UP, now)
        return False
    lease: dict[str, Any] = {"attempts": backtest.attempts + 1, "leased_until": now + LEASE, "percent": 0}
    move(backtest, Backtest.State.RUNNING, by=None, now=now, **lease)
    return True


def _fail(backtest: Backtest, cause: str, now: datetime) -> None:
    ended: dict[str, Any] = {"error": cause[:300], "finished_at": now, "leased_until": None}
    move(backtest, Backtest.State.FAILED, by=None, now=now, verb="run_backtest", **ended)


def release(backtest: Backtest, *, now: datetime) -> None:
    """Give the lease back after a failure, so that the next sweep tries again at once."""
    mine = Backtest.objects.filter(pk=backtest.pk, state=Backtest.State.RUNNING, attempts=backtest.attempts)
    mine.update(leased_until=now)


def _result(backtest: Backtest, now: Callable[[], datetime]) -> dict[str, Any]:
    air, period = season_of(backtest), backtest.period
    judged = _progress(backtest, period.moments * len(backtest.editions), now)
    runs = [
        {"edition": each.edition, "title": each.title, **outcome(air, rules_of(each), period, judged)}
        for each in backtest.editions
    ]
    return {
        "season": season(air, period),
        "runs": runs,
        "differences": compared(runs[0], runs[1], period) if len(runs) > 1 else [],
    }


def _progress(backtest: Backtest, moments: int, now: Callable[[], datetime]) -> Callable[[datetime], None]:
    """Writes down every percent that is reached."""
    done = 0

    def judged(_moment: datetime) -> None:
        nonlocal done
        before, done = done * 100 // moments, done + 1
        if done * 100 // moments > before:
            _hold(backtest, done * 100 // moments, now())

    return judged


def _hold(backtest: Backtest, percent: int, now: datetime) -> None:
    mine = Backtest.objects.filter(pk=backtest.pk, state=Backtest.State.RUNNING, attempts=backtest.attempts)
    if not mine.update(percent=percent, leased_until=now + LEASE):
        raise Overtaken
