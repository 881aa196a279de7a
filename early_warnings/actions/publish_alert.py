"""Publish the CAP alert of an issued document: composed, signed, checked and stored once."""

import hashlib
from datetime import datetime

import structlog
from django.db import transaction

from early_warnings import letters
from early_warnings.alerts import compose
from early_warnings.cap import AlertError
from early_warnings.models import EarlyWarning, PublishedAlert
from early_warnings.wording import headline
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.moves import lock
from portal.outbox.actions.post import post

log = structlog.get_logger()


@transaction.atomic
def publish_alert(warning: EarlyWarning, *, now: datetime) -> PublishedAlert | None:
    """The stored alert; None when it cannot be published, which the log and the office are told.

    Locks the warning. One that has its alert keeps it, whatever changed since. IllegalMove for a drill or a
    document that was not issued.
    """
    lock(warning)
    if warning.is_drill or warning.issued_at is None:
        raise IllegalMove(f"{warning}: only issued documents that are no drill are published")
    published = PublishedAlert.objects.filter(warning=warning).first()
    return published or _publish(warning, now)


def _publish(warning: EarlyWarning, now: datetime) -> PublishedAlert | None:
    try:
        alert = compose(warning, now)
    except AlertError as problem:
        log.error("alert not published", warning=warning.number, problem=str(problem))
        _tell(warning, problem, now)
        return None
    return PublishedAlert.objects.create(
        warning=warning,
        sender=alert.sender,
        xml=alert.content.decode(),
        sha256=hashlib.sha256(alert.content).hexdigest(),
        is_signed=alert.is_signed,
        expires_at=alert.expires_at,
        published_at=now,
    )


def _tell(warning: EarlyWarning, problem: AlertError, now: datetime) -> None:
    body = (
        "该文件的公众网页已公开，但供其他系统读取的预警信息（CAP）没有发布，订阅地址暂停服务。"
        f"系统会自动重试，请通知管理员排除故障。原因：{problem}"
    )
    subject = f"预警信息（CAP）未能发布：{headline(warning)}"
    post(letters.to_office(warning, kind="alert_not_published", subject=subject, body=body, now=now))
