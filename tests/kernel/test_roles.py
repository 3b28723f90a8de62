from lianfang.kernel.actors import Grant
from lianfang.kernel.roles import RIGHTS, Role, grants_of, rights_of, roles_with
from tests.given import CHAOYANG, DONGCHENG, actor


def test_a_right_is_held_by_the_roles_that_its_line_names():
    assert roles_with("audit.read") == {Role.AUDITOR}
    assert rights_of(Role.AUDITOR) == {right for right, roles in RIGHTS.items() if Role.AUDITOR in roles}


def test_a_citizen_has_no_right_by_role():
    assert rights_of(Role.CITIZEN) == frozenset()


def test_every_right_is_a_room_and_a_verb_and_somebody_holds_it():
    assert [right for right, roles in RIGHTS.items() if right.count(".") != 1 or not roles] == []


def test_a_role_gives_its_rights_where_it_was_granted_and_nowhere_else():
    officer = actor(Role.UNIT_OFFICER, CHAOYANG)

    assert officer.may("accounts.manage", area="110105003001")
    assert not officer.may("accounts.manage", area=DONGCHENG)
    assert Grant("accounts.manage", CHAOYANG, "unit-9") in grants_of(
        Role.UNIT_OFFICER, area=CHAOYANG, organisation="unit-9"
    )
