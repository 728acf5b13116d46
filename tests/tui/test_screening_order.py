"""Ranking and stopping on the screening screen: asked for, told of, never under the reader's eyes."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from textual.pilot import Pilot

from review_tool.cli.main import tool
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services import protocols
from review_tool.services.history import auditing
from review_tool.services.judging import planning, ranking, screening
from review_tool.services.reviews import Review
from review_tool.tui.screens.screening.screen import ScreeningScreen
from review_tool.tui.screens.screening.stopping import span, spark
from tests.reviews import make_review
from tests.services.rapid import many
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import app_on, fill, kinds, press

TA = Stage.TITLE_ABSTRACT


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "_cache", lambda: tmp_path / "cache")


def screen(pilot: Pilot[Any]) -> ScreeningScreen:
    found = pilot.app.screen
    assert isinstance(found, ScreeningScreen)
    return found


async def learnt(pilot: Pilot[Any]) -> None:
    """Wait until what runs beside the keys is done."""
    await settle(pilot)
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_ranking_is_asked_for_disclosed_and_goes_back(tmp_path: Path, size: tuple[int, int]) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "4", "w")
        assert "usual order" in frame(app)
        await press(pilot, "escape", "R")
        assert "told in PRISMA as automation" in " ".join(frame(app).replace("│", " ").split())
        await press(pilot, "1")
        await learnt(pilot)
        assert "likeliest first" in frame(app).splitlines()[0]
        assert kinds(review, 1) == ["ranking.set"]
        assert screen(pilot).card.record_id == 1, "what one reads stays"
        made = screen(pilot).order.made
        assert made is not None
        assert screen(pilot).pile.ids[1:] == [n for n in made.order() if n != 1]
        await press(pilot, "w")
        assert "Speaks for it: " in frame(app)
        await press(pilot, "escape", "R", "1")
        await learnt(pilot)
        assert screen(pilot).pile.ids == [1, 2, 3, 4, 5, 6]
        assert "likeliest first" not in frame(app)
        assert ranking.current(review).on, "that was for this person alone"
        await press(pilot, "R", "1")
        await learnt(pilot)
        assert "likeliest first" in frame(app)
        await press(pilot, "u")
        await learnt(pilot)
        assert not ranking.current(review).on
        assert "likeliest first" not in frame(app)
    assert auditing.check(review).ok


async def test_the_next_is_the_likeliest_and_a_vote_taken_back_is_unlearnt(tmp_path: Path) -> None:
    review = many(tmp_path, 40)
    ranking.turn(review, on=True, by="AK", random=0)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await learnt(pilot)
        for _ in range(6):
            await press(pilot, "e" if screen(pilot).pile.current in range(3, 41, 3) else "i")
            await learnt(pilot)
        at = screen(pilot)
        assert at.order.made is not None
        assert at.order.made.learnt == 6
        assert at.pile.current not in range(3, 41, 3), "partners come before machines"
        # The next was made ready from the order before the last vote was learnt; all behind it is the newest.
        assert at.pile.ids[at.pile.place + 1 :] == [n for n in at.order.made.order() if n != at.pile.current]
        await press(pilot, "u")
        await learnt(pilot)
        assert at.order.made.learnt == 5
        await press(pilot, "space")
        late = at.pile.ids[-1]
        await press(pilot, "i")
        await learnt(pilot)
        assert at.pile.ids[-1] == late, "what was put off stays last"


async def test_a_key_never_waits_for_learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = many(tmp_path, 12)
    ranking.turn(review, on=True, by="AK", random=0)
    app = app_on(review)
    free = threading.Event()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await learnt(pilot)
        real = ranking.Ranker.update
        monkeypatch.setattr(ranking.Ranker, "update", lambda self: free.wait(20) and real(self))
        for _ in range(3):
            await pilot.press("i")
            await pilot.pause()
        assert len(screening.ids(review, Which(TA, "voted", "AK"))) == 3
        free.set()
        await learnt(pilot)
        made = screen(pilot).order.made
        assert made is not None
        assert made.learnt == 3


async def test_the_calibration_set_keeps_its_order(tmp_path: Path) -> None:
    review = many(tmp_path, 20)
    protocol = protocols.current(review).planned("rapid")
    raw = protocol.to_payload()
    raw["plan"]["title_abstract"] |= {"calibration": 5, "dual_share": 50}
    protocols.amend(review, protocol.from_payload(raw), why="rapid", by="AK")
    planning.draw(review, TA, by="AK")
    usual = screening.ids(review, Which(TA, "to do", "AK"))
    ranking.turn(review, on=True, by="AK", random=0)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await learnt(pilot)
        assert screen(pilot).pile.ids == usual
    for who in ("AK", "BR", "CS"):
        for number in usual:
            screening.decide(review, number, TA, Verdict.EXCLUDE if number % 3 == 0 else Verdict.INCLUDE, by=who)
    made = ranking.ranker(review, TA, "AK")
    mine = screening.ids(review, Which(TA, "to do", "AK"))
    assert sorted(ranking.queue(review, made, TA, "AK")) == sorted(mine), "the plan says which, ranking in what order"


async def test_learnt_words_are_marked_for_oneself_or_by_amendment(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    ranking.turn(review, on=True, by="AK", random=0)
    screening.decide(review, 4, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 3, TA, Verdict.EXCLUDE, by="AK")
    version = protocols.current(review).version
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await learnt(pilot)
        await press(pilot, "R", "2", "1")
        await learnt(pilot)
        assert screen(pilot).order.words is not None
        assert protocols.current(review).version == version
        await press(pilot, "R", "2", "2")
        await fill(pilot, ["they tell them apart"])
        await learnt(pilot)
    assert protocols.current(review).version == version + 1
    assert kinds(review, 1) == ["protocol.amended"]


async def test_the_share_of_random_records_is_set(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    ranking.turn(review, on=True, by="AK", random=0)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await learnt(pilot)
        await press(pilot, "R", "4")
        await fill(pilot, ["often"])
        await settle(pilot)
        assert "comes at random" in frame(app), "it asks again"
        await fill(pilot, ["10"])
        await learnt(pilot)
        assert (ranking.current(review).random, ranking.current(review).on) == (10, True)
        assert screen(pilot).order.made is not None
        assert kinds(review, 1) == ["ranking.set"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_stopping_panel_says_what_is_calculated_and_what_is_experience(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    review = many(tmp_path, 30)
    for number in range(1, 13):
        screening.decide(review, number, TA, Verdict.EXCLUDE if number > 4 else Verdict.INCLUDE, by="AK")
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "4", "R", "2", "3")
        assert ranking.current(review).rule == "buscar"
        await press(pilot, "S")
        await learnt(pilot)
        shown = " ".join(frame(app).replace("│", " ").split())
        assert "12 of 30 read, 4 relevant" in shown
        assert "█  4 relevant" in frame(app)
        assert "p(recall < 95 %) = " in shown
        await press(pilot, "end")
        shown = " ".join(frame(app).replace("│", " ").split())
        assert "Ranking is off" in shown
        assert "Calculated: " in shown


def test_an_interval_is_drawn_on_the_scale_of_all() -> None:
    drawn = span(10, 20, 40, 100)
    assert (len(drawn), drawn.index("━"), drawn.index("●"), drawn.rindex("━")) == (40, 4, 8, 16)
    assert span(0, 0, 0, 1)[0] == "●"


def test_the_picture_rises_to_the_last() -> None:
    assert spark([0, 1, 2, 4]) == "▁▃▄█" or spark([0, 1, 2, 4]) == "▁▃▅█"
    assert spark([0, 0]) == "▁▁"


def test_nothing_of_numpy_is_imported_until_ranking_is_on() -> None:
    code = (
        "import sys, review_tool.tui.screens.screening.screen\n"
        "print([m for m in ('numpy', 'scipy', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_screening_with_ranking_off_never_makes_a_ranker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Review:
        raise AssertionError("ranking is off")

    monkeypatch.setattr(ranking, "ranker", refuse)
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "i", "e", "u")
        await learnt(pilot)
        assert screen(pilot).order.made is None


async def test_keys_and_plain_lines_end_in_the_same_state(tmp_path: Path) -> None:
    keys, plain = many(tmp_path / "keys", 12), many(tmp_path / "plain", 12)
    app = app_on(keys)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "R", "1")
        await learnt(pilot)
        for key in ("i", "space", "E", "w"):
            await press(pilot, key)
            await learnt(pilot)
        await press(pilot, "escape", "R", "3")
        await press(pilot, "3")
        await press(pilot, "S")
        await learnt(pilot)
        await press(pilot, "escape")
    told = lines(plain, "R on", "i", "p", "d", "w", "R rule buscar", "S")
    assert "Speaks for it: " in told
    assert "Rule buscar, chosen beforehand: read on" in told
    assert "Experience: " in told
    assert ranking.current(keys) == ranking.current(plain)
    assert ranking.current(keys).rule == "buscar"
    did = ["ranking.set", "decision.made", "report.postponed", "decision.made", "ranking.set"]
    assert kinds(keys, 5) == kinds(plain, 5) == did
    assert ranking.labels(keys, TA, "AK") == ranking.labels(plain, TA, "AK")


def test_plain_goes_the_likeliest_first_and_back(tmp_path: Path) -> None:
    review = many(tmp_path, 12)
    ranking.turn(review, on=True, by="AK", random=0)
    first = ranking.order(review, TA, "AK")
    told = lines(review, "i", "u", "R usual", "s", "R words", "R off", "u", "R")
    assert told.index("The likeliest relevant comes first") < told.index(f"Report {first[0]}, 1 of 12")
    assert "Speak for a report: " in told
    assert "Ranking is on. Rule for stopping: none chosen." in told, "turning it off was taken back"
    assert ranking.labels(review, TA, "AK") == {}


def lines(review: Review, *said: str) -> str:
    here = ["screen", "--plain", "--review", str(review.folder), "--as", "AK"]
    done = CliRunner().invoke(tool, here, input="".join(f"{line}\n" for line in said))
    assert done.exit_code == 0, done.output
    return done.stdout
