"""Who has an account, and what they may do where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from lianfang.domains.accounts.states import AccountState, Kind
from lianfang.kernel.roles import Role


class Account(AbstractBaseUser):
    """A member of staff or a citizen. `token` is the pseudonym that stands in the audit log.

    Staff have a `username` and a `name` that colleagues see; citizens have a phone, sealed, and its mark.
    """

    token = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=AccountState.INVITED.value)
    username = models.CharField(max_length=60, unique=True, null=True)  # citizens have none
    name = models.CharField(max_length=80, blank=True)
    area = models.CharField(max_length=12, blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_mark = models.CharField(max_length=80, unique=True, null=True)  # staff have none
    invite_mark = models.CharField(max_length=80, blank=True)
    invite_until = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = BaseUserManager["Account"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_account_kind_is_known", condition=Q(kind__in=[kind.value for kind in Kind])
            ),
            models.CheckConstraint(
                name="accounts_account_state_is_known", condition=Q(state__in=[state.value for state in AccountState])
            ),
            models.CheckConstraint(
                name="accounts_account_staff_have_names_citizens_have_phones",
                condition=Q(kind=Kind.STAFF.value, username__isnull=False, phone_mark=None)
                | Q(kind=Kind.CITIZEN.value, username=None, phone_mark__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_account_left_when_left",
                condition=Q(state=AccountState.LEFT.value, left_at__isnull=False)
                | (~Q(state=AccountState.LEFT.value) & Q(left_at=None)),
            ),
        ]
        indexes = [models.Index(name="accounts_account_list", fields=["kind", "area", "id"])]

    def __str__(self) -> str:
        return f"account {self.token}"

    @property
    def is_active(self) -> bool:
        """Whether one may come in with this account: Django asks."""
        return self.state == AccountState.ACTIVE.value


class RoleGrant(models.Model):
    """A role, given to somebody for an area (and there for one organisation, when named), until it is ended."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20)
    area = models.CharField(max_length=12)
    organisation = models.CharField(max_length=40, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_role_grant_role_is_known", condition=Q(role__in=[role.value for role in Role])
            ),
            models.CheckConstraint(
                name="accounts_role_grant_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.UniqueConstraint(
                name="accounts_role_grant_once",
                fields=["account", "role", "area", "organisation"],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.area}"
