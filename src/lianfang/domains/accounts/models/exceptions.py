"""Rights outside of the roles: for three hours in an emergency, and for an organisation's machines."""

from django.db import models
from django.db.models import Q

from lianfang.domains.accounts.models.account import Account


class BrokenGlass(models.Model):
    """Somebody took their rights into an area that is not theirs: for a reason, for a time, and another was told."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="broken_glass")
    area = models.CharField(max_length=12)
    reason = models.CharField(max_length=400)
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    told = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="told_of")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_broken_glass_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="accounts_broken_glass_told_is_another", condition=~Q(told=models.F("account"))
            ),
            models.CheckConstraint(name="accounts_broken_glass_ends", condition=Q(until__gt=models.F("begun_at"))),
        ]
        indexes = [models.Index(name="accounts_broken_glass_now", fields=["account", "until"])]

    def __str__(self) -> str:
        return f"broken glass {self.pk}"


class ApiToken(models.Model):
    """An organisation's key to the JSON doors: rights in an area until a day. Only a hash of the secret is kept."""

    label = models.CharField(max_length=80)
    organisation = models.CharField(max_length=40)
    area = models.CharField(max_length=12)
    scopes = models.JSONField()
    secret_mark = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_token_revoked_at_and_by_go_together",
                condition=Q(revoked_at=None, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
            ),
            models.CheckConstraint(name="accounts_token_ends", condition=Q(expires_at__gt=models.F("made_at"))),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"
