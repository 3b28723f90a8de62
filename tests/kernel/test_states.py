from enum import StrEnum

import pytest

from lianfang.kernel.states import Machine, Move, MoveNotAllowed


class Light(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


OFF, ON, BROKEN = Light


def a_machine(*more: Move) -> Machine:
    return Machine(
        "room.light",
        start=OFF,
        moves=[
            Move("switch_on", frozenset({OFF}), ON, needs="light.switch"),
            Move("switch_off", frozenset({ON}), OFF, needs="light.switch"),
            Move("smash", frozenset({OFF, ON}), BROKEN, needs="light.smash"),
            *more,
        ],
    )


def test_a_move_on_the_list_is_given_back_with_its_target():
    assert a_machine().move("off", "switch_on", what="light 1").target is ON


@pytest.mark.parametrize("verb", ["switch_on", "unheard_of"])
def test_a_move_not_on_the_list_is_refused_naming_what_is_possible(verb):
    with pytest.raises(MoveNotAllowed) as refused:
        a_machine().move(ON, verb, what="light 1")

    assert str(refused.value) == f"light 1 is on, so it cannot be moved by “{verb}”."
    assert refused.value.next_step() == "From on you can: switch_off, smash."


def test_a_final_state_says_that_it_is_final():
    with pytest.raises(MoveNotAllowed) as refused:
        a_machine().move(BROKEN, "switch_on", what="light 1")

    assert refused.value.next_step() == "From broken you can: nothing; it is final."
    assert [state for state in Light if a_machine().is_final(state)] == [BROKEN]


def test_a_state_nobody_declared_is_a_bug_and_not_a_refusal():
    with pytest.raises(ValueError, match="purple"):
        a_machine().move("purple", "switch_on", what="light 1")


def test_the_right_a_move_needs_is_part_of_the_list():
    assert a_machine().permission("smash") == "light.smash"


def test_every_state_is_reached_by_its_shortest_route():
    machine = a_machine()

    assert {state: machine.route_to(state) for state in Light} == {
        OFF: (),
        ON: ("switch_on",),
        BROKEN: ("smash",),
    }


def test_a_verb_declared_twice_is_refused_at_once():
    with pytest.raises(ValueError, match="declared twice"):
        a_machine(Move("smash", frozenset({ON}), OFF, needs="light.smash"))


def test_a_state_that_cannot_be_reached_is_refused_at_once():
    with pytest.raises(ValueError, match=r"cannot be reached.*broken"):
        Machine("room.light", start=OFF, moves=[Move("switch_on", frozenset({OFF}), ON, needs="light.switch")])


def test_a_state_of_another_machine_is_refused_at_once():
    class Door(StrEnum):
        OPEN = "open"

    with pytest.raises(ValueError, match=r"not states of it.*open"):
        a_machine(Move("open", frozenset({ON}), Door.OPEN, needs="door.open"))
