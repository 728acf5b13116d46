"""The reader: pages, suggestions kept and set aside, marks by keyboard and mouse, search; each written as a fact."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.services.fulltexts import marking, reading, retrieving
from review_tool.services.reviews import Review
from review_tool.tui.app import ReviewApp
from review_tool.tui.screens.reader.screen import ReaderScreen
from review_tool.tui.widgets.page_view import PageView
from tests.fulltexts import paper, pdf
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, at_full_text, fill, kinds, press


def with_paper(folder: Path) -> Review:
    review = at_full_text(folder)
    (folder / "gardens [1].pdf").write_bytes(paper())
    retrieving.attach(review, 1, folder / "gardens [1].pdf", by="AK")
    return review


def below(app: ReviewApp) -> str:
    """The lines between the page and the keys."""
    return "\n".join(frame(app).splitlines()[-4:-1])


@pytest.mark.parametrize("size", SIZES)
async def test_a_paper_is_read_and_its_suggestions_are_seen(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_on(with_paper(tmp_path))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "6", "r")
        shown = frame(app)
        assert HOSTILE[:20] in shown
        assert "p. 1/3 · gardens [1].pdf" in shown
        assert "Gardens are shared by many people in the community" in shown
        assert "?G" in shown
        assert "i Keep e Set aside" in shown.splitlines()[-1]
        assert ("Suggested, " in shown) == (size[0] >= 110)
        await press(pilot, "tab")
        assert "? research gap" in below(app)
        assert "little is known" in below(app)
        await press(pilot, "right_square_bracket")
        assert "p. 2/3" in frame(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, ReaderScreen)


async def test_keeping_setting_aside_and_undo(tmp_path: Path) -> None:
    review = with_paper(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "r", "i")
        assert "No suggestion here" in below(app)
        await press(pilot, "tab", "i")
        assert kinds(review, 1) == ["excerpt.marked"]
        assert "Saved: gap kept as an excerpt. u undoes." in below(app)
        await press(pilot, "e")
        assert kinds(review, 2) == ["excerpt.marked", "suggestion.rejected"]
        await press(pilot, "shift+tab", "shift+tab")
        assert "✓G" in frame(app)
        await press(pilot, "u", "u")
        assert marking.excerpts(review) == []
        assert kinds(review, 2) == ["event.undone", "event.undone"]
        assert "✓G" not in frame(app)
        await press(pilot, "U")
        assert [one.codes for one in marking.excerpts(review)] == [("gap",)]


async def test_any_passage_is_marked_by_sentence_and_word(tmp_path: Path) -> None:
    review = with_paper(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "r", "down", "space", "down", "right", "right", "left")
        assert "marking" in below(app)
        await press(pilot, "m")
        await fill(pilot, ["power, sharing"])
        kept = marking.excerpts(review)[0]
        assert kept.text.startswith("Little is known about how such groups share power. It was co-produced.")
        assert kept.codes == ("power", "sharing")
        assert kept.span is not None
        assert "“G" in frame(app)
        await press(pilot, "space", "escape")
        assert isinstance(app.screen, ReaderScreen)


async def test_arrows_go_by_sentences_on_a_page_longer_than_the_screen(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    said = [f"Sentence {letter} is here, and it goes on for a while, to fill the row." for letter in "ABCDEFGHIJ"]
    (tmp_path / "long.txt").write_text("\n\n".join(said * 3), encoding="utf-8")
    retrieving.attach(review, 1, tmp_path / "long.txt", by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "r", *["down"] * 12)
        cursor = next(line for line in frame(app).splitlines() if line.startswith("▸"))
        assert "Sentence C" in cursor
        await press(pilot, "k")
        assert any(line.startswith("▸") and "Sentence B" in line for line in frame(app).splitlines())


async def test_the_mouse_points_and_draws(tmp_path: Path) -> None:
    review = with_paper(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "r")
        view = app.screen.query_one(PageView)
        rows = [line for line in frame(app).splitlines() if "Little is known" in line]
        y = frame(app).splitlines().index(rows[0]) - view.region.y
        await pilot.click(PageView, offset=(rows[0].index("Little") + 2, y))
        await settle(pilot)
        assert "little is known" in below(app)
        await pilot.mouse_down(PageView, offset=(5, y))
        await pilot.hover(PageView, offset=(30, y))
        await pilot.mouse_up(PageView, offset=(30, y))
        await settle(pilot)
        assert "marking" in below(app)
        await press(pilot, "m")
        await fill(pilot, [""])
        assert marking.excerpts(review)[0].text == "what grows there. Little is"


async def test_words_are_found_across_pages(tmp_path: Path) -> None:
    app = app_on(with_paper(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "r", "slash", *"councils", "enter")
        assert "p. 2/3" in frame(app)
        await press(pilot, "escape")


async def test_the_abstract_another_text_and_a_scan(tmp_path: Path) -> None:
    review = with_paper(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(pdf([[], []]))
    retrieving.attach(review, 2, tmp_path / "scan.pdf", by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "6", "r", "o", "2")
        assert "[IL-6] rose in *both* groups" in frame(app)
        await press(pilot, "escape", "down", "r")
        assert not isinstance(app.screen, ReaderScreen)
        assert "It is a scan" in frame(app)


async def test_the_walk_from_an_excerpt_ends_at_its_place(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    (tmp_path / "gardens.pdf").write_bytes(paper())
    retrieving.attach(review, 1, tmp_path / "gardens.pdf", by="AK")
    opened = reading.open_text(review, 1)
    start = opened.page(2).text.index("It is essential")
    reading.mark(review, opened, 2, start, start + 20, by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "right_square_bracket", "right_square_bracket", "R")
        cursor = next(line for line in frame(app).splitlines() if line.startswith("▸"))
        assert "p. 2/3" in frame(app)
        assert cursor.endswith("It is")
