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

LEVEL = '[[levels]]\nid = "a"\nlabel = "A"\nkey = "a"\nsymbol = "a"\n'
SECOND = '[[items]]\nid = "2"\ntext = "And?"\ngroup = "g"\nwhen = [{"1" = ["no"]}]'


@pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda c: c.id)
def test_a_checklist_says_where_it_comes_from_and_may_be_shipped(checklist: Checklist) -> None:
    assert checklist.wording == "own"
    assert "own words" in checklist.licence
    if not checklist.template:
        assert checklist.source.startswith(("https://doi.org/10.", "https://casp-uk.net/"))
    assert checklist.sum_reason
    assert checklist.sum_score == "forbidden"
    assert "score" in checklist.rule or "adding" in checklist.rule
    assert len({item.text for item in checklist.items}) == len(checklist.items)
    assert all(item.text.endswith("?") for item in checklist.items)


NUMBERED = {
    "casp-qualitative": 10,
    "casp-rct": 11,
    "casp-cohort": 12,
    "casp-review": 10,
    "jbi-qualitative": 10,
    "jbi-cross-sectional": 8,
    "jbi-quasi-experimental": 9,
    "jbi-reviews": 11,
    "amstar-2": 16,
    "own-template": 3,
}


def test_the_checklists_have_the_structure_they_model() -> None:
    by_id = {checklist.id: checklist for checklist in CHECKLISTS}
    assert sorted(by_id) == sorted([*NUMBERED, "mmat-2018-structure", "weight-of-evidence", "rob-2", "robins-i"])
    for name, count in NUMBERED.items():
        assert [item.id for item in by_id[name].items] == [str(n) for n in range(1, count + 1)]
    amstar = by_id["amstar-2"]
    assert [int(item.id) for item in amstar.items if item.critical] == [2, 4, 7, 9, 11, 13, 15]
    assert [int(i.id) for i in amstar.items if "partial-yes" in i.options] == [2, 4, 7, 8, 9]
    assert [int(i.id) for i in amstar.items if "no-meta-analysis" in i.options] == [11, 12, 15]
    for name, counts in (("rob-2", (3, 7, 4, 5, 3)), ("robins-i", (8, 5, 3, 6, 5, 4, 3))):
        tool = by_id[name]
        assert [item.id for item in tool.items] == [
            f"{d}.{n}" for d, c in enumerate(counts, 1) for n in range(1, c + 1)
        ]
        assert [o.id for o in tool.options] == ["y", "py", "pn", "n", "ni"]
        assert [t.id for t in tool.targets] == [*(f"D{d}" for d in range(1, len(counts) + 1)), "overall"]
        assert all(item.domain == f"D{item.id[0]}" for item in tool.items)
        assert tool.unit == "result"


def test_a_combined_design_takes_the_items_of_its_parts() -> None:
    mmat = next(tool for tool in CHECKLISTS if tool.id == "mmat-2018-structure")
    assert [name for name, _ in mmat.designs] == [
        *("qualitative", "randomised", "non-randomised", "descriptive"),
        *("mixed+randomised", "mixed+non-randomised", "mixed+descriptive"),
    ]
    asked = [item.id for item in mmat.items_for("mixed+descriptive")]
    assert asked == ["S1", "S2", *(f"{d}.{n}" for d in (1, 4, 5) for n in range(1, 6))]
    assert mmat.is_whole("mixed+descriptive")
    assert not mmat.is_whole("mixed")
    assert mmat.label("design", "mixed+descriptive") == "Mixed methods, with: quantitative, descriptive"


def test_mmat_and_weight_of_evidence() -> None:
    by_id = {checklist.id: checklist for checklist in CHECKLISTS}
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
        ("[[items]]", '[[targets]]\nid = "t"\nlabel = "T"\n[[items]]', "targets but no levels"),
        (
            "[[items]]",
            f'{LEVEL}[[targets]]\nid = "t"\nlabel = "T"\nworst = ["b"]\n[[items]]',
            "target t: there is no level b",
        ),
        ("[[items]]", f'{LEVEL}[[targets]]\nid = "1"\nlabel = "T"\n[[items]]', "item 1 is given twice"),
        ('group = "g"', 'group = "g"\ndomain = "D"', "item 1: there is no target D"),
        ('group = "g"', 'group = "g"\nwhen = [{"2" = ["yes"]}]', "its condition asks for 2, which is no earlier item"),
        ('group = "g"', 'group = "g"\nwhen = ["2"]', "a condition is a list of tables"),
        ('group = "g"', f'group = "g"\n{SECOND}', "its condition asks for 1 no, which is no answer to it"),
        ("[[items]]", '[[combined]]\ngroup = "g"\nalso = ["h"]\n[[items]]', "combined g: there is no group h"),
        ('rule = "', 'for_designs = ["poem"]\nrule = "', "for_designs cannot be “poem”"),
        ('rule = "', 'template = "yes"\nrule = "', "template is true or false"),
    ],
)
def test_a_faulty_checklist_is_refused_by_name(old: str, new: str, what: str) -> None:
    with pytest.raises(ReviewError) as refused:
        load(SMALL.replace(old, new, 1), "small.toml")
    assert "small.toml" in str(refused.value)
    assert what in str(refused.value)
    assert refused.value.hint
