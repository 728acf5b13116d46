"""Columns chosen, pictures drawn and work sheets sent and taken in with the keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from review_tool.services.reporting import columns
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting, worksheets
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.screens.importing.words import told_sheet
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, kinds, press


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = all_included(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("size", SIZES)
async def test_a_sheet_that_came_back_is_shown_before_it_is_taken_in(review: Review, size: tuple[int, int]) -> None:
    path = review.folder / "imports" / "back.xlsx"
    worksheets.write(review, "extraction", path, by="AK", reviewer="BR", studies=(1,))
    book = openpyxl.load_workbook(path)
    for row in book["Fill in"].iter_rows(min_row=2):
        if row[0].value in ("1/setting", "1/design"):
            row[3].value = "[@click=app.quit]a ward"
    book.save(path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "2", "enter")
        assert isinstance(app.screen, Confirm)
        shown = " ".join(frame(app).split())
        assert "Take in 1 cell of BR's work sheet?" in shown
        assert "1 accepted, 1 refused" in shown
        assert "✗ refused" in shown
        assert extracting.values(review) == []
        await press(pilot, "y")
        assert [(v.value, v.by) for v in extracting.values(review)] == [("[@click=app.quit]a ward", "BR")]
        assert "1 cell taken in as BR's, 1 refused" in " ".join(frame(app).split())
        await press(pilot, "u")
        assert "Take the answers of this work sheet back?" in " ".join(frame(app).split())
        await press(pilot, "y")
        assert extracting.values(review) == []
    looked = worksheets.look(review, path, by="AK")
    assert told_sheet(looked)[0].startswith("1 accepted, 1 refused")


async def test_columns_pictures_and_sheets_are_chosen_from_the_export_dialog(review: Review) -> None:
    app = app_on(review)
    exports = review.folder / "exports"
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "x", "4", "c")
        assert "They come in the order you pick them" in " ".join(frame(app).split())
        await press(pilot, "space", "enter")
        assert kinds(review, 1) == ["columns.chosen"]
        kept = columns.saved(review, "studies").columns
        assert "study_id" not in kept
        assert kept[0] == "study"
        await press(pilot, "1")
        assert (exports / "studies.csv").read_text(encoding="utf-8").startswith("study,authors,")
        await press(pilot, "x", "5", "8")
        assert "Summary plot" in (exports / "appraisal-summary.svg").read_text(encoding="utf-8")
        await press(pilot, "x", "w", "3", "2")
        sheet = exports / "extraction-work-sheet.xlsx"
        assert worksheets.look(review, sheet, by="AK").reviewer == "BR"
