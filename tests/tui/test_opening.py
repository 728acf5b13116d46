from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from review_tool.domain.decision import Stage, Verdict
from review_tool.services import people, reviews
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.tui import opening
from review_tool.tui.app import ReviewApp
from review_tool.tui.dialogs.who import WhoAreYou
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.screens.start import StartScreen
from review_tool.tui.screens.trouble import TroubleScreen
from tests.reviews import make_review, surroundings
from tests.tui.frames import frame, settle


def app_at(folder: Path, name: str = "AK") -> ReviewApp:
    opener = partial(opening.open_if_there, str(folder), surroundings)
    return ReviewApp(str(folder), name, opener=opener, around=surroundings)


def kinds(review: Review) -> list[str]:
    return [told.event.kind for told in auditing.tell(review, auditing.numbers(review))]


async def test_a_member_is_let_in_and_the_header_says_where(tmp_path: Path) -> None:
    make_review(tmp_path, reviewers=2).close()
    async with app_at(tmp_path / "review").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await settle(pilot)
        words = frame(pilot.app).splitlines()[0].split()
        assert words == ["Partners", "[in", "care]", "Home", "·", "AK", "·", "◌", "blinded"]


async def test_a_stranger_is_asked_and_may_join(tmp_path: Path) -> None:
    make_review(tmp_path).close()
    app = app_at(tmp_path / "review", "Zoe [Z]")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, WhoAreYou)
        assert "join as Zoe [Z]" in frame(app)
        await pilot.press("plus")
        await settle(pilot)
        await settle(pilot)
        assert app.reviewer == "Zoe [Z]"
        assert [member.name for member in people.team(app.review)] == ["AK", "BR", "Zoe [Z]"]
        assert "Zoe [Z]" in frame(app).splitlines()[0]


async def test_capital_letters_make_nobody_a_stranger(tmp_path: Path) -> None:
    make_review(tmp_path).close()
    app = app_at(tmp_path / "review", "ak")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await settle(pilot)
        assert app.reviewer == "AK"
        assert "Home · AK" in frame(app)


async def test_a_stranger_may_be_a_member_by_another_name_and_nobody_passes_unnamed(tmp_path: Path) -> None:
    made = make_review(tmp_path)
    before = kinds(made)
    app = app_at(tmp_path / "review", "login")
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await settle(pilot)
        assert app.reviewer == "BR"
        assert app.review is not None
    left = app_at(tmp_path / "review", "login")
    async with left.run_test() as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert left.return_code == 0, "it has left"
    assert left.review is None
    assert kinds(made) == before


async def test_a_review_is_made_from_the_start_screen(tmp_path: Path) -> None:
    app = app_at(tmp_path / "new", "AK")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, StartScreen)
        await pilot.press(*"Care", "ctrl+s")
        await settle(pilot)
        await settle(pilot)
        assert frame(app).splitlines()[0].split() == ["Care", "Home", "·", "AK"]
        assert "There are no records yet" in frame(app)
        assert kinds(app.review) == ["review.created", "reviewer.joined", "protocol.amended"]


async def test_what_cannot_be_opened_is_said_where_it_was_asked(tmp_path: Path) -> None:
    app = app_at(tmp_path / "nothing", "AK")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert isinstance(app.screen, StartScreen)
        assert "There is no folder" in " ".join(frame(app).split())
    (tmp_path / "file").write_text("no review")
    app = app_at(tmp_path / "file")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, TroubleScreen)


async def test_the_demonstration_is_made_beside_the_folder_and_opened(tmp_path: Path, monkeypatch: Any) -> None:
    def demonstrate(folder: Path, **around: Any) -> None:
        reviews.create(folder, "Demonstration", by=around["by"], around=around["around"]).close()

    monkeypatch.setattr("review_tool.services.demonstrating.demonstrate", demonstrate)
    app = app_at(tmp_path / "mine", "AK")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+t")
        for _ in range(4):
            await settle(pilot)
        assert app.title == "Demonstration"
        assert (tmp_path / "co-production-review" / "review.db").exists()
        assert not (tmp_path / "mine").exists()


class Decisions(StageScreen):
    MODE = "conflicts"
    UNDOES = "SCREENING"
    shown: int | None = None

    def undone(self, report: int | None) -> None:
        self.shown = report


async def test_undo_and_redo_go_by_the_log_and_by_the_screens_kinds(tmp_path: Path) -> None:
    made = make_review(tmp_path)
    screening.decide(made, 2, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="AK")

    class App(ReviewApp):
        MODES = {**ReviewApp.MODES, "conflicts": Decisions}  # noqa: RUF012

    app = App("x", "AK", opener=partial(opening.open_there, str(tmp_path / "review"), surroundings))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        assert (app.can_undo, app.can_redo) == (True, False)
        await pilot.press("u")
        await settle(pilot)
        assert kinds(made)[-1] == "event.undone"
        assert "Taken back: AK excluded report 2" in frame(app)
        assert (app.can_undo, app.can_redo) == (False, True)
        screen = app.screen
        assert isinstance(screen, Decisions)
        assert screen.shown == 2
        await pilot.press("U")
        await settle(pilot)
        assert "Brought back: AK excluded report 2" in frame(app)
        assert (app.can_undo, app.can_redo) == (True, False)
        assert len(screening.report(made, 2, reviewer="AK").votes) == 1
