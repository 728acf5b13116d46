"""Codes, themes, memos: each deed taken back whole, and the log always gives the same tables again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Theme, ThemeLevel
from review_tool.domain.synthesis import Link, Recommendation, Strand, TargetKind
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.synthesis import coding, strands, synthesising
from tests.reviews import HOSTILE, make_review


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for number in (1, 2):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.decide(made, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    yield made
    assert auditing.check(made).ok
    made.close()


def mark(review: Review, text: str, *codes: str, report: int = 2, by: str = "AK") -> str:
    return marking.mark(review, report, text, locator="p. 3", by=by, codes=codes)


def codes(review: Review) -> dict[str, int]:
    return {use.code: len(use.excerpts) + len(use.items) for use in coding.codes(review)}


def test_merging_codes_carries_passages_items_and_themes_and_is_undone_whole(review: Review) -> None:
    first, second = mark(review, "Pay was short.", "pay"), mark(review, "Money came late.", "money", "time")
    strands.describe_strand(review, Strand("Stories", "stories", 2), by="AK")
    item = strands.add_item(review, "Stories", "Paid at last", "…", by="AK", codes=("money",))
    coding.describe_theme(review, "Means", description="", codes=("pay", "money"), by="AK")
    coding.write_memo(review, "code", "money", "Also vouchers.", by="BR")
    coding.merge_codes(review, ["money", "pay"], "payment", by="BR")
    assert codes(review) == {"payment": 3, "time": 1}
    assert coding.theme(review, "Means").codes == ("payment",)
    assert [memo.target for memo in coding.memos(review, "code")] == ["payment"]
    (use, _) = coding.codes(review)
    assert (use.people, use.items, set(use.excerpts)) == (("AK",), (item,), {first, second})
    assert auditing.check(review).ok
    mark(review, "Paid in cash.", "pay")
    undoing.undo_last(review, by="BR", kinds=undoing.SYNTHESIS)
    assert codes(review) == {"money": 2, "pay": 2, "time": 1}
    assert coding.theme(review, "Means").codes == ("pay", "money")


def test_splitting_a_code_moves_what_was_chosen(review: Review) -> None:
    one, two = mark(review, "Pay was short.", "means"), mark(review, "Rooms were cold.", "means")
    coding.describe_theme(review, "What it takes", description="", codes=("means",), by="AK")
    with pytest.raises(ReviewError, match="does not carry"):
        coding.split_code(review, "means", [("rooms", ["nothing"])], by="AK")
    with pytest.raises(ReviewError, match="no code “time”"):
        coding.split_code(review, "time", [("rooms", [two])], by="AK")
    coding.split_code(review, "means", [("rooms", [two])], by="AK")
    marked = {e.id: e.codes for e in marking.excerpts(review)}
    assert marked == {one: ("means",), two: ("rooms",)}
    assert coding.theme(review, "What it takes").codes == ("means", "rooms")
    undoing.undo_last(review, by="AK", kinds=undoing.SYNTHESIS)
    assert codes(review) == {"means": 2}


def test_a_new_name_must_be_free(review: Review) -> None:
    mark(review, "Pay was short.", "pay", "money")
    with pytest.raises(ReviewError, match="already"):
        coding.rename_code(review, "pay", "money", by="AK")
    with pytest.raises(ReviewError, match="no code “gold”"):
        coding.rename_code(review, "gold", "silver", by="AK")
    coding.rename_code(review, "pay", HOSTILE, by="AK")
    assert set(codes(review)) == {HOSTILE, "money"}


def test_themes_are_renamed_merged_split_and_dropped_and_claims_follow(review: Review) -> None:
    mark(review, "Pay was short.", "pay")
    mark(review, "Rooms were cold.", "rooms")
    for name in ("Means", "Places"):
        coding.describe_theme(review, name, description="", codes=("pay",) if name == "Means" else ("rooms",), by="AK")
    claim = synthesising.write(review, Recommendation("Pay."), links=(Link(TargetKind.THEME, "Means"),), by="AK")
    coding.rename_theme(review, "Means", "What it takes", by="AK")
    assert [link.target for link in synthesising.claim(review, claim.id).links] == ["What it takes"]
    coding.merge_themes(review, ["Places"], "What it takes", by="AK")
    assert coding.theme(review, "What it takes").codes == ("pay", "rooms")
    with pytest.raises(ReviewError, match="rooms would be in no theme"):
        coding.split_theme(review, "What it takes", [Theme("A", "", ("pay",)), Theme("B", "", ("pay",))], by="AK")
    parts = [Theme("Money", "", ("pay",)), Theme("Space", "", ("rooms",))]
    coding.split_theme(review, "What it takes", parts, by="AK")
    assert [theme.name for theme in coding.themes(review)] == ["Money", "Space"]
    assert not synthesising.claim(review, claim.id).supported, "its theme is gone"
    undoing.undo_last(review, by="AK", kinds=undoing.SYNTHESIS)
    assert synthesising.claim(review, claim.id).supported
    coding.drop_theme(review, "What it takes", by="AK")
    assert coding.themes(review) == []
    assert codes(review) == {"pay": 1, "rooms": 1}
    for _ in range(3):
        undoing.undo_last(review, by="AK", kinds=("theme.dropped", "theme.merged"))
    assert [theme.name for theme in coding.themes(review)] == ["Means", "Places"]


def test_a_theme_is_final_only_with_a_note_on_disconfirming_evidence(review: Review) -> None:
    mark(review, "Pay was short.", "pay")
    coding.describe_theme(review, "Means", description="", codes=("pay",), by="AK")
    with pytest.raises(ReviewError, match="disconfirming"):
        coding.finish_theme(review, "Means", disconfirming="", by="AK")
    coding.finish_theme(review, "Means", disconfirming="Looked for unpaid work that flourished: one case.", by="AK")
    assert coding.theme(review, "Means").final
    coding.describe_theme(review, "Means", description="anew", codes=("pay",), by="AK")
    assert coding.theme(review, "Means").final, "what is left out stays"


def test_analytical_themes_hold_descriptive_ones(review: Review) -> None:
    mark(review, "Pay was short.", "pay")
    with pytest.raises(ReviewError, match="no analytical theme"):
        coding.describe_theme(review, "Means", description="", codes=("pay",), by="AK", above="Fairness")
    level = ThemeLevel.ANALYTICAL
    coding.describe_theme(review, "Fairness", description="", codes=(), by="AK", level=level)
    coding.describe_theme(review, "Means", description="", codes=("pay",), by="AK", above="Fairness")
    claim = synthesising.write(review, Recommendation("Pay."), links=(Link(TargetKind.THEME, "Fairness"),), by="AK")
    assert synthesising.supports(review, [claim])[claim.id].words == "Supported by 1 study (1 excerpt)."


def test_a_frame_has_a_bin_for_what_does_not_fit(review: Review, tmp_path: Path) -> None:
    assert coding.outside_the_frame(review) == ([], [])
    path = tmp_path / "frame.csv"
    path.write_text("theme,description,codes\nPower,Who decides,shared power; voice\nTime,,\n,,\n", encoding="utf-8")
    assert [theme.codes for theme in coding.adopt_frame(review, path, by="AK")] == [
        ("shared power", "voice"),
        ("Time",),
    ]
    fits, other = mark(review, "They decided.", "voice"), mark(review, "It rained.", "weather")
    binned = mark(review, "They decided on rain.", "voice", "does not fit")
    assert coding.outside_the_frame(review) == ([other, binned], [])
    assert fits not in coding.outside_the_frame(review)[0]
    path.write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="no theme"):
        coding.adopt_frame(review, path, by="AK")
    assert all(theme.frame for theme in coding.themes(review))
    undoing.undo_last(review, by="AK", kinds=("frame.adopted",))
    assert coding.themes(review) == []


def test_memos_stand_with_who_wrote_them(review: Review) -> None:
    with pytest.raises(ReviewError, match="empty"):
        coding.write_memo(review, "code", "pay", "  ", by="AK")
    coding.write_memo(review, "theme", "Means", f"{HOSTILE}\nTwo lines.", by="BR")
    (memo,) = coding.memos(review, "theme", "Means")
    assert (memo.by, memo.text) == ("BR", f"{HOSTILE}\nTwo lines.")
    undoing.undo_last(review, by="BR", kinds=undoing.SYNTHESIS)
    assert coding.memos(review) == []
