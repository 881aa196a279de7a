"""What the warnings owe: evaluations of new air, drafts that follow a superior."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from early_warnings.actions.evaluate import evaluate_jurisdiction
from early_warnings.actions.follow_superior import act_to_follow, follow_superior
from early_warnings.actions.poll_feed import poll_feed
from early_warnings.actions.publish_alert import publish_alert
from early_warnings.actions.run_backtest import release, run_backtest
from early_warnings.models import Act, AirDelivery, Backtest, EarlyWarning, Feed
from plans.models import PlanEdition
from portal.lifecycle.sweeping import attempt, sweep
from portal.offices.models import Jurisdiction

# A lifting older than this no longer makes drafts; one in force does as long as it lasts.
LIFTING_FOLLOWED_FOR = timedelta(days=7)


def evaluate_one(jurisdiction: Jurisdiction, now: datetime) -> bool:
    """Judge one jurisdiction now; whether that went well."""
    return attempt(partial(evaluate_jurisdiction, now=now), jurisdiction)


def evaluate_owed(now: datetime) -> int:
    """Judge every jurisdiction whose newest air no evaluation has seen; how many were."""
    # Not by a join: SQLite would read every delivery there ever was.
    waiting = AirDelivery.objects.filter(evaluated_at=None).order_by()
    owed = Jurisdiction.objects.filter(pk__in=waiting.values("jurisdiction"))
    return sweep(partial(evaluate_jurisdiction, now=now), owed)


def evaluate_all(now: datetime) -> int:
    """Judge every jurisdiction that has a plan: time passing changes what the same air calls for."""
    planned = Jurisdiction.objects.filter(editions__state=PlanEdition.State.IN_FORCE)
    return sweep(partial(evaluate_jurisdiction, now=now), planned)


def poll_feeds(now: datetime) -> int:
    """Ask every connector that is on; how many were asked."""
    feeds = Feed.objects.filter(is_on=True).select_related("jurisdiction")
    return sweep(partial(poll_feed, now=now), feeds)


def orders(now: datetime) -> Iterator[EarlyWarning]:
    """Superiors' documents that may still ask something of a subordinate, oldest first."""
    real = EarlyWarning.objects.real().issued().filter(jurisdiction__subordinates__isnull=False).distinct()
    yield from real.in_force().order_by("issued_at")
    yield from real.filter(act=Act.LIFT, issued_at__gt=now - LIFTING_FOLLOWED_FOR).order_by("issued_at")


def follow_owed(now: datetime) -> int:
    """Draft every answer that a superior's document calls for and that was never drafted; how many were."""
    drafted = 0
    for order in orders(now):
        for subordinate in _below(order.jurisdiction):
            answered = EarlyWarning.objects.filter(jurisdiction=subordinate, superior_warning=order).exists()
            current = EarlyWarning.objects.real().in_force().filter(jurisdiction=subordinate).first()
            if answered or act_to_follow(subordinate, order, current) is None:
                continue
            drafted += attempt(partial(follow_superior, order=order, now=now), subordinate)
    return drafted


def _below(jurisdiction: Jurisdiction) -> Iterator[Jurisdiction]:
    """Every jurisdiction under this one, at any depth, that has a plan in force."""
    for subordinate in jurisdiction.subordinates.all():
        if subordinate.editions.in_force().exists():
            yield subordinate
        yield from _below(subordinate)


def publish_owed(now: datetime) -> int:
    """Publish the alert of every issued document that has none, oldest first; how many were tried."""
    owed = EarlyWarning.objects.real().issued().filter(alert=None).order_by("issued_at", "pk")
    return sweep(partial(publish_alert, now=now), owed)


def run_one_backtest(backtest: Backtest, now: Callable[[], datetime]) -> bool:
    """Run one backtest; whether that went well. What failed is owed again at once, a few times."""
    went_well = attempt(partial(run_backtest, now=now), backtest)
    if not went_well:
        release(backtest, now=now())
    return went_well


def run_backtests(now: Callable[[], datetime]) -> int:
    """Run every backtest that waits, or that a worker left behind; how many went well."""
    return sum(run_one_backtest(each, now) for each in Backtest.objects.owed(now()).order_by("asked_at"))
