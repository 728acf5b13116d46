"""Every checklist the tool brings is whole, and a faulty one is refused by name."""

from __future__ import annotations

import pytest

from review_tool.appraisal.loader import load, load_all
from review_tool.domain.appraisal import Checklist
from review_tool.domain.errors import ReviewError

CHECKLISTS = load_all()

SMALL = """
id = "small"
title = "Small"
version = "1"
licence = "own"
citation = "none"
source = "none"
wording = "own"
unit = "study"
rule = "Say what is not met."
groups = [["g", "Group"]]
[[options]]
id = "yes"
label = "Yes"
key = "y"
symbol = "+"
[[items]]
id = "1"
text = "Is it?"
group = "g"
"""


@pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda c: c.id)
def test_a_checklist_says_where_it_comes_from_and_may_be_shipped(checklist: Checklist) -> None:
    assert checklist.wording == "own"
    assert "own words" in checklist.licence
    assert checklist.source.startswith("https://doi.org/10.")
    assert checklist.sum_score == "forbidden"
    assert "score" in checklist.rule or "adding" in checklist.rule
    assert len({item.text for item in checklist.items}) == len(checklist.items)
    assert all(item.text.endswith("?") for item in checklist.items)


def test_the_two_checklists_have_the_structure_they_model() -> None:
    by_id = {checklist.id: checklist for checklist in CHECKLISTS}
    assert sorted(by_id) == ["mmat-2018-structure", "weight-of-evidence"]
    mmat = by_id["mmat-2018-structure"]
    assert [i.id for i in mmat.items] == ["S1", "S2"] + [f"{d}.{n}" for d in range(1, 6) for n in range(1, 6)]
    assert [g for g, _ in mmat.groups] == ["qualitative", "randomised", "non-randomised", "descriptive", "mixed"]
    assert [(o.id, o.key, o.symbol) for o in mmat.options] == [
        ("yes", "y", "+"),
        ("no", "n", "−"),
        ("cant-tell", "c", "?"),
    ]
    assert {i.group for i in mmat.items if i.id.startswith("5.")} == {"mixed"}
    assert [i.id for i in mmat.items_for("descriptive")] == ["S1", "S2", "4.1", "4.2", "4.3", "4.4", "4.5"]
    woe = by_id["weight-of-evidence"]
    assert [i.id for i in woe.items] == ["A", "B", "C", "D"]
    assert [o.key for o in woe.options] == ["h", "m", "l"]


def test_the_small_checklist_is_good_before_it_is_broken() -> None:
    assert load(SMALL, "small.toml").items[0].group == "g"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('title = "Small"', "", "title is missing"),
        ('title = "Small"', "title = 3", "title is a text"),
        ('title = "Small"', 'title = "Small"\ncolour = "red"', "unknown key colour"),
        ('title = "Small"', "title = ", "it is not TOML"),
        ('wording = "own"', 'wording = "borrowed"', "wording cannot be “borrowed”"),
        ('unit = "study"', 'unit = "chapter"', "unit cannot be “chapter”"),
        ('rule = "', 'sum_score = "always"\nrule = "', "sum_score cannot be “always”"),
        ('rule = "', 'judgements = ["great"]\nrule = "', "judgement great is not among the options"),
        ('group = "g"', 'group = "h"', "item 1: there is no group h"),
        ('group = "g"', "", "group g has no items"),
        ('group = "g"', 'group = "g"\noptions = ["no"]', "item 1: there is no option no"),
        ('key = "y"', 'key = "yes"', "option yes: key and symbol are one character"),
        ('groups = [["g", "Group"]]', 'groups = ["g"]', "groups is a list"),
        ("[[items]]", '[[items]]\nid = "1"\ntext = "Twice?"\n[[items]]', "item 1 is given twice"),
        ("[[items]]", "[items]", "there is no [[items]]"),
    ],
)
def test_a_faulty_checklist_is_refused_by_name(old: str, new: str, what: str) -> None:
    with pytest.raises(ReviewError) as refused:
        load(SMALL.replace(old, new, 1), "small.toml")
    assert "small.toml" in str(refused.value)
    assert what in str(refused.value)
    assert refused.value.hint
