from __future__ import annotations

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import FieldType
from review_tool.extraction.loader import default, load

SMALL = """
id = "small"
title = "Small"
[[fields]]
id = "n"
label = "How many"
type = "choice"
options = ["few", "many"]
"""


def test_the_form_of_a_new_review() -> None:
    form = default()
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
    assert all(field.label and field.hint for field in form.fields)
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
        ('title = "Small"', 'title = "Small"\nowner = "me"', "unknown key owner"),
    ],
)
def test_a_faulty_form_is_refused_by_name(old: str, new: str, what: str) -> None:
    with pytest.raises(ReviewError) as refused:
        load(SMALL.replace(old, new, 1), "small.toml")
    assert "small.toml" in str(refused.value)
    assert what in str(refused.value)
    assert refused.value.hint
