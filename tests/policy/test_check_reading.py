"""What `check` refuses before anything is decided: each fault with its file, its line and what to do."""

import pytest

from lianfang.policy.engines.meaning import HOUR
from lianfang.policy.faults import Fault, Place
from lianfang.policy.nodes import Const, walk
from lianfang.policy.packs import read_with_faults
from tests.policy.in_english import InEnglish

ENTRY = "measures/entry/rules.yaml"
RULE = """
- id: E9.more
  from: 2022-01-22
  until: 2022-12-07
  when: outside
  if_unknown: allow
  entry: conditional
  title: {zh: 一, en: one}
  says: {zh: 一, en: one}
  remedy: {zh: 一, en: one}
  cite: {source: popups_2022_02, clause: one}
"""


def only(faults: tuple[Fault, ...]) -> Fault:
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


def test_a_value_without_a_citation_is_refused(draft):
    path = draft.root / "values" / "border_county_days.yaml"
    kept = path.read_text(encoding="utf-8").partition("    cite:")[0]
    path.write_text(kept, encoding="utf-8")

    fault = only(draft.faults())

    assert fault.place == Place(
        "values/border_county_days.yaml", draft.line("values/border_county_days.yaml", "- from:")
    )
    assert fault.says.en == "a step of border_county_days has no citation."
    assert fault.suggestion.en == "Write cite: {source: …, clause: …}."


def test_a_citation_of_an_unknown_source_names_the_nearest(draft):
    line = draft.change("values/entry_window_days.yaml", "source: press_234", "source: pres_234")

    fault = only(draft.faults())

    assert fault.place == Place("values/entry_window_days.yaml", line)
    assert (fault.says.en, fault.suggestion.en) == (
        "There is no source “pres_234” in pack.yaml.",
        "Did you mean “press_234”?",
    )


def test_a_date_compared_with_a_number_is_refused_with_its_position(draft):
    when = "days_since(last_in_border_county) <= border_county_days"
    line = draft.change(ENTRY, when, "last_arrival <= border_county_days")

    fault = only(draft.faults())

    assert fault.place == Place(ENTRY, line)
    assert fault.says.en == (
        "“when” of the rule E5.land_border, column 1: A moment cannot be compared with a number:"
        " “last_arrival <= border_county_days”."
    )
    assert fault.suggestion.en.startswith("Compare days_since(…) with a number of days")


def test_a_misspelled_fact_is_answered_with_did_you_mean(draft):
    line = draft.change(ENTRY, "days_since(last_in_border_county)", "days_since(last_in_boarder_county)")

    fault = only(draft.faults())

    assert fault.place == Place(ENTRY, line)
    assert "column 12: “last_in_boarder_county” is not known for a person." in fault.says.en
    assert fault.suggestion.en == "Did you mean “last_in_border_county”?"


def test_a_word_outside_an_enumeration_is_refused(draft):
    line = draft.change("facts/health.yaml", "degree = 'close' and", "degree = 'closed' and")

    fault = only(draft.faults())

    assert fault.place.file == "facts/health.yaml"
    assert fault.place.line == line
    assert "“degree” is never “closed”." in fault.says.en
    assert fault.suggestion.en == "Did you mean “close”?"


def test_an_unknown_notice_is_refused(draft):
    line = draft.change(ENTRY, "notice: defer_entry", "notice: defer_entri")

    fault = only(draft.faults())

    assert fault.place == Place(ENTRY, line)
    assert (fault.says.en, fault.suggestion.en) == ("There is no notice “defer_entri”.", "Did you mean “defer_entry”?")


def test_two_rules_of_one_id_at_one_time_are_refused(draft):
    first = draft.line(ENTRY, "- id: E8.linked")
    line = draft.add(ENTRY, RULE.replace("E9.more", "E8.linked"))

    fault = only(draft.faults())

    assert fault.place == Place(ENTRY, line + 1)
    assert fault.says.en == f"Two rules of the id E8.linked are in force at the same time ({ENTRY}:{first})."


def test_words_missing_in_a_declared_language_are_refused(draft):
    line = draft.change("values/link_days.yaml", "en:", "fr:")

    fault = only(draft.faults())

    assert fault.place == Place("values/link_days.yaml", line)
    assert fault.says.en == "“title” of the value link_days has no words in en."


def test_a_language_nobody_here_has_words_in_is_refused(draft):
    line = draft.change("pack.yaml", "languages: [zh, en]", "languages: [zh, en, fr]")

    assert draft.faults() == (
        InEnglish(Place("pack.yaml", line), "There are no words in “fr” here.", "It is one of zh, en."),
    )


def test_a_restrictive_rule_needs_an_end_or_a_review(draft):
    draft.change("measures/code/rules.yaml", "  until: 2022-12-07\n", "")
    line = draft.line("measures/code/rules.yaml", "- id: C1.infected")

    fault = only(draft.faults())

    assert fault.place == Place("measures/code/rules.yaml", line)
    assert fault.says.en == "the rule C1.infected restricts people with neither an end nor a review date."
    assert fault.suggestion.en == "Write until: or review:."


def test_a_restrictive_rule_says_when_it_ends_or_that_it_cannot(draft):
    draft.change("measures/code/rules.yaml", "  release: null\n", "")

    fault = only(draft.faults())

    assert fault.says.en == "the rule C1.infected restricts people but does not say when it ends."


def test_facts_in_a_circle_are_named_in_order(draft):
    draft.change(
        "facts/whereabouts.yaml", "- name: outside\n    is: not in_city", "- name: outside\n    is: not indoors"
    )
    draft.add("facts/more.yaml", "facts:\n  - {name: indoors, is: not outside, title: {zh: 内, en: indoors}}\n")

    fault = only(draft.faults())

    assert fault.place == Place("facts/more.yaml", 2)
    assert fault.says.en == "“indoors” is declared by itself: indoors → outside → indoors."


def test_what_leans_on_a_faulty_fact_is_not_told_too(draft):
    line = draft.change("facts/places.yaml", "where: level in ('medium', 'high')", "where: level in ('medium', 'hihg')")

    fault = only(draft.faults())

    assert fault.place == Place("facts/places.yaml", line)


def test_an_unfinished_expression_is_told_in_plain_words(draft):
    draft.change(ENTRY, "when: linked_place is not null", "when: linked_place is not null and not")

    assert "This is not an expression: something is missing at “Not”." in only(draft.faults()).says.en


def test_a_long_chain_of_facts_is_refused_and_harms_nothing(draft):
    chain = "".join(f"  - {{name: link{n}, is: not link{n + 1}, title: {{zh: 链, en: chain}}}}\n" for n in range(600))
    draft.add(
        "facts/more.yaml", f"facts:\n{chain}  - {{name: link600, is: not outside, title: {{zh: 链, en: chain}}}}\n"
    )

    assert any("stands on a chain of more than 40 facts" in fault.says.en for fault in draft.faults())


@pytest.mark.parametrize(
    "when",
    [
        " + ".join("1" for _ in range(900)) + " = 900",
        "not " * 300 + "outside",
        "(" * 500 + "outside" + ")" * 500,
        "outside and " * 400 + "outside",
    ],
)
def test_an_expression_nested_too_deeply_is_refused_and_harms_nothing(draft, when):
    line = draft.change(ENTRY, "when: linked_place is not null", f"when: {when}")

    fault = only(draft.faults())

    assert fault.place == Place(ENTRY, line)
    assert "nested too deeply" in fault.says.en or "longer than" in fault.says.en


def test_words_with_a_placeholder_nobody_knows_are_refused(draft):
    line = draft.line("measures/code/rules.yaml", "  says:")
    draft.change("measures/code/rules.yaml", "您的检测为阳性", "{close_contact_isolation_day}您的检测为阳性")

    fault = only(draft.faults())

    assert fault.place == Place("measures/code/rules.yaml", line)
    assert fault.says.en == "“{close_contact_isolation_day}” is neither a value nor a fact."
    assert fault.suggestion.en == "Did you mean “close_contact_isolation_days”?"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Africa/Casablanca"])
def test_a_zone_whose_clocks_change_is_refused(draft, zone):
    line = draft.change("pack.yaml", "zone: Asia/Shanghai", f"zone: {zone}")

    assert draft.faults()[0] == InEnglish(
        Place("pack.yaml", line),
        f"The clocks of {zone} change; days are counted at one offset from UTC.",
        "Name a zone without daylight saving, such as Asia/Shanghai.",
    )


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "Asia", "[]"])
def test_a_zone_that_does_not_exist_is_refused(draft, zone):
    line = draft.change("pack.yaml", "zone: Asia/Shanghai", f"zone: {zone}")

    assert draft.faults()[0].place == Place("pack.yaml", line)


def test_a_number_beyond_every_calendar_is_refused(draft):
    line = draft.change("values/link_days.yaml", "value: 14", "value: 140000000")

    fault = draft.faults()[0]

    assert fault.place == Place("values/link_days.yaml", line)
    assert fault.says.en == "140000000 is not between 0 and 36,600."


@pytest.mark.parametrize("name", ["person_id", "pool_id", "phone"])
def test_a_rule_may_not_name_a_person_nor_what_the_catalogue_does_not_declare(draft, name):
    line = draft.change(ENTRY, "when: linked_place is not null", f"when: linked_place is not null and {name} = 'p7'")

    fault = only(draft.faults())

    assert fault.place == Place(ENTRY, line)
    assert f"“{name}” is not known for a person." in fault.says.en
    assert ("A rule or fact may not name a person." in fault.says.en) == (name == "person_id")


def test_a_fact_may_not_name_a_person(draft):
    line = draft.change("facts/health.yaml", "where: not_ended(released_at)", "where: person_id = 'p7'")

    fault = only(draft.faults())

    assert fault.place == Place("facts/health.yaml", line)
    assert "“where” of the fact infected, column 1: “person_id” is not known" in fault.says.en
    assert "A rule or fact may not name a person." in fault.says.en


@pytest.mark.parametrize("number", ["1000001", "9" * 30])
def test_a_number_too_great_for_an_expression_is_refused(draft, number):
    when = f"when: days_since(linked_place) < {number}"
    line = draft.change(ENTRY, "when: linked_place is not null", when)

    fault = only(draft.faults())

    assert fault.place == Place(ENTRY, line)
    assert fault.says.en == f"“when” of the rule E8.linked: {number} is too great for an expression."


def test_a_written_time_is_the_packs_own_zone(draft):
    """`last_arrival_leaves` names 2099-12-31: at UTC its midnight is eight hours later than in the city."""
    there = read_with_faults(draft.root)[0].facts["last_arrival_leaves"]
    draft.change("pack.yaml", "zone: Asia/Shanghai", "zone: Etc/UTC")

    here = read_with_faults(draft.root)[0].facts["last_arrival_leaves"]

    assert written(here) - written(there) == 8 * HOUR


def written(fact):
    [moment] = [part.value for part in walk(fact.take.of) if isinstance(part, Const)]
    return moment


def test_a_resident_with_two_rows_for_one_zone_cannot_be_counted_twice(draft):
    rows = """facts:
  - name: zone.tests_of_residents
    of: tests
    through: residences
    take: count()
    title: {zh: 一, en: one}
"""
    line = draft.add("facts/more.yaml", rows)

    fault = only(draft.faults())

    assert fault.place == Place("facts/more.yaml", line + 4)
    assert fault.says.en.startswith("count(…) cannot be taken through residences")
    assert fault.suggestion.en == "Use people(), which counts each resident once."
