"""Fan-out by several at once, and by workers that die: everything once, or not yet at all."""

import os
import random
import signal
import threading

import pytest
from django.db import connection, connections

from early_warnings.models import EarlyWarning
from plans.levels import Level
from portal.lifecycle.journal import breaks
from portal.lifecycle.models import JournalEntry
from portal.outbox.models import Notice
from responses.actions.launch import launch
from responses.actions.tick import tick
from responses.models import EmergencyResponse, Item, Tick, UnitTask
from responses.sweeps import launch_owed
from tests.builders import NOON
from tests.responses.stories import move_to

WORKERS = 5
# More than a launch has statements, so that the last ones are killed at no point.
STATEMENTS = 40

pytestmark = pytest.mark.django_db(transaction=True)
real_processes = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="several processes need a database server"
)


@pytest.fixture
def several_connections(transactional_db):
    """Threads with a connection each, as web and worker have them."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has no row or file locks; give SQLite's test database a file")


def whole(response):
    """Whether every unit has its task, every measure its item, every task its notices: once."""
    given = Notice.objects.filter(kind="task_given")
    return (
        EmergencyResponse.objects.count(), UnitTask.objects.count(), response.items().count(),
        given.count(), JournalEntry.objects.about(response).filter(verb="launch").count(),
    ) == (1, 3, 4, 4, 1)  # fmt: skip


def at_once(act, count=WORKERS):
    """Run `act` in as many threads, all starting together."""
    start = threading.Barrier(count)

    def run():
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def start_worker(act, *, dies_before=None):
    """A process of its own that runs `act`, and kills itself before its n-th statement."""
    connections.close_all()
    worker = os.fork()
    if worker:
        return worker
    seen = 0

    def count(execute, *arguments):
        nonlocal seen
        seen += 1
        if seen == dies_before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    try:
        with connection.execute_wrapper(count):
            act()
    finally:
        os._exit(0)


def wait_for(workers):
    """Their signals; 0 for one that came to its end."""
    return [os.waitpid(worker, 0)[1] for worker in workers]


def test_five_workers_at_once_fan_out_once(several_connections, warning):
    at_once(lambda: launch(EarlyWarning.objects.get(pk=warning.pk), now=NOON))
    assert whole(EmergencyResponse.objects.get())


def test_five_sweeps_at_once_fan_out_once(several_connections, warning):
    at_once(lambda: launch_owed(NOON))
    assert whole(EmergencyResponse.objects.get())
    assert not list(breaks(warning.jurisdiction))


def test_five_sweeps_at_once_adjust_once(several_connections, kuitun, response):
    red = move_to(kuitun, Level.RED, now=NOON)
    at_once(lambda: launch_owed(NOON))
    response.refresh_from_db()
    assert (response.warning, response.items().count()) == (red, 5)
    assert JournalEntry.objects.about(response).filter(verb="adjust").count() == 1


def test_the_same_answer_sent_by_five_at_once_is_one_tick(several_connections, item, li):
    at_once(lambda: tick(Item.objects.get(pk=item.pk), outcome="done", by=li, now=NOON, key="a1"))
    assert (Tick.objects.count(), JournalEntry.objects.about(item).count()) == (1, 1)


def test_five_answers_at_once_all_stay(several_connections, item, li):
    keys = iter("abcde")
    at_once(lambda: tick(Item.objects.get(pk=item.pk), outcome="done", by=li, now=NOON, key=next(keys)))
    assert (Tick.objects.count(), JournalEntry.objects.about(item).count()) == (5, 5)
    assert not list(breaks(item.journal_scope))


@real_processes
def test_a_worker_killed_before_any_of_its_statements_leaves_nothing_or_everything(warning):
    for statement in range(1, STATEMENTS):
        [ended] = wait_for([start_worker(lambda: launch_owed(NOON), dies_before=statement)])
        if not ended:
            break
        assert not UnitTask.objects.exists() or whole(EmergencyResponse.objects.get())
    assert ended == 0 and statement > 15
    assert whole(EmergencyResponse.objects.get())


@real_processes
@pytest.mark.parametrize("seed", range(6))
def test_five_processes_killed_at_random_points_leave_nothing_half_done(warning, seed):
    chance = random.Random(seed)
    workers = [
        start_worker(lambda: launch_owed(NOON), dies_before=chance.randrange(1, 22))
        for _each in range(WORKERS)
    ]
    wait_for(workers)
    assert not UnitTask.objects.exists() or whole(EmergencyResponse.objects.get())
    launch_owed(NOON)
    assert whole(EmergencyResponse.objects.get())
    assert not list(breaks(warning.jurisdiction))


@real_processes
def test_a_change_killed_before_any_of_its_statements_is_made_once(kuitun, response):
    red = move_to(kuitun, Level.RED, now=NOON)
    for statement in range(1, 2 * STATEMENTS):
        [ended] = wait_for([start_worker(lambda: launch_owed(NOON), dies_before=statement)])
        if not ended:
            break
        response.refresh_from_db()
        assert (response.warning == red) == (response.items().count() == 5)
    response.refresh_from_db()
    assert (response.warning, response.items().count()) == (red, 5)
    assert Notice.objects.filter(kind="task_changed", channel="inbox").count() == 3


@real_processes
def test_answers_and_a_change_of_level_do_not_wait_for_each_other_for_ever(kuitun, response, item, li):
    move_to(kuitun, Level.YELLOW, now=NOON)

    def answer():
        for number in range(10):
            key = f"{os.getpid()}-{number}"
            tick(Item.objects.get(pk=item.pk), outcome="done", by=li, now=NOON, key=key)

    workers = [start_worker(answer) for _each in range(3)]
    assert launch_owed(NOON) == 1
    assert wait_for(workers) == [0, 0, 0]
    assert Tick.objects.count() == 30
    assert not list(breaks(kuitun))
