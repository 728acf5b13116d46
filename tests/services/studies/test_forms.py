"""The review's form: which it begins with, adopting and changing it, and what that means for what was extracted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Field, FieldType
from review_tool.services import reviews
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reporting.tables import extraction_table
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting, extraction_sheet, forms
from review_tool.services.studies.extracting import Entry
from tests.reviews import make_review, surroundings


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for number in (1, 2):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.decide(made, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    yield made
    made.close()


def test_a_review_begins_with_the_plain_form_unless_it_is_about_co_production(tmp_path: Path, review: Review) -> None:
    assert forms.current(review).id == "general"
    assert not forms.chosen(review)
    assert [form.id for form in forms.shipped()] == ["general", "co-production"]
    other = reviews.create(tmp_path / "b", "The value of co-production", by="AK", around=surroundings())
    assert forms.current(other).id == "co-production"
    other.close()


def test_a_changed_form_keeps_everything_and_says_what_needs_another_look(review: Review) -> None:
    extracting.extract(review, 1, "design", Entry("randomised"), by="AK")
    extracting.extract(review, 1, "barriers", Entry("time"), by="AK")
    extracting.extract(review, 2, "setting", Entry("a clinic"), by="AK")
    form = forms.current(review)
    design = form.field("design")
    changed = replace(design, options=(*(o for o in design.options if o != "randomised"), "cluster-randomised"))
    fields = {f.id: f for f in form.every} | {
        "design": changed,
        "barriers": replace(form.field("barriers"), retired=True),
        "country": replace(form.field("country"), required=True),
        "ethics": Field("ethics", "Ethics approval", FieldType.CHOICE, options=("yes", "no")),
    }
    new = replace(form, every=tuple(fields.values()))
    foreseen = forms.looks(review, new)
    adopted = forms.adopt(review, new, by="AK", why="after the pilot")
    assert adopted.version == "2"
    assert forms.looks(review) == foreseen
    said = {(look.study, look.field): look.why for look in foreseen}
    assert said[1, "design"][-1] == "its value fits no more"
    assert said[2, "country"] == ("became required",)
    assert said[1, "ethics"] == said[2, "ethics"] == ("field added",)
    assert (2, "design") not in said
    assert {v.field: v.value for v in extracting.values(review, 1)} == {"design": "randomised", "barriers": "time"}
    sheet = extraction_sheet.sheet(review, "AK")
    assert [field.id for field in sheet.former] == ["barriers"]
    assert [v.why for v in forms.versions(review)] == ["", "after the pilot"]
    with pytest.raises(ReviewError, match="barriers is retired"):
        extracting.extract(review, 1, "barriers", Entry("money"), by="AK")
    extracting.extract(review, 1, "design", Entry("Cluster-Randomised"), by="AK")
    assert (1, "design") not in {(look.study, look.field) for look in forms.looks(review)}
    assert auditing.check(review).ok


def test_another_form_leaves_former_values_and_can_be_taken_back_after_a_restart(review: Review) -> None:
    extracting.extract(review, 1, "aim", Entry("to find out"), by="AK")
    forms.adopt(review, "co-production", by="AK")
    assert [field.id for field in extraction_sheet.sheet(review, "AK").former] == ["aim"]
    with pytest.raises(ReviewError, match="in force already"):
        forms.adopt(review, "co-production", by="AK")
    address = review.address
    review.close()
    again = reviews.open_review(address, around=surroundings())
    undone = undoing.undo_last(again, by="AK", kinds=undoing.EXTRACTION)
    assert "put the form co-production in force" in undone.words
    assert forms.current(again).id == "general"
    undoing.redo_last(again, by="AK", kinds=undoing.EXTRACTION)
    assert forms.current(again).id == "co-production"
    assert auditing.check(again).ok
    again.close()


def test_a_form_goes_out_and_comes_back(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    forms.write(forms.current(review), path)
    assert forms.read(path) == forms.current(review)
    with pytest.raises(ReviewError, match="there already"):
        forms.write(forms.current(review), path)
    with pytest.raises(ReviewError, match="cannot be read") as refused:
        forms.adopt(review, tmp_path / "none.toml", by="AK")
    assert "general, co-production" in refused.value.hint


def test_values_of_retired_fields_stay_in_the_exported_table(review: Review) -> None:
    extracting.extract(review, 1, "barriers", Entry("time"), by="AK")
    form = forms.current(review)
    kept = tuple(replace(field, retired=field.id == "barriers") for field in form.every)
    forms.adopt(review, replace(form, every=kept), by="AK")
    table = extraction_table(review, "AK")
    (column,) = (n for n, column in enumerate(table.columns) if column.key == "barriers")
    assert table.columns[column].meaning == "Asked no more."
    assert [row[column] for row in table.rows] == ["time", ""]
