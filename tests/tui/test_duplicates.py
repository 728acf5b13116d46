from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.record import Source
from review_tool.services import deduping, importing, screening
from review_tool.services.reviews import Review
from tests.reviews import HOSTILE, make_review
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import app_on, kinds, press

DOUBTFUL = f"""@article{{kim,
  author = {{Kim, J. and Lee, S.}},
  title = {{{HOSTILE}}},
  journal = {{Another Made-up Journal}},
  year = {{2022}},
  volume = {{7}},
}}

@article{{ruiz,
  author = {{Ruiz, Bea}},
  title = {{Partners in research, five years on}},
  journal = {{Made-up Methods}},
  year = {{2022}},
}}
"""


def doubtful(folder: Path) -> Review:
    """A review with pairs that a person must judge."""
    review = make_review(folder)
    path = folder / "more.bib"
    path.write_text(DOUBTFUL, encoding="utf-8")
    importing.import_file(review, path, Source("Scopus [x]"), by="AK")
    return review


@pytest.mark.parametrize("size", SIZES)
async def test_the_finder_brings_pairs_side_by_side(tmp_path: Path, size: tuple[int, int]) -> None:
    review = doubtful(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        assert "g  look for duplicates" in frame(app)
        await press(pilot, "g")
        waiting = deduping.pairs(review)
        assert waiting
        shown = frame(app)
        assert f"1/{len(waiting)} to judge" in shown
        assert "likeness 0." in shown
        assert "▸ title" in shown
        assert "  ~ " in shown
        assert "[@click=app.quit]x" in " ".join(shown.split()) or (waiting[0].a, waiting[0].b) != (1, 7)
        assert "\x1b" not in shown
        assert kinds(review, 1) == ["duplicates.found"]


async def test_one_key_judges_and_undo_brings_the_pair_back(tmp_path: Path) -> None:
    review = doubtful(tmp_path)
    deduping.run(review, by="AK")
    before = deduping.pairs(review)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "space", "left_square_bracket", "s")
        assert len(deduping.pairs(review)) == len(before) - 1
        assert "are one report now" in frame(app)
        await press(pilot, "u")
        assert deduping.pairs(review) == before
        assert f"1/{len(before)} to judge" in frame(app)
        for _ in before:
            await press(pilot, "d")
        assert not deduping.pairs(review)
        assert "No pair waits for you" in frame(app)
        assert "4  go on to screening" in frame(app)
        await press(pilot, "s")
        assert "No pair waits here." in frame(app)
    assert kinds(review, len(before)) == ["duplicates.judged"] * len(before)


async def test_a_merged_report_is_parted_after_screening(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    screening.decide(review, 5, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="AK")
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    deduping.merge(review, [2, 5], by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "p")
        assert "v shows them" in frame(app)
        await press(pilot, "v", "p")
        assert "5 leaves 2, with 1 vote of its own." in " ".join(frame(app).split())
        await press(pilot, "n")
        assert len(deduping.merged_groups(review)) == 1
        await press(pilot, "p", "y")
        assert not deduping.merged_groups(review)
        assert screening.report(review, 5, reviewer="AK").votes[0].verdict is Verdict.EXCLUDE
        await press(pilot, "u")
        assert len(deduping.merged_groups(review)) == 1
        await press(pilot, "escape")
        assert "made of several records" not in frame(app)
    assert kinds(review, 2) == ["duplicates.split", "event.undone"]


async def test_merged_reports_can_be_searched(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    deduping.merge(review, [1, 3], by="AK")
    deduping.merge(review, [2, 5], by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "slash", *"clinic")
        shown = frame(app)
        assert "Making a clinic" in shown
        assert "Kim & Lee" not in shown


async def test_records_of_a_large_group_two_at_a_time(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    deduping.merge(review, [1, 2, 3], by="AK")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "v")
        assert "B 2 · Embase #2" in frame(app)
        await press(pilot, "right_square_bracket")
        assert "B 3 · Embase #3" in frame(app)
        await press(pilot, "right_square_bracket", "p", "y")
    assert [[r.id for r in group] for group in deduping.merged_groups(review)] == [[1, 3]]
