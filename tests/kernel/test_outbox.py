"""Notices leave once, are tried again, and end before people's eyes when no channel takes them."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, close_old_connections, connection, transaction

from portal.lifecycle.errors import IllegalMove
from portal.outbox.actions import dispatch as sending
from portal.outbox.actions.confirm import confirm_told
from portal.outbox.actions.post import post
from portal.outbox.channels import mail as mail_channel
from portal.outbox.models import Channel, Notice
from tests.builders import NOON


def notice(jurisdiction, key="k", channel=Channel.MAIL, **changes):
    defaults = {
        "topic": "t", "kind": "k", "addressee": "someone", "address": "a@example.org", "subject": "s",
        "created_at": NOON, "not_before": NOON,
    }  # fmt: skip
    return Notice(key=key, jurisdiction=jurisdiction, channel=channel, **(defaults | changes))


def send(at=NOON):
    return sending.dispatch(now=lambda: at)


@pytest.fixture
def refusing(monkeypatch):
    """A mail server that is down."""

    def refuse(notice):
        raise sending.ChannelError("connection refused")

    monkeypatch.setitem(sending.SENDERS, Channel.MAIL, refuse)


def test_a_notice_is_said_once_however_often_it_is_posted(kuitun):
    post([notice(kuitun)])
    post([notice(kuitun), notice(kuitun, key="other")])
    assert Notice.objects.count() == 2


def test_mail_leaves_with_its_key_as_message_id(kuitun):
    post([notice(kuitun, key="warning:1:x")])
    assert send() == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith("<warning.1.x@")
    assert send() == 0


def test_a_failed_notice_is_tried_again_later_and_later(kuitun, refusing):
    post([notice(kuitun)])
    assert send() == 0
    first = Notice.objects.get()
    assert (first.attempts, first.not_before, first.error) == (
        1,
        NOON + timedelta(minutes=1),
        "connection refused",
    )
    send(NOON + timedelta(minutes=1))
    assert Notice.objects.get().not_before == NOON + timedelta(minutes=3)


def test_after_eight_attempts_it_waits_for_people(kuitun, refusing):
    post([notice(kuitun)])
    at = NOON
    for _ in range(8):
        send(at)
        at += timedelta(hours=1)
    assert Notice.objects.for_people().get().dead_at is not None
    assert not Notice.objects.due(at).exists()


def test_a_notice_without_an_address_is_given_up_at_once(kuitun):
    post([notice(kuitun, address="")])
    send()
    assert Notice.objects.for_people().get().error == "no mail address"


def test_a_refused_address_is_permanent_and_a_broken_line_is_not(kuitun, monkeypatch):
    def fail(error):
        monkeypatch.setattr(mail_channel.EmailMessage, "send", lambda self: (_ for _ in ()).throw(error))
        with pytest.raises(sending.ChannelError) as raised:
            mail_channel.send(notice(kuitun))
        return raised.value.permanent

    assert fail(smtplib.SMTPRecipientsRefused({})) is True
    assert fail(ConnectionResetError()) is False


def test_one_broken_notice_does_not_hold_up_the_rest(kuitun, monkeypatch):
    def stumble(notice):
        if notice.key == "bad":
            raise KeyError("a bug in the channel")

    monkeypatch.setitem(sending.SENDERS, Channel.MAIL, stumble)
    post([notice(kuitun, key="bad"), notice(kuitun, key="good")])
    assert send() == 1
    assert "KeyError" in Notice.objects.get(key="bad").error


def test_a_server_that_is_down_is_asked_once_for_all_notices(kuitun, monkeypatch):
    asked = []

    def hang(message):
        asked.append(message.to)
        raise TimeoutError("timed out")

    monkeypatch.setattr(mail_channel.EmailMessage, "send", hang)
    post([notice(kuitun, key=f"n{number}") for number in range(30)])
    assert send() == 0
    assert len(asked) == 1
    assert {each.attempts for each in Notice.objects.all()} == {1}
    assert not Notice.objects.due(NOON + timedelta(seconds=59)).exists()
    monkeypatch.setattr(mail_channel.EmailMessage, "send", lambda message: 1)
    assert send(NOON + timedelta(minutes=1)) == 30


def test_a_refusal_of_one_message_does_not_put_off_the_rest(kuitun, monkeypatch):
    def busy(message):
        if message.subject == "grey":
            raise smtplib.SMTPDataError(451, b"try again later")

    monkeypatch.setattr(mail_channel.EmailMessage, "send", busy)
    post([notice(kuitun, key="grey", subject="grey"), notice(kuitun, key="good")])
    assert send() == 1


def test_a_dead_worker_lets_its_lease_run_out(kuitun):
    post([notice(kuitun)])
    assert len(sending.claim(now=NOON, limit=10)) == 1
    assert send(NOON + timedelta(minutes=4)) == 0
    assert send(NOON + timedelta(minutes=6)) == 1


def test_inbox_notices_are_delivered_by_existing(kuitun):
    post([notice(kuitun, channel=Channel.INBOX)])
    assert Notice.objects.get().sent_at == NOON


def test_a_drill_cannot_be_given_to_a_channel_that_leads_out(kuitun):
    with pytest.raises(IntegrityError), transaction.atomic():
        notice(kuitun, is_drill=True).save()


def test_a_manual_notice_stays_in_sight_until_someone_says_they_told(kuitun, sun, qian):
    post([notice(kuitun, channel=Channel.MANUAL)])
    waiting = Notice.objects.for_people().get()
    with pytest.raises(PermissionDenied):
        confirm_told(waiting, by=qian, now=NOON, note="told")
    confirm_told(waiting, by=sun, now=NOON, note="told Mr Zhang by telephone")
    assert not Notice.objects.for_people().exists()
    with pytest.raises(IllegalMove):
        confirm_told(waiting, by=sun, now=NOON, note="again")


@pytest.mark.django_db(transaction=True)
def test_five_workers_send_each_of_a_hundred_notices_once(kuitun, monkeypatch):
    taken = []
    monkeypatch.setitem(sending.SENDERS, Channel.MAIL, lambda notice: taken.append(notice.key))
    post([notice(kuitun, key=f"k{number}") for number in range(100)])
    start = threading.Barrier(5)

    def work():
        start.wait()
        try:
            send()
        finally:
            close_old_connections()
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(f"k{number}" for number in range(100))


def test_an_inbox_is_found_by_its_indexes(kuitun, li):
    query = str(Notice.objects.inbox_of(li).query)
    assert "JOIN" not in query
    assert "SELECT" not in query.removeprefix("SELECT")
