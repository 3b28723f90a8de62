"""Texts to phones: written sealed with the change that causes them, sent after it by the queue."""

from datetime import datetime

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.models import OutgoingMessage
from lianfang.domains.work.public import enqueue
from lianfang.gateways.messages import Messages
from lianfang.kernel.personal import Personal

PHONE, TEXT = "accounts.message_phone", "accounts.message_text"
SEND = "accounts.send_message"


def put_message(*, phone: Personal[str], text: Personal[str], useless_after: datetime, now: datetime) -> None:
    """Put a text on its way, in the caller's transaction. Two queries."""
    vault = queries.vault()
    message = OutgoingMessage.objects.create(
        phone_sealed=vault.seal(phone, about=PHONE),
        text_sealed=vault.seal(text, about=TEXT),
        made_at=now,
        useless_after=useless_after,
    )
    enqueue(SEND, {"message": message.pk})


def send_message(message_id: int, *, through: Messages, now: datetime) -> None:
    """Send one, unless it was sent or would come too late. Afterwards nothing personal is kept of it."""
    message = OutgoingMessage.objects.filter(pk=message_id, sent_at=None).first()
    if message is None:
        return
    if now < message.useless_after:
        vault = queries.vault()
        phone, text = vault.open(message.phone_sealed, about=PHONE), vault.open(message.text_sealed, about=TEXT)
        through.send(phone, text, once=f"message-{message.pk}")
        message.sent_at = now
    message.phone_sealed = message.text_sealed = ""
    message.save(update_fields=["sent_at", "phone_sealed", "text_sealed"])
