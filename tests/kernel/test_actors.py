import pytest

from lianfang.kernel.actors import Actor, Grant, NotPermitted

AGENT = Actor.of("officer-7", ["hotline.answer", "hotline.close"], area="110105")
CITY = Actor.of("officer-1", ["hotline.answer"], area="110000")


@pytest.mark.parametrize("area", ["110105", "110105003", "110105003001"])
def test_a_right_holds_in_its_area_and_in_everything_inside_it(area):
    AGENT.must("hotline.answer", area=area)


@pytest.mark.parametrize("area", ["110101", "110000", "1101", "", "310105"])
def test_a_right_does_not_hold_beside_or_above_its_area(area):
    with pytest.raises(NotPermitted):
        AGENT.must("hotline.answer", area=area)


@pytest.mark.parametrize("area", ["110105", "110101003", "110000", "11"])
def test_a_right_for_the_city_holds_in_every_district(area):
    CITY.must("hotline.answer", area=area)


def test_place_and_right_must_come_from_one_grant():
    both = Actor("officer-2", frozenset({Grant("hotline.answer", "110105"), Grant("hotline.close", "110101")}))

    assert both.may("hotline.answer", area="110105")
    assert not both.may("hotline.answer", area="110101")
    assert not both.may("hotline.close", area="110105")


def test_the_refusal_is_the_same_for_a_missing_right_and_a_wrong_place():
    with pytest.raises(NotPermitted) as wrong_place:
        AGENT.must("hotline.answer", area="110101")
    with pytest.raises(NotPermitted) as no_right:
        AGENT.must("codes.lift", area="110105")

    assert str(wrong_place.value) == str(no_right.value)
    assert wrong_place.value.next_step() == no_right.value.next_step()
    assert "hotline" not in str(wrong_place.value) + wrong_place.value.next_step()


def test_nobody_may_do_anything_by_default():
    assert not Actor("stranger").may("hotline.answer", area="110105")


@pytest.mark.parametrize("area", ["", "everywhere", "１１"])
def test_a_right_for_no_place_cannot_be_given(area):
    with pytest.raises(ValueError, match="needs an area"):
        Grant("hotline.answer", area)


def test_a_list_can_be_cut_to_the_areas_of_a_right():
    assert CITY.areas("hotline.answer") == {"11"}
    assert CITY.areas("hotline.close") == frozenset()


def test_a_right_held_for_one_organisation_opens_only_lists_that_filter_by_it():
    worker = Actor("worker-1", frozenset({Grant("casework.see", "110105", "U-1")}))

    worker.must_hold("casework.see")
    with pytest.raises(NotPermitted):
        worker.must_somewhere("casework.see")
    with pytest.raises(NotPermitted):
        worker.must_hold("casework.export")
