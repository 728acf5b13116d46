from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from review_tool.domain.record import Source
from review_tool.services import overview
from review_tool.services.gathering import importing
from review_tool.services.history import auditing
from review_tool.services.reviews import Review
from review_tool.tui.app import ReviewApp
from review_tool.tui.screens.importing.files import path_from
from review_tool.tui.screens.importing.screen import ImportingScreen
from tests.reviews import ESCAPE, HOSTILE, RIS, make_review
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import app_on, fill, press

NEW = f'title,authors,year,journal\n"{HOSTILE}{ESCAPE}","Ng, A",2024,Made-up Care\nA heading inside the table\n'
"""One record, and a row that is none."""


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    (made.folder / "imports" / "a [new] one.csv").write_text(NEW, encoding="utf-8")
    (made.folder / "imports" / "made-up.ris").write_text(RIS, encoding="utf-8")
    yield made
    made.close()


def app_of(review: Review) -> ReviewApp:
    return ReviewApp("x", "AK", opener=lambda: review)


def found(app: ReviewApp) -> str:
    """The text of the pane, unwrapped."""
    assert isinstance(app.screen, ImportingScreen)
    return app.screen.found.content.plain


def imports(review: Review) -> list[auditing.Told]:
    return auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="records.imported")))


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_is_read_shown_and_brought_in(review: Review, size: tuple[int, int]) -> None:
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert "✓ 4 from Embase" in frame(app)
        await pilot.press("enter")
        await settle(pilot)
        shown = " ".join(frame(app).split())
        assert "2 records: 1 to bring in, 1 refused" in shown
        assert "✗ left out" in shown
        assert "title █ all · authors █ all · year █ all · ○ no abstract · ○ no DOI" in found(app)
        assert "[Article in German]" in shown
        assert len(imports(review)) == 2
        await pilot.press("p")
        await settle(pilot)
        assert "line 3" in frame(app)
        await pilot.press("escape", "x")
        await settle(pilot)
        table = Path(review.folder) / "exports" / "problems-a [new] one.csv.csv"
        assert table.read_text(encoding="utf-8").startswith("file,line,record,what,hint\na [new] one.csv,3,")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press(*"ERIC")
        app.screen.query_one("#blank-4").value = "2"  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await settle(pilot)
        await settle(pilot)
        assert "2 read = 1 added + 0 already present + 1 refused" in " ".join(frame(app).split())
        assert [(t.event.subject, t.event.payload["added"]) for t in imports(review)][-1] == ("source:ERIC", 1)
        assert next(s.hits for s in importing.sources(review) if s.name == "ERIC") == 2


async def test_the_same_file_adds_nothing_and_an_import_is_taken_back_after_a_question(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "● this very file is in already, from Embase (" in found(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Embase" in frame(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await settle(pilot)
        assert "4 read = 0 added + 4 already present" in " ".join(frame(app).split())
        await pilot.press("u")
        await settle(pilot)
        assert "Take this import back?" in frame(app)
        await pilot.press("n", "u", "y")
        await settle(pilot)
        await settle(pilot)
        assert [told.undone for told in imports(review)] == [False, False, True]
        await pilot.press("u", "y")
        await settle(pilot)
        await settle(pilot)
        assert overview.flow(review).identified == 4
        assert "✗ taken back" in frame(app)


async def test_a_path_is_pasted_a_bad_source_is_refused_and_no_file_says_so(review: Review, tmp_path: Path) -> None:
    app = app_of(review)
    other = tmp_path / "else where.csv"
    other.write_text(NEW, encoding="utf-8")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        app.screen.post_message(events.Paste(f"'{other}'\n"))
        await settle(pilot)
        await settle(pilot)
        assert "else where.csv" in frame(app).splitlines()[0]
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press(*"ERIC")
        app.screen.query_one("#blank-3").value = "spring"  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "“spring” is not a date." in [*app._notifications][-1].message
        assert len(imports(review)) == 2
        app.screen.post_message(events.Paste("/no/such/file.ris"))
        await settle(pilot)
        await settle(pilot)
        assert "There is no file" in [*app._notifications][-1].message


def test_dropped_files_come_as_paths_in_many_forms() -> None:
    there = Path("/a b/c.ris")
    for text in ("/a b/c.ris", "'/a b/c.ris'", '"/a b/c.ris" ', "/a\\ b/c.ris\n", "file:///a%20b/c.ris"):
        assert path_from(text) == there, text


@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_file_is_seen_before_it_is_read(review: Review, size: tuple[int, int]) -> None:
    (review.folder / "imports" / "article.ris").write_bytes(b"%PDF-1.7\n\xe2\xe3")
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert " kB CSV" in frame(app) or " B CSV" in frame(app)
        assert "✗ a PDF document" in frame(app)
        assert "not a citation file" not in frame(app)
        await pilot.press("down")
        await settle(pilot)
        shown = " ".join(frame(app).split())
        assert "article.ris is a PDF document" in shown
        assert "Export it again" in shown
        await pilot.press("down")
        await settle(pilot)
        assert "Brought in so far" in frame(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_that_is_none_is_refused_in_its_place_and_read_as_asked(
    review: Review, size: tuple[int, int]
) -> None:
    (review.folder / "imports" / "0 page.ris").write_text("<html><body>Sign in again</body></html>", encoding="utf-8")
    app = app_of(review)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await settle(pilot)
        assert "0 page.ris is a web page" in " ".join(frame(app).split())
        await pilot.press("enter")
        await settle(pilot)
        assert "This file cannot be brought in" in frame(app)
        assert not app._notifications  # what is on the screen is not said twice
        # The file is exported again, and read without a word to the screen.
        (review.folder / "imports" / "0 page.ris").write_text(RIS, encoding="utf-8")
        await pilot.press("enter")
        await settle(pilot)
        await settle(pilot)
        assert "4 records: 4 to bring in" in " ".join(frame(app).split())
        await pilot.press("escape", "f")
        await settle(pilot)
        assert "Read it as" in frame(app)


async def test_each_of_the_first_records_takes_one_line(review: Review) -> None:
    long = "".join(f"TY  - JOUR\nTI  - {f'Plan{n} ' * 40}\nAU  - Roe, Ann\nPY  - 2020\nER  - \n" for n in range(8))
    (review.folder / "imports" / "0 long.ris").write_text(long, encoding="utf-8")
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        await settle(pilot)
        first = [line for line in frame(app).splitlines() if "Plan" in line and "Roe 2020" in line]
        assert len(first) >= 4


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_odd_in_the_same_way_is_told_once_and_leaves_room_for_the_records(
    review: Review, size: tuple[int, int]
) -> None:
    open_ended = "".join(f"TY  - JOUR\nTI  - Title {n}\n" for n in range(9))
    (review.folder / "imports" / "0 open.ris").write_text(open_ended, encoding="utf-8")
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        await settle(pilot)
        assert "○ 8 × lines 1, 3, 5, 7, …: This record has no ER line" in " ".join(found(app).split())
        assert "  1  Title 0" in frame(app)
        await pilot.press("p")
        await settle(pilot)
        assert "line 5: This record has no ER line" in frame(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_without_a_readable_record_is_not_offered(review: Review, size: tuple[int, int]) -> None:
    bomb = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<xml><records><record>&a;</record></records></xml>'
    (review.folder / "imports" / "0 bomb.xml").write_text(bomb, encoding="utf-8")
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        await settle(pilot)
        assert "✗ Nothing in it can be brought in" in frame(app)
        assert "✗ nothing to read" in frame(app)
        assert "brings it in" not in frame(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Nothing in this file can be brought in" in frame(app)


@pytest.mark.parametrize("size", SIZES)
async def test_hits_are_held_against_all_files_of_their_source(review: Review, size: tuple[int, int]) -> None:
    parts = RIS.strip().split("\n\n")
    for n, part in enumerate(parts[:2]):
        (review.folder / "imports" / f"part {n}.ris").write_text(part + "\n", encoding="utf-8")
        source = Source("Scopus", hits=2)
        importing.import_file(review, review.folder / "imports" / f"part {n}.ris", source, by="AK")
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert "Scopus · ✓ 2 hits, as many records" in frame(app)


async def test_enter_right_after_an_arrow_is_about_the_file_it_led_to(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ImportingScreen)
        screen.files.action_move(1)
        screen.action_read()
        await settle(pilot)
        await settle(pilot)
        assert "made-up.ris" in frame(app).splitlines()[0]
        assert "4 records: 4 to bring in" in " ".join(frame(app).split())


async def test_what_the_source_told_and_what_was_read_are_said_to_differ_first(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "abstract ▆ 3 · DOI ▄ 2" in frame(app)
        await pilot.press("enter")
        await settle(pilot)
        app.screen.query_one("#blank-4").value = "12"  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await settle(pilot)
        await settle(pilot)
        assert "○ 12 hits, 4 records: 8 fewer" in frame(app)


async def test_a_source_that_was_written_is_kept_until_its_file_is_in(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "1 record" in frame(app)
        await pilot.press(*"ERIC")
        new = Path(review.folder) / "imports" / "a [new] one.csv"
        new.write_text(NEW + "Another,B,2020,J\n", encoding="utf-8")
        await pilot.press("ctrl+s")
        await settle(pilot)
        await settle(pilot)
        assert len(imports(review)) == 2
        assert app.drafts["source a [new] one.csv"]["name"] == "ERIC"
        await pilot.press("escape", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "ERIC" in frame(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await settle(pilot)
        assert len(imports(review)) == 3
        assert "source a [new] one.csv" not in app.drafts


@pytest.mark.parametrize("size", SIZES)
async def test_every_file_s_size_and_the_end_of_a_long_name_are_shown(review: Review, size: tuple[int, int]) -> None:
    for part in ("first", "second"):
        file = review.folder / "imports" / f"embase all the years and all the languages, {part} half.ris"
        file.write_text(RIS, encoding="utf-8")
    (review.folder / "imports" / "zz letter.txt").write_text("Dear team,\nplease find attached\n", encoding="utf-8")
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await settle(pilot)
        shown = frame(app)
        assert "size format" in shown
        assert "st half.ris" in shown
        assert "nd half.ris" in shown
        assert "✗ not a citation file" in shown
        await pilot.press("end")
        await settle(pilot)
        assert "It begins “Dear team,”" in frame(app)


async def test_a_path_that_leads_nowhere_is_there_to_be_mended(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "o")
        await fill(pilot, ["/nowhere/at-all.ris"])
        await press(pilot, "o")
        assert app.screen.query_one("#blank-0", Input).value == "/nowhere/at-all.ris"
