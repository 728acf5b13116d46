from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.decision import Stage, Verdict
from review_tool.services.fulltexts import marking
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing, before_after, witnessing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review, Surroundings
from review_tool.services.synthesis import coding
from review_tool.store.history import verify_beside
from review_tool.tui.app import ReviewApp
from review_tool.tui.asked import Asked
from review_tool.tui.screens.audit import filter_line
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import RecordList
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, HOSTILE_RAW, SIZES, frame, seen, settle

TA = Stage.TITLE_ABSTRACT


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    screening.decide(made, 1, TA, Verdict.INCLUDE, by="BR")
    screening.decide(made, 2, TA, Verdict.EXCLUDE, by="AK", note=HOSTILE_RAW)
    yield made
    made.close()


def app_of(review: Review) -> ReviewApp:
    return ReviewApp("x", "AK", opener=lambda: review)


@pytest.mark.parametrize("size", SIZES)
async def test_the_log_reads_as_sentences_newest_first(review: Review, size: tuple[int, int]) -> None:
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        shown = frame(app)
        assert "▸ 03-02 09:00   AK excluded report 2 (Osei 2020) at title and abstract" in shown
        assert "BR included report 1" in shown
        assert "AK began the review “Partners [in care]”." in shown
        assert "1/10 events" in shown
        assert "\x1b" not in shown
        assert ("before it" in shown) is (size[0] > 100)


async def test_it_narrows_by_words_and_by_form_and_lifts(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("0", "slash", *"who:BR", "enter")
        await settle(pilot)
        events = app.screen.query_one(RecordList)
        assert len(events.ids) == 1
        await pilot.press("escape")
        await settle(pilot)
        assert len(events.ids) == 10
        await pilot.press("f", "tab", *"decision.made", "tab", "2", "ctrl+s")
        await settle(pilot)
        assert len(events.ids) == 1
        assert "what:decision.made report:2" in frame(app).splitlines()[0]
        await pilot.press("escape", "slash", *"colour:red")
        await settle(pilot)
        assert "says nothing here" in frame(app)
        await pilot.press("escape", "slash", *"since:yesterday")
        await settle(pilot)
        assert "“yesterday” is no date or time." in frame(app)


def test_a_passage_had_none_before_it_and_stands_in_its_record_with_its_codes(review: Review) -> None:
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    for stage in Stage:
        screening.decide(review, 1, stage, Verdict.INCLUDE, by="BR")
        screening.decide(review, 1, stage, Verdict.INCLUDE, by="AK")
    marking.mark(review, 1, "Another passage.", locator="p. 2", by="AK")
    passage = marking.mark(review, 1, "Time was short.", locator="p. 3", by="AK")
    coding.code(review, passage, "time", by="AK")
    history = [one.event.kind for one in auditing.tell(review, auditing.numbers(review, report=1))]
    assert history[-3:] == ["excerpt.marked", "excerpt.marked", "excerpt.coded"]
    event = auditing.tell(review, auditing.numbers(review, report=1)[-2:-1])[0].event
    assert before_after.earlier(review, event, reviewer="AK") is None


async def test_an_event_opens_whole_and_goes_to_its_record(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        shown = app.screen.query_one(Prose).content.plain
        last = auditing.tell(review, auditing.numbers(review))[-1]
        assert last.event.hash in shown
        assert last.event.prev in shown
        assert HOSTILE in " ".join(frame(app).replace("│", " ").split())
        assert "\x1b" not in shown
        asked: list[Asked] = []

        async def go(asked_for: Asked) -> None:
            asked.append(asked_for)

        app.go = go  # type: ignore[assignment,method-assign]
        await pilot.press("enter")
        await settle(pilot)
        assert asked == [Asked("screening", report=2, back="audit")]


async def test_any_event_is_taken_back_after_saying_what_would_change_and_brought_back(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        await pilot.press("down", "b")
        await settle(pilot)
        shown = " ".join(frame(app).replace("│", " ").split())
        assert "Take this back?" in shown
        assert "Report 1 at title and abstract: included → to do." in shown
        assert len(auditing.numbers(review)) == 10, "looking writes nothing"
        await pilot.press("y")
        await settle(pilot)
        assert auditing.tell(review, auditing.numbers(review))[9].undone is False
        assert auditing.tell(review, auditing.numbers(review))[8].undone is True
        assert screening.report(review, 1, reviewer="BR").votes == ()
        await pilot.press("down")
        await settle(pilot)
        events = app.screen.query_one(RecordList)
        events.go_to(9)
        await pilot.press("b")
        await settle(pilot)
        assert "Bring this back?" in frame(app)
        await pilot.press("y")
        await settle(pilot)
        assert len(screening.report(review, 1, reviewer="BR").votes) == 1
    assert auditing.check(review).ok


@pytest.mark.parametrize("size", SIZES)
async def test_an_event_that_others_rest_on_says_which(review: Review, size: tuple[int, int]) -> None:
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        imported = auditing.numbers(review, auditing.Looking(kind="records.imported"))[0]
        app.screen.query_one(RecordList).go_to(imported)
        await pilot.press("b")
        await settle(pilot)
        shown = " ".join(frame(app).replace("│", " ").split())
        assert "2 later deeds rest on this" in shown
        assert "2026-03-02 09:00 AK excluded report 2 (Osei 2020) at title and abstract" in shown
        assert "BR included report 1" in shown
        assert "\x1b" not in shown
        await pilot.press("escape")
        await settle(pilot)
        assert "later deeds" not in frame(app)


async def test_verify_says_what_it_found_and_the_log_is_exported(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert "✓ All is well: 10 events in 2 chains" in frame(app)
        assert all(head in frame(app) for head in auditing.check(review).heads.values())
        await pilot.press("escape", "x", "1")
        await settle(pilot)
        lines = (review.folder / "exports" / "audit.jsonl").read_text(encoding="utf-8").splitlines()
        assert len([json.loads(line) for line in lines]) == 10
        assert "11 events" in frame(app)


async def test_a_check_shows_how_far_it_is_and_esc_stops_it(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    look, stopped = verify_beside.problems, threading.Event()

    def slow(connection: Any, each: Any) -> Iterator[str]:
        yield from look(connection, each)
        try:
            while True:
                each(3, 4, "records")
                time.sleep(0.01)
        finally:
            stopped.set()

    monkeypatch.setattr(verify_beside, "problems", slow)
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        await pilot.press("v")
        await seen(pilot, "75 %  Esc cancels  records")
        await pilot.press("escape")
        await settle(pilot)
        assert stopped.is_set()
        assert "Checking the log: cancelled" in frame(app)
        await pilot.press("j")
        assert "The log is" not in frame(app)


def test_words_of_the_filter(review: Review) -> None:
    assert filter_line.parse("who:'Ada (demo)' what:decision 88") == (
        {"who": "Ada (demo)", "what": "decision", "report": "88"},
        "",
    )
    assert filter_line.parse("2026-03 BR gap.written who:") == (
        {"since": "2026-03", "who": "BR", "what": "gap.written"},
        "",
    )
    assert filter_line.parse("report:x")[1] == "report:x"
    assert filter_line.parse("who:'half")[0] == {"who": "half"}
    asked = {"who": "Ada (demo)", "until": "2026-03-01"}
    assert filter_line.parse(filter_line.text_of(asked)) == (asked, "")
    find, report = filter_line.meant({"who": "a", "until": "2026-03-01", "report": "2"}, review)
    assert (find.actor, report) == ("AK", 2)
    assert find.until > "2026-03-01T23:59"


async def keys(pilot: Pilot[Any], *pressed: str) -> None:
    """One key after another, each dealt with before the next."""
    for key in pressed:
        await pilot.press(key)
        await settle(pilot)


async def test_any_record_is_followed_to_its_history_and_back(review: Review) -> None:
    screening.note(review, 2, HOSTILE_RAW, by="AK")
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await keys(pilot, "4", "H")
        shown = frame(app)
        assert app.current_mode == "audit"
        assert "what:" not in shown.splitlines()[0]
        number = app.screen.subtitle.partition(":")[2]  # type: ignore[attr-defined]
        assert f"Report {number} " in shown
        assert "title and abstract: " in shown
        assert "AK imported 4 records of Embase" in shown, "how it came in belongs to its history"
        await pilot.press("escape")
        await settle(pilot)
        assert app.current_mode == "screening"
        await keys(pilot, "1", "H")
        assert "no record here" in frame(app)


async def test_an_event_says_what_was_before_and_after(review: Review) -> None:
    screening.decide(review, 2, TA, Verdict.INCLUDE, by="AK", note="Seen again.")
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("0", "enter")
        await settle(pilot)
        shown = " ".join(app.screen.query_one(Prose).content.plain.split())
        assert "verdict before exclude → after include" in shown
        assert "note before" in shown


async def test_checkpoints_are_made_held_and_compared(review: Review, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    app = ReviewApp("x", "AK", opener=lambda: review, around=lambda: Surroundings("desk", memory=memory))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await keys(pilot, "0", "c", "1", "enter")
        file = review.folder / "exports" / "log.checkpoint"
        assert file.exists()
        assert "10 events" in frame(app)
        await keys(pilot, "escape", "c", "2")
        app.screen.query_one(Input).value = str(file)
        await keys(pilot, "enter")
        assert "✓ the history is still the one that was held" in frame(app)
        assert list(memory.rglob("*.checkpoint")), "it is kept outside the review"
        held = witnessing.read(file)
        told = {writer: (seq, "0" * 64) for writer, (seq, _) in held.heads.items()}
        (tmp_path / "BR.checkpoint").write_text(Checkpoint(held.review, told).to_text(), encoding="utf-8")
        await keys(pilot, "escape", "c", "2")
        app.screen.query_one(Input).value = str(tmp_path / "BR.checkpoint")
        await keys(pilot, "enter")
        assert "History was rewritten" in frame(app)
        await keys(pilot, "escape", "c", "3")
        assert frame(app).count("root") == 2


async def test_bundles_are_reached_from_here(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("0", "B")
        await settle(pilot)
        assert "tools can read every" in frame(app)
        await keys(pilot, "1", "enter")
        assert (review.folder / "exports" / "bundle.review.zip").exists()
        assert "Wrote" in frame(app)
        await keys(pilot, "B", "2")
        app.screen.query_one(Input).value = str(review.folder / "exports" / "bundle.review.zip")
        await keys(pilot, "enter")
        assert "Nothing new came with it" in frame(app)
        await keys(pilot, "B", "4")
        assert "AK@desk" in frame(app)


async def test_an_event_is_followed_to_its_record_on_any_screen_and_esc_goes_back(review: Review) -> None:
    deduping.merge(review, [3, 4], by="AK")
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for kind, mode in (("duplicates.merged", "duplicates"), ("decision.made", "screening")):
            await keys(pilot, "0", "slash")
            app.screen.query_one(Input).value = f"what:{kind}"
            await keys(pilot, "enter", "enter")
            number = app.screen.query_one(Prose).content.plain.split("report:")[1].split()[0]
            await keys(pilot, "enter")
            assert app.current_mode == mode
            assert str(app.screen.report_here()) == number  # type: ignore[attr-defined]
            await keys(pilot, "escape")
            assert app.current_mode == "audit"
            assert f"what:{kind}" in frame(app).splitlines()[0], "it is as it was left"
            await keys(pilot, "escape")
        await keys(pilot, "enter", "enter", "3", "4", "escape")
        assert app.current_mode == "screening", "who went elsewhere is not called back"


async def test_an_event_says_in_plain_words_what_it_holds_and_then_whole(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await keys(pilot, "0", "enter")
        plain, _, whole = app.screen.query_one(Prose).content.plain.partition("as the log has it")
        assert "verdict   exclude" in plain
        assert "salt" not in plain
        assert json.loads(whole)["salt"]


def test_kinds_are_found_by_what_people_call_them(review: Review) -> None:
    def count(words: str) -> int:
        asked, _ = filter_line.parse(words)
        find, _ = filter_line.meant(asked, review)
        return len(auditing.numbers(review, find))

    assert count("what:votes") == count("what:decision") == 2
    assert count("what:import") == count("what:records.imported") > 0
