from __future__ import annotations

import time
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.record import Source
from review_tool.services.gathering import deduping, importing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.tui.screens.duplicates.by_hand import numbers_in
from tests.reviews import HOSTILE, make_review
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import app_on, fill, kinds, press

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
        assert "score 0." in shown
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
        assert "duplicates removed −1" in " ".join(frame(app).split())
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


async def test_records_of_a_large_group_beside_what_it_shows(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    deduping.merge(review, [1, 2, 3], by="AK")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "v")
        assert "2 · Embase #2" in frame(app)
        assert "record 2 of 3 on the right" in frame(app)
        await press(pilot, "right_square_bracket")
        assert "3 · Embase #3" in frame(app)
        await press(pilot, "right_square_bracket", "p", "y")
    assert [[r.id for r in group] for group in deduping.merged_groups(review)] == [[1, 3]]


@pytest.mark.parametrize("size", SIZES)
async def test_fields_of_a_merged_report_are_chosen_one_by_one(tmp_path: Path, size: tuple[int, int]) -> None:
    review = make_review(tmp_path)
    deduping.merge(review, [2, 5], by="AK")
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "3", "v", "enter", "down")
        assert "▸ authors" in frame(app)
        assert "Osei, ‹Ama›" in frame(app)
        await press(pilot, "right")
        assert screening.report(review, 2, reviewer="AK").provenance["authors"] == 5
        assert "report 2 shows the authors of record 5" in frame(app)
        assert "▸ authors" in frame(app)
        await press(pilot, "left")
        assert screening.report(review, 2, reviewer="AK").provenance["authors"] == 2
        await press(pilot, "u", "u")
        assert deduping.choices(review, 2) == {}
        await press(pilot, "escape")
        assert app.screen.query_one("#groups").has_focus
    assert kinds(review, 4) == ["field.chosen", "field.chosen", "event.undone", "event.undone"]


async def test_a_field_chosen_before_the_merge_is_part_of_it(tmp_path: Path) -> None:
    review = doubtful(tmp_path)
    deduping.run(review, by="AK")
    pair = deduping.pairs(review)[0]
    group = [*deduping.records(review, pair.a), *deduping.records(review, pair.b)]
    kept = deduping.combined(group)[1]["year"]
    other, key = (pair.b, "right") if kept == pair.a else (pair.a, "left")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "down", "down")
        assert "▸ year" in frame(app)
        await press(pilot, key, "s")
        assert screening.report(review, pair.a, reviewer="AK").provenance["year"] == other
        await press(pilot, "u")
        assert next((p.a, p.b) for p in deduping.pairs(review)) == (pair.a, pair.b)
    assert kinds(review, 2) == ["duplicates.judged", "event.undone"]


RELATED = """@article{erratum,
  author = {Ruiz, Bea and Kim, Ji-ho},
  title = {Erratum to: Partners in research, four years on [sic]},
  journal = {Made-up Methods},
  year = {2022},
}
"""


async def test_related_reports_have_their_own_view(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    path = tmp_path / "more.bib"
    path.write_text(RELATED, encoding="utf-8")
    importing.import_file(review, path, Source("Scopus"), by="AK")
    deduping.run(review, by="AK")
    assert [(p.a, p.b) for p in deduping.related(review)] == [(6, 7)]
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        assert "1 related pair" in frame(app)
        await press(pilot, "v", "v")
        shown = frame(app)
        assert "▸1 related pair" in shown
        assert "[sic]" in shown
        assert "linked, both stay" in " ".join(shown.split())
        await press(pilot, "d")
        assert deduping.related(review) == []
        assert "No related pairs" in frame(app)
        await press(pilot, "u")
        assert len(deduping.related(review)) == 1
        await press(pilot, "4")
        await press(pilot, "3", "v")
        assert "1 pair to judge" not in frame(app)


def many(review: Review, folder: Path, n: int) -> None:
    """`n` doubtful pairs: the same title by the same people, another year and no more to tell them by."""
    words = ("bees", "tides", "lamps", "quilts", "ferries", "moss", "kites", "wells", "owls", "salt")
    rows = ["title,authors,year,abstract"]
    for i in range(n):
        name = "BCDFGHKLMN"[i % 10] + "aeiou"[i % 5] + "rstvz"[i // 10 % 5] + "aiuoe"[i // 20] + "lmnpk"[i // 7 % 5]
        title = (
            f"Working with {words[i % 10]} and {words[i // 10 % 10]} in towns of the {words[(i * 7 + 1) % 10]} coast"
        )
        told = " ".join(f"{words[(i * j + j) % 10]}{i} were {words[j * j % 10]} [n={i * j}]" for j in range(40))
        rows += [f'{title},"{name}ov, Ada; {name}ez, Ben",2018,{told}', f'{title},"{name}ov, A; {name}ez, B",2019,']
    path = folder / "doubt.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    importing.import_file(review, path, Source("Web"), by="AK")
    deduping.run(review, by="AK")


async def test_all_pairs_from_a_score_up(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    many(review, tmp_path, 4)
    waiting = deduping.pairs(review)
    assert len(waiting) == 4
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "A")
        assert "4 pairs" in frame(app)
        await press(pilot, "1")
        assert "Merge these 4 pairs?" in frame(app)
        await press(pilot, "n")
        assert deduping.pairs(review) == waiting
        await press(pilot, "A", "1", "y")
        assert deduping.pairs(review) == []
        assert "4 pairs merged" in frame(app)
        assert "10 records became 5 reports." in frame(app)
        await press(pilot, "u")
        assert deduping.pairs(review) == waiting
    assert kinds(review, 2) == ["duplicates.judged", "event.undone"]


async def test_a_hundred_pairs_take_a_key_each(tmp_path: Path) -> None:
    """A librarian has six seconds for each of a hundred pairs: the screen takes no noticeable part of them."""
    review = make_review(tmp_path)
    many(review, tmp_path, 100)
    assert len(deduping.pairs(review)) >= 100
    app = app_on(review)
    times: list[float] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        while deduping.pairs(review):  # a merge may answer another pair too
            start = time.perf_counter()
            await pilot.press("sdr"[len(times) % 3])
            await pilot.pause()
            times.append(time.perf_counter() - start)
        await settle(pilot)
        assert "No pair waits for you" in frame(app)
    assert kinds(review, len(times)) == ["duplicates.judged"] * len(times)
    assert len(times) >= 95
    # The median is 0.04 s with both cores busy; a person's six seconds are far more.
    assert sorted(times)[len(times) // 2] < 0.4


async def test_records_the_finder_missed_are_merged_by_their_numbers(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "3", "M")
        await fill(pilot, ["4"])
        assert "Two numbers are needed." in frame(app)
        await fill(pilot, ["4 and 99"])
        assert "There is no report 99." in frame(app)
        await fill(pilot, ["4 and 2"])
        assert "Are these one report?" in frame(app)
        await press(pilot, "y")
        assert screening.report(review, 4, reviewer="AK").id == 2
        await press(pilot, "u")
        assert screening.report(review, 4, reviewer="AK").id == 4


def test_numbers_of_a_copy_s_records_are_read_whole() -> None:
    assert numbers_in("4, 1000000000031 and 4") == [4, 1_000_000_000_031]
    assert numbers_in("12345678901234567") == []
