from datetime import timedelta

import pytest

from lianfang.domains.accounts import commands, public, queries
from lianfang.domains.accounts.commands import TokenAsked
from lianfang.domains.accounts.errors import NobodyToTell, NoReason, NoSuchAccount, NotATokenToBe, TokenNotValid
from lianfang.domains.accounts.models import ApiToken, BrokenGlass
from lianfang.domains.accounts.tests.given import HEADQUARTERS, joined, machine_now, secret_on, text_of
from lianfang.domains.audit.models import Row
from lianfang.kernel.actors import Actor, NotPermitted
from lianfang.kernel.roles import Role, grants_of
from tests.given import CHAOYANG, CITY, DONGCHENG, NOON, actor, signed_in_as

pytestmark = pytest.mark.django_db

REASON = "朝阳大屯路小区突发聚集，需立即核对人员"
ASKED = TokenAsked("机场抵达名单", "carrier-7", CITY, frozenset({"accounts.see"}), 90)


def as_actor(account, role: Role, area: str) -> Actor:
    return Actor(account.token, grants_of(role, area=area))


@pytest.fixture
def officer():
    return joined(Role.UNIT_OFFICER, DONGCHENG)


@pytest.fixture
def chief():
    """Somebody who can be told."""
    return joined(Role.HEADQUARTERS, CITY)


def break_it(officer, *, area: str = CHAOYANG, reason: str = REASON, at=NOON) -> BrokenGlass:
    by = as_actor(officer, Role.UNIT_OFFICER, DONGCHENG)
    return commands.break_glass(account_id=officer.pk, area=area, reason=reason, by=by, at=at)


def may_now(officer, right: str, *, area: str, at) -> bool:
    session = commands.begin_session(
        account=officer, key=f"key-{at}-{area}-{right}", device="", at=at, now=machine_now()
    )
    return queries.who_is(session, at=at).actor.may(right, area=area)


def test_broken_glass_takes_ones_rights_elsewhere_for_three_hours_and_not_longer(officer, chief):
    right = "places.manage"
    assert not may_now(officer, right, area=CHAOYANG, at=NOON)

    break_it(officer)

    assert may_now(officer, right, area=CHAOYANG, at=NOON + timedelta(hours=2, minutes=59))
    assert not may_now(officer, right, area=CHAOYANG, at=NOON + timedelta(hours=3))
    assert not may_now(officer, right, area="110108", at=NOON)


def test_broken_glass_gives_no_power_over_accounts(officer, chief):
    break_it(officer)

    assert not may_now(officer, "accounts.manage", area=CHAOYANG, at=NOON)


def test_another_is_told_and_says_that_they_saw_it_and_all_of_it_is_on_record(officer, chief):
    broken = break_it(officer)
    assert queries.untold(chief.pk) == 1
    browser = signed_in_as(chief)

    page = text_of(browser.get("/glass/"))
    browser.post(f"/glass/{broken.pk}/seen/")

    assert REASON in page
    assert queries.untold(chief.pk) == 0
    acts = Row.objects.filter(subject=f"glass {broken.pk}").order_by("pk").values_list("what", "by", "area")
    assert list(acts) == [
        ("accounts.break_glass", officer.token, CHAOYANG),
        ("accounts.see_glass", chief.token, CHAOYANG),
    ]


def test_whoever_was_told_can_end_it_and_nobody_else(officer, chief):
    broken = break_it(officer)
    stranger = joined(Role.HEADQUARTERS, CITY)

    with pytest.raises(NoSuchAccount):
        commands.end_broken_glass(glass_id=broken.pk, account_id=stranger.pk, by=HEADQUARTERS, at=NOON)
    commands.end_broken_glass(glass_id=broken.pk, account_id=chief.pk, by=HEADQUARTERS, at=NOON + timedelta(hours=1))

    assert not may_now(officer, "places.manage", area=CHAOYANG, at=NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "紧急"},
        {"reason": f"请联系 13800000000 {REASON}"},
        {"area": "nowhere"},
        {"area": DONGCHENG},
    ],
)
def test_without_a_reason_or_where_one_has_rights_anyway_nothing_is_broken(officer, chief, wrong):
    with pytest.raises(NoReason):
        break_it(officer, **wrong)

    assert not BrokenGlass.objects.exists()


def test_when_nobody_could_be_told_the_glass_stays_whole(officer):
    with pytest.raises(NobodyToTell):
        break_it(officer)


def test_the_nearest_who_can_be_told_is_told_and_never_oneself(officer, chief):
    near = joined(Role.AUDITOR, CHAOYANG)
    joined(Role.AUDITOR, DONGCHENG)

    assert break_it(officer).told_id == near.pk


def test_a_role_without_the_right_breaks_nothing(chief):
    carrier = joined(Role.CARRIER, CITY)

    with pytest.raises(NotPermitted):
        commands.break_glass(
            account_id=carrier.pk, area=CHAOYANG, reason=REASON, by=as_actor(carrier, Role.CARRIER, CITY), at=NOON
        )


def issue(asked: TokenAsked = ASKED, *, by: Actor = HEADQUARTERS) -> tuple[ApiToken, str]:
    return commands.issue_token(asked=asked, by=by, at=NOON, now=machine_now())


def test_a_token_acts_within_its_scopes_its_area_and_its_organisation():
    _, secret = issue()

    who = public.actor_of_token(secret, now=machine_now())

    assert who.may("accounts.see", area=CHAOYANG, organisation="carrier-7")
    assert not who.may("accounts.see", area=CHAOYANG, organisation="carrier-8")
    assert not who.may("accounts.manage", area=CHAOYANG, organisation="carrier-7")


def test_a_token_ends_on_its_day_and_when_it_is_revoked():
    token, secret = issue()

    with pytest.raises(TokenNotValid):
        public.actor_of_token(secret, now=machine_now() + timedelta(days=91))
    commands.revoke_token(token_id=token.pk, by=HEADQUARTERS, at=NOON)
    with pytest.raises(TokenNotValid):
        public.actor_of_token(secret, now=machine_now())


def test_only_a_hash_of_a_token_is_kept_and_it_is_shown_once():
    browser = signed_in_as(joined(Role.ENGINEER, CITY))
    fields = {"label": "抵达名单", "organisation": "carrier-7", "area": CITY, "days": "30", "scopes": ["accounts.see"]}

    shown = secret_on(text_of(browser.post("/tokens/", fields, follow=True)))

    assert public.actor_of_token(shown, now=machine_now())
    assert shown not in text_of(browser.get("/tokens/"))
    assert shown not in str(list(ApiToken.objects.values()))


@pytest.mark.parametrize(
    "wrong",
    [
        TokenAsked("", "o", CITY, frozenset({"accounts.see"}), 1),
        TokenAsked("l", "", CITY, frozenset({"accounts.see"}), 1),
        TokenAsked("l", "o", "city", frozenset({"accounts.see"}), 1),
        TokenAsked("l", "o", CITY, frozenset(), 1),
        TokenAsked("l", "o", CITY, frozenset({"accounts.manage"}), 1),
        TokenAsked("l", "o", CITY, frozenset({"accounts.see"}), 0),
        TokenAsked("l", "o", CITY, frozenset({"accounts.see"}), 367),
    ],
)
def test_a_token_without_name_place_scope_or_end_is_not_issued(wrong):
    with pytest.raises(NotATokenToBe):
        issue(wrong)


def test_tokens_are_issued_and_revoked_in_ones_own_area_only():
    token, _ = issue()
    elsewhere = actor(Role.HEADQUARTERS, DONGCHENG)

    with pytest.raises(NotPermitted):
        issue(by=elsewhere)
    with pytest.raises(NoSuchAccount):
        commands.revoke_token(token_id=token.pk, by=elsewhere, at=NOON)
    assert queries.tokens(by=elsewhere) == []


def test_a_token_is_noted_as_used_once_a_day(django_assert_num_queries):
    token, secret = issue()
    public.actor_of_token(secret, now=machine_now())

    with django_assert_num_queries(1):
        public.actor_of_token(secret, now=machine_now())

    token.refresh_from_db()
    assert token.used_on == machine_now().date()
