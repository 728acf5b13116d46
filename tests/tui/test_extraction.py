from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.evidence import ExcerptKind
from review_tool.services import extracting
from review_tool.tui.widgets.record_list import RecordList
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, fill, kinds, press


@pytest.mark.parametrize("size", SIZES)
async def test_values_with_and_without_a_passage(tmp_path: Path, size: tuple[int, int]) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "8")
        assert "Extraction · 0 of 6 studies complete" in frame(app)
        await press(pilot, "enter")
        await fill(pilot, ["a ward [/]", "partners felt heard", "", "quote"])
        assert "needs its place" in " ".join(str(n.message) for n in app._notifications)
        assert extracting.values(review) == []
        await fill(pilot, ["a ward [/]", "partners felt heard", "p. 4 [r]", "p"])
        (value,) = extracting.values(review, 1)
        (excerpt,) = extracting.excerpts(review)
        assert (value.value, value.excerpt) == ("a ward [/]", excerpt.id)
        assert (excerpt.text, excerpt.locator, excerpt.kind) == (
            "partners felt heard",
            "p. 4 [r]",
            ExcerptKind.PARAPHRASE,
        )
        assert "a ward [/]" in frame(app)
        assert "1/14" in frame(app)
        fields = app.screen.query_one("#fields", RecordList)
        assert (fields.current, fields.has_focus) == (1, True)
        await press(pilot, "minus", "enter", "2", "ctrl+s")
        said = {v.field: (v.value, v.not_reported) for v in extracting.values(review, 1)}
        assert said[extracting.form(review).fields[1].id] == ("", True)
        assert said[extracting.form(review).fields[2].id] == ("randomised", False)
        await press(pilot, "u")
        assert len(extracting.values(review, 1)) == 2
        assert kinds(review, 1) == ["event.undone"]


async def test_the_keys_stay_in_the_form(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "tab", "tab", "shift+tab", "j")
        fields = app.screen.query_one("#fields", RecordList)
        assert fields.current == 2
        await press(pilot, "right_square_bracket", "minus", "left_square_bracket")
        assert [v.study for v in extracting.values(review)] == [2]
        await press(pilot, "o")
        assert HOSTILE in " ".join(frame(app).split()) or "[Article in German]" in frame(app)
        assert "[IL-6] rose in *both*" in frame(app)
        await press(pilot, "escape")
        assert fields.has_focus


async def test_excerpts_links_and_history(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "l")
        assert "Give the value first" in frame(app)
        await press(pilot, "m")
        await fill(pilot, ["partners [felt] heard", "abstract", "quote", "#heard; trust"])
        (excerpt,) = extracting.excerpts(review, 1)
        assert excerpt.codes == ("heard", "trust")
        assert "“partners [felt] heard”" in frame(app)
        extracting.extract(review, 1, "setting", "a clinic", by="AK")
        await press(pilot, "1", "8", "l", "enter")
        (value,) = extracting.values(review, 1)
        assert (value.value, value.excerpt) == ("a clinic", excerpt.id)
        assert "⌁ a clinic" in frame(app)
        assert "quote, abstract" in frame(app)
        await press(pilot, "h")
        assert frame(app).count("a clinic") >= 2


async def test_without_studies_it_says_so(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "enter", "minus", "tab", "right_square_bracket", "h", "m", "o")
        assert "No study is included yet" in frame(app)
