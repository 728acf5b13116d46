from __future__ import annotations

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Check, Deed, Field, FieldType, Form, Value
from review_tool.domain.field_values import Quantity, quantity, rows, table
from review_tool.domain.form_change import another_look, changes
from review_tool.domain.second_eyes import State, Way, blinded, cell

MINUTES = Field("t", "How long", FieldType.NUMBER, units=("minutes", "hours"))
ARMS = Field("arms", "Arms", FieldType.TABLE, columns=("arm", "n"))


@pytest.mark.parametrize(
    ("given", "number", "unit"),
    [
        ("240", 240, ""),
        ("1,204 nurses", 1204, "nurses"),
        ("1 204", 1204, ""),
        ("12\u202f345 people", 12345, "people"),
        ("3.5%", 3.5, "%"),
        ("−2", -2, ""),
        ("0.05", 0.05, ""),
    ],
)
def test_a_number_is_parted_from_its_unit(given: str, number: float, unit: str) -> None:
    assert quantity(given) == Quantity(number, unit)


@pytest.mark.parametrize("given", ["3,5", "many", "12–20", "1.2.3", "5 ± 2", "", "<0.05"])
def test_what_is_no_single_number_is_refused(given: str) -> None:
    with pytest.raises(ReviewError, match=r"number|counted"):
        Field("n", "Participants", FieldType.NUMBER).check(given)


def test_a_bare_number_gets_the_first_unit_and_another_unit_is_refused() -> None:
    assert [MINUTES.check(text) for text in ("90", "1.5 Hours")] == ["90 minutes", "1.5 hours"]
    with pytest.raises(ReviewError, match="How long is not counted in “days”"):
        MINUTES.check("3 days")


def test_rows_are_kept_as_lines_and_come_back() -> None:
    given = [("usual | care", "12"), ("new", "")]
    assert rows(table(given)) == given
    assert ARMS.check("new | 12\nusual") == "new | 12\nusual |"
    with pytest.raises(ReviewError, match="3 cells in row 1"):
        ARMS.check("a | b | c")
    with pytest.raises(ReviewError, match="no row"):
        ARMS.check(" | ")


def test_several_options_stand_in_the_form_s_order() -> None:
    field = Field("who", "Who", FieldType.CHOICES, options=("patients", "staff", "carers"))
    assert field.check("Carers; patients") == "patients; carers"
    with pytest.raises(ReviewError, match="Who cannot be “dogs”"):
        field.check("staff; dogs")


def given(text: str, by: str, n: int, deed: Deed = Deed.EXTRACTED, *, form: str = "") -> Value:
    return Value(1, "f", text, by, event=f"e{n}", n=n, deed=deed, form=form)


def test_one_extracts_and_a_second_looks() -> None:
    assert cell(Way.SINGLE, ()).state is State.TO_DO
    one = given("240", "AK", 1)
    assert cell(Way.SINGLE, (one,)).state is State.EXTRACTED
    seen = cell(Way.VERIFIED, (one,), (Check(1, "f", "e1", "BR"),))
    assert (seen.state, seen.value) == (State.VERIFIED, one)
    other = given("204", "BR", 2, Deed.CORRECTED)
    changed = cell(Way.VERIFIED, (one, other), (Check(1, "f", "e1", "CD"),))
    assert (changed.state, changed.value, changed.values) == (State.CORRECTED, other, (one, other))


def test_two_extract_blind_and_the_team_settles() -> None:
    one, same, other = given("240 nurses", "AK", 1), given("240  Nurses", "BR", 2), given("204", "BR", 3)
    waiting = cell(Way.DUAL, (one,))
    assert waiting.state is State.EXTRACTED
    assert blinded(Way.DUAL, waiting, "AK").value == one
    assert blinded(Way.DUAL, waiting, "BR").values == ()
    assert blinded(Way.SINGLE, waiting, "BR").value == one
    assert cell(Way.DUAL, (one, same)).state is State.AGREED
    differ = cell(Way.DUAL, (one, other))
    assert (differ.state, differ.value) == (State.DIFFER, None)
    assert blinded(Way.DUAL, differ, "BR").values == (one, other)
    settled = given("240", "CD", 4, Deed.SETTLED)
    whole = cell(Way.DUAL, (one, other, settled))
    assert (whole.state, whole.value, whole.values) == (State.SETTLED, settled, (one, other, settled))


def test_a_changed_form_says_what_needs_another_look_and_why() -> None:
    design = Field("d", "Design", FieldType.CHOICE, options=("trial", "survey"))
    costs = Field("c", "Costs")
    before = Form("f", "F", (design, costs))
    changed = Field("d", "Design", FieldType.CHOICE, options=("trial", "cohort"))
    needed, new = Field("c", "Costs", required=True), Field("x", "Funding")
    now = Form("f", "F", (changed, needed, new), version="2")
    assert changes(before, now) == [
        "Design: options changed (added cohort, taken out survey)",
        "Costs: became required",
        "Funding: field added",
    ]
    versions = [(0, before), (10, now)]
    survey, trial = given("survey", "AK", 3), given("trial", "AK", 12)
    assert another_look(versions, changed, survey, (), 0)[-1] == "its value fits no more"
    assert another_look(versions, changed, trial, (), 1) == []
    assert another_look(versions, changed, given("trial", "AK", 12, form="f 1"), (), 0) != []
    assert another_look(versions, changed, given("trial", "AK", 3), (Check(1, "d", "e3", "BR", n=11),), 0) == []
    assert another_look(versions, needed, None, (), 0) == ["became required"]
    assert another_look(versions, new, None, (), 0) == ["field added"]
    assert another_look(versions, new, None, (), -1) == []
    retired = Form("f", "F", (changed, Field("c", "Costs", retired=True), new))
    assert changes(now, retired) == ["Costs: retired, its values stay"]
