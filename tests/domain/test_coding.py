"""Codes and themes follow every rename, merge and split, and go back when one is taken away."""

from __future__ import annotations

import pytest

from review_tool.domain.coding import Coded, Described, Recoded, called_now, codings, themes
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Theme, ThemeLevel, check_theme

CODED = (
    Coded(1, "e1", "pay", True, "AK"),
    Coded(2, "e1", "money", True, "BR"),
    Coded(3, "e2", "money", True, "AK"),
    Coded(4, "e2", "money", True, "BR"),
)


def test_a_merged_code_has_everybody_who_coded() -> None:
    found = codings(CODED, [Recoded(5, "money", "pay")])
    assert found.of == {"e1": {"pay": ("AK", "BR")}, "e2": {"pay": ("AK", "BR")}}
    assert found.codes("e3") == ()


def test_what_came_after_a_merge_is_its_own() -> None:
    later = (*CODED, Coded(6, "e3", "money", True, "AK"), Coded(7, "e1", "pay", False, "BR"))
    found = codings(later, [Recoded(5, "money", "pay")])
    assert found.codes("e3") == ("money",)
    assert found.codes("e1") == ()


def test_taking_a_code_off_before_a_merge_does_not_take_the_other() -> None:
    off = (*CODED, Coded(5, "e1", "money", False, "AK"))
    assert codings(off, [Recoded(6, "money", "pay")]).of["e1"] == {"pay": ("AK",)}


def test_themes_follow_their_codes_and_one_another() -> None:
    described = [
        Described(1, Theme("What it takes", "", ("pay", "time"))),
        Described(2, Theme("Means", "", ("rooms",), disconfirming="none found", final=True)),
        Described(3, Theme("Ground", level=ThemeLevel.ANALYTICAL)),
        Described(4, Theme("What it takes", "", ("pay", "time"), above="Ground")),
    ]
    (one, *_) = themes(described, [Recoded(5, "pay", "money"), Recoded(6, "time", "hours", split=True)])
    assert one.codes == ("money", "time", "hours")
    merged = themes([*described, Described(7, Theme("Means"), into="What it takes")], ())
    assert [theme.name for theme in merged] == ["What it takes", "Ground"]
    assert merged[0].codes == ("pay", "time", "rooms")
    assert not merged[0].final, "half of it is not"
    renamed = themes([*described, Described(7, Theme("Ground"), into="Soil")], ())
    assert renamed[0].above == "Soil"
    gone = themes([*described, Described(7, Theme("Ground"), gone=True)], ())
    assert [(theme.name, theme.above) for theme in gone] == [("What it takes", ""), ("Means", "")]


def test_names_are_followed_from_their_event_on() -> None:
    changes = [(3, "a", "b"), (5, "b", "c")]
    assert [called_now("a", since, changes) for since in (1, 4)] == ["c", "a"]


def test_a_theme_is_not_final_without_a_note_on_disconfirming_evidence() -> None:
    with pytest.raises(ReviewError, match="disconfirming"):
        check_theme(Theme("T", final=True, disconfirming=" "))
    check_theme(Theme("T", final=True, disconfirming="Looked for studies where pay did harm: none."))
    with pytest.raises(ReviewError, match="name"):
        check_theme(Theme(""))
