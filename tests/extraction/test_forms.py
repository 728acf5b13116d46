from __future__ import annotations

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import FieldType
from review_tool.extraction.loader import SHIPPED, load, shipped
from review_tool.extraction.writer import dump

SMALL = """
id = "small"
title = "Small"
[[fields]]
id = "n"
label = "How many"
type = "choice"
options = ["few", "many"]
"""


def test_the_forms_that_come_along() -> None:
    assert SHIPPED == ("general", "co-production")
    for form in map(shipped, SHIPPED):
        assert form.about
        assert all(field.label and field.hint for field in form.fields)
        assert load(dump(form), "again.toml") == form
    with pytest.raises(KeyError):
        shipped("another")


def test_the_form_for_co_production() -> None:
    form = shipped("co-production")
    assert form.id == "co-production"
    assert [field.id for field in form.fields] == [
        "setting",
        "country",
        "design",
        "participants",
        "who_coproduced",
        "outcomes_of_value",
        "enabling_conditions",
        "barriers",
        "costs",
        "gaps_named",
    ]
    design = form.field("design")
    assert design.type is FieldType.CHOICE
    assert design.options == (
        "qualitative",
        "randomised",
        "non-randomised",
        "descriptive",
        "mixed methods",
        "review",
        "theory or methods",
        "other",
    )


def test_the_small_form_is_good_before_it_is_broken() -> None:
    form = load(SMALL, "small.toml")
    assert (form.version, form.fields[0].options, form.fields[0].required) == ("1", ("few", "many"), False)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('label = "How many"', "", "field n: label is missing"),
        ('id = "n"', 'id = "how many"', "an id is letters"),
        ('type = "choice"', 'type = "colour"', "type is one of text, number"),
        ('type = "choice"', 'type = "text"', "a text has no options"),
        ('type = "choice"', "required = 1", "required is true or false"),
        ('["few", "many"]', '["few"]', "at least two options"),
        ('["few", "many"]', '["few", "few"]', "an option is given twice"),
        ('["few", "many"]', '"few"', "options is a list"),
        ('type = "choice"\noptions = ["few", "many"]', 'type = "choices"\noptions = ["a; b", "c"]', "may not hold"),
        ("[[fields]]", '[[fields]]\nid = "n"\nlabel = "Twice"\n[[fields]]', "field n is given twice"),
        ("[[fields]]", "[fields]", "there is no [[fields]]"),
        ('title = "Small"', 'title = "Small', "it is not TOML"),
        ('type = "choice"\noptions = ["few", "many"]', 'type = "table"', "a table needs its columns"),
        ('type = "choice"\noptions = ["few", "many"]', 'type = "table"\ncolumns = ["a|b"]', "which parts cells"),
        ('type = "choice"\noptions = ["few", "many"]', 'type = "number"\nunits = ["h", "H"]', "a unit is given twice"),
        ('type = "choice"\noptions = ["few", "many"]', 'unit = "h"', "a text has no units"),
        ('type = "choice"', 'type = "choice"\nretired = true', "every field is retired"),
        ('title = "Small"', 'title = "Small"\nowner = "me"', "unknown key owner"),
    ],
)
def test_a_faulty_form_is_refused_by_name(old: str, new: str, what: str) -> None:
    with pytest.raises(ReviewError) as refused:
        load(SMALL.replace(old, new, 1), "small.toml")
    assert "small.toml" in str(refused.value)
    assert what in str(refused.value)
    assert refused.value.hint


def test_every_kind_of_field_comes_back_as_it_was_written() -> None:
    text = r"""
id = "all"
title = 'Every "kind" [of] field'
version = "3"
[[fields]]
id = "aim"
label = "Aim"
hint = "In a \\ sentence"
example = "To find “out”"
required = true
[[fields]]
id = "minutes"
label = "How long"
type = "number"
units = ["minutes", "hours"]
[[fields]]
id = "who"
label = "Who"
type = "multi-choice"
options = ["patients", "staff"]
[[fields]]
id = "arms"
label = "Arms"
type = "table rows"
columns = ["arm", "n"]
[[fields]]
id = "when"
label = "When"
type = "date"
[[fields]]
id = "old"
label = "Old"
retired = true
"""
    form = load(text, "all.toml")
    assert [field.type for field in form.every] == ["text", "number", "choices", "table", "date", "text"]
    assert [field.id for field in form.fields] == ["aim", "minutes", "who", "arms", "when"]
    assert load(dump(form), "again.toml") == form
    with pytest.raises(ReviewError, match="old is retired"):
        form.field("old")
