"""What guards the door: sessions, attempts, one-time codes and the messages that carry them."""

from django.db import models

from lianfang.domains.accounts.models.account import Account


class Session(models.Model):
    """One signed-in browser of an account; `key_mark` is a hash of the session's key, never the key."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    key_mark = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="accounts_session_oldest", fields=["account", "begun_at"])]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Attempt(models.Model):
    """Somebody tried something that is counted. `mark` is a keyed hash of the name, phone or address it counts for."""

    kind = models.CharField(max_length=20)
    mark = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="accounts_attempt_count", fields=["kind", "mark", "at"])]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class PhoneCode(models.Model):
    """A one-time code sent to a phone. Only its hash is kept; it dies by use, by time or by wrong tries."""

    phone_mark = models.CharField(max_length=80, db_index=True)
    code_mark = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code {self.pk}"


class OutgoingMessage(models.Model):
    """A text on its way: written with the change that causes it, sent by the queue; emptied when that is over."""

    phone_sealed = models.TextField(blank=True)
    text_sealed = models.TextField(blank=True)
    made_at = models.DateTimeField()
    useless_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"message {self.pk}"
