"""Mail through Django's mail backend."""

import smtplib
from email.headerregistry import Address

from django.conf import settings
from django.core.mail import EmailMessage

from portal.outbox.channels import ChannelError
from portal.outbox.models import Notice

# Not about one notice: the server did not answer, or lets nobody in.
DOWN = (
    smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)  # fmt: skip


def send(notice: Notice) -> None:
    """Hand the notice to the mail server; its key goes along, so that a receiver can spot a repetition."""
    if not notice.address:
        raise ChannelError("no mail address", permanent=True)
    domain = Address(addr_spec=_plain(settings.DEFAULT_FROM_EMAIL)).domain or "localhost"
    message = EmailMessage(
        subject=notice.subject,
        body=_text(notice),
        to=[notice.address],
        headers={"Message-ID": f"<{notice.key.replace(':', '.')}@{domain}>"},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise ChannelError(str(error), permanent=True) from error
    except DOWN as error:
        raise ChannelError(str(error), is_down=True) from error
    except smtplib.SMTPException as error:
        raise ChannelError(str(error)) from error
    except OSError as error:
        raise ChannelError(str(error), is_down=True) from error


def _plain(address: str) -> str:
    return address.rpartition("<")[2].rstrip(">")


def _text(notice: Notice) -> str:
    link = f"\n\n{settings.SITE_URL}{notice.link}" if notice.link else ""
    return f"{notice.body}{link}\n"
