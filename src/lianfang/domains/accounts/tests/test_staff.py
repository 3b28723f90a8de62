import pytest

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.commands.staff import _open_work
from lianfang.domains.accounts.errors import NameTaken, NoSuchAccount, NotAName, NotOneself, OpenWork
from lianfang.domains.accounts.models import Account, RoleGrant
from lianfang.domains.accounts.queries import Post
from lianfang.domains.accounts.tests.given import (
    HEADQUARTERS,
    PASSWORD,
    invited,
    is_signed_in,
    joined,
    machine_now,
    secret_on,
    text_of,
)
from lianfang.domains.audit.models import Row
from lianfang.kernel.actors import Actor, NotPermitted
from lianfang.kernel.roles import GIVES, STAFF, Role, grants_of
from lianfang.kernel.states import MoveNotAllowed
from tests.given import CHAOYANG, CITY, DONGCHENG, NOON, actor, signed_in_as

pytestmark = pytest.mark.django_db

OFFICER = actor(Role.UNIT_OFFICER, CHAOYANG, id_="staff-officer")


def invite(role: Role, area: str, *, by: Actor, username: str = "new.colleague", **post: str):
    return commands.invite_staff(
        username=username, name="王小明", post=Post(role, area, post.get("organisation", "")), by=by, at=NOON,
        now=machine_now(),
    )  # fmt: skip


@pytest.fixture
def open_matters():
    """A room in which somebody has open matters: set the number."""
    counts: dict[str, int] = {}
    commands.register_open_work("walked", lambda holder: counts.get(holder, 0))
    yield counts
    del _open_work["walked"]


def test_the_invitations_code_is_shown_once_and_opens_the_account(stranger):
    browser = signed_in_as(joined(Role.UNIT_OFFICER, CHAOYANG))
    fields = {"username": "li.wei", "name": "李伟", "role": "inspector", "area": CHAOYANG}

    page = browser.post("/staff/invite/", fields, follow=True)
    code = secret_on(text_of(page))

    assert code not in text_of(browser.get(page.request["PATH_INFO"]))
    stranger.post("/join/", {"username": "li.wei", "code": code, "password": PASSWORD})
    assert is_signed_in(stranger)
    assert list(RoleGrant.objects.filter(account__username="li.wei").values_list("role", "area")) == [
        ("inspector", CHAOYANG)
    ]


@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_unit_officer_gives_the_roles_of_a_unit_in_their_own_district_and_no_others(role):
    if role in GIVES[Role.UNIT_OFFICER]:
        assert invite(role, CHAOYANG, by=OFFICER)[0].area == CHAOYANG
    else:
        with pytest.raises(NotPermitted):
            invite(role, CHAOYANG, by=OFFICER)
    with pytest.raises(NotPermitted):
        invite(role, DONGCHENG, by=OFFICER, username="elsewhere")


def test_whoever_manages_for_an_organisation_staffs_that_organisation_only():
    manager = actor(Role.UNIT_OFFICER, CHAOYANG, organisation="unit-9")

    account, _ = invite(Role.INSPECTOR, CHAOYANG, by=manager, organisation="unit-9")

    with pytest.raises(NotPermitted):
        invite(Role.INSPECTOR, CHAOYANG, by=manager, username="another")
    joined(Role.INSPECTOR, CHAOYANG)
    assert [row.id for row in queries.staff(by=manager)] == [account.pk]


@pytest.mark.parametrize("username", ["", "ab", "Wang", "王小明", "a b c", "1abc", "a" * 61, "a;drop"])
def test_a_sign_in_name_is_plain(username):
    with pytest.raises(NotAName):
        invite(Role.INSPECTOR, CHAOYANG, by=OFFICER, username=username)


@pytest.mark.parametrize("post", [Post("", CHAOYANG, ""), Post("citizen", CHAOYANG, ""), Post("inspector", "here", "")])
def test_a_post_is_a_role_of_staff_in_an_area(post):
    with pytest.raises(NotAName):
        commands.invite_staff(username="li.wei", name="李伟", post=post, by=HEADQUARTERS, at=NOON, now=machine_now())


def test_a_sign_in_name_is_given_once():
    invite(Role.INSPECTOR, CHAOYANG, by=OFFICER)

    with pytest.raises(NameTaken):
        invite(Role.INSPECTOR, CHAOYANG, by=OFFICER)


def test_moving_ends_the_old_post_begins_the_new_one_and_signs_out():
    account = joined(Role.INSPECTOR, CHAOYANG)
    browser = signed_in_as(account)

    commands.move_staff(account_id=account.pk, post=Post(Role.HOTLINE_AGENT, DONGCHENG, ""), by=HEADQUARTERS, at=NOON)

    grants = RoleGrant.objects.filter(account=account).order_by("pk").values_list("role", "area", "ended_by")
    assert list(grants) == [("inspector", CHAOYANG, "staff-hq"), ("hotline_agent", DONGCHENG, "")]
    assert not is_signed_in(browser)
    assert Row.objects.filter(what="accounts.move", subject=account.token).count() == 1


def test_nobody_moves_or_leaves_with_open_matters_in_their_hands(open_matters):
    account = joined()
    open_matters[account.token] = 2
    steps = (
        lambda: commands.let_go(account_id=account.pk, by=HEADQUARTERS, at=NOON),
        lambda: commands.move_staff(
            account_id=account.pk, post=Post(Role.INSPECTOR, DONGCHENG, ""), by=HEADQUARTERS, at=NOON
        ),
    )

    for step in steps:
        with pytest.raises(OpenWork, match=r"2 open matters .*walked"):
            step()

    open_matters[account.token] = 0
    assert steps[0]().state == "left"


def test_whoever_left_is_out_at_once_and_what_they_did_stays():
    account = joined()
    browser = signed_in_as(account)

    commands.let_go(account_id=account.pk, by=HEADQUARTERS, at=NOON)

    assert not is_signed_in(browser)
    assert Row.objects.filter(by=account.token).exists()
    with pytest.raises(MoveNotAllowed):
        commands.let_go(account_id=account.pk, by=HEADQUARTERS, at=NOON)


def test_whoever_left_can_be_invited_again_and_has_no_post_until_given_one():
    account = joined()
    commands.let_go(account_id=account.pk, by=HEADQUARTERS, at=NOON)

    commands.invite_again(account_id=account.pk, by=HEADQUARTERS, at=NOON, now=machine_now())

    account.refresh_from_db()
    assert (account.state, account.left_at) == ("invited", None)
    assert not RoleGrant.objects.filter(account=account, ended_at=None).exists()


def test_nobody_changes_their_own_roles():
    account = joined(Role.HEADQUARTERS, CITY)
    themselves = Actor(account.token, grants_of(Role.HEADQUARTERS, area=CITY))

    with pytest.raises(NotOneself):
        commands.let_go(account_id=account.pk, by=themselves, at=NOON)


def test_an_officer_does_not_touch_somebody_above_them():
    chief = joined(Role.HEADQUARTERS, CHAOYANG)

    for step in (commands.let_go, commands.forget_second_factor):
        with pytest.raises(NotPermitted):
            step(account_id=chief.pk, by=OFFICER, at=NOON)


def test_staff_of_elsewhere_are_as_if_they_did_not_exist():
    there = joined(Role.INSPECTOR, DONGCHENG)

    with pytest.raises(NoSuchAccount):
        commands.let_go(account_id=there.pk, by=OFFICER, at=NOON)
    assert queries.staff_member(there.pk, by=OFFICER) is None
    assert [row.id for row in queries.staff(by=OFFICER)] == []
    assert queries.staff_count(by=OFFICER) == {"invited": 0, "active": 0, "left": 0}
    assert queries.staff(by=OFFICER, text="王") == []


def test_the_list_costs_the_same_for_one_and_for_a_full_page(django_assert_num_queries):
    joined()
    with django_assert_num_queries(2):
        assert len(queries.staff(by=HEADQUARTERS)) == 1
    Account.objects.bulk_create(
        Account(token=f"s{n}", kind="staff", state="active", username=f"s.{n}", area=CHAOYANG, began_at=NOON)
        for n in range(100)
    )

    with django_assert_num_queries(2):
        assert len(queries.staff(by=HEADQUARTERS)) == queries.PAGE + 1


def test_pages_of_the_list_follow_each_other_without_a_gap():
    Account.objects.bulk_create(
        Account(token=f"s{n}", kind="staff", state="active", username=f"s.{n}", area=CHAOYANG, began_at=NOON)
        for n in range(70)
    )

    found, after = [], 0
    while rows := queries.staff(by=HEADQUARTERS, after=after):
        page = rows[: queries.PAGE]
        found += [row.id for row in page]
        after = page[-1].id

    assert found == sorted(Account.objects.values_list("pk", flat=True))


def test_the_list_is_filtered_by_state_role_and_text():
    active, _ = joined(Role.INSPECTOR), joined(Role.SITE_MANAGER)
    waiting, _ = invited(Role.INSPECTOR)

    assert {row.id for row in queries.staff(by=HEADQUARTERS, role="inspector")} == {active.pk, waiting.pk}
    assert [row.id for row in queries.staff(by=HEADQUARTERS, state="invited")] == [waiting.pk]
    assert [row.id for row in queries.staff(by=HEADQUARTERS, text=active.username)] == [active.pk]


@pytest.mark.parametrize("query", ["after=x", "after=" + "9" * 30, "state=%00", "role=god", "text=" + "x" * 5000])
def test_rubbish_in_a_filter_is_no_fault(query):
    assert signed_in_as(joined(Role.UNIT_OFFICER)).get(f"/staff/?{query}").status_code == 200
