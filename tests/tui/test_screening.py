from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services import reviews
from review_tool.services.judging import conflicts, screening
from review_tool.tui.asked import Asked
from review_tool.tui.screens.screening.ahead import PAUSE
from review_tool.tui.screens.screening.screen import ScreeningScreen
from review_tool.tui.widgets.filter_bar import FilterBar
from tests.reviews import last_verdict, make_review
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import app_on, fill, kinds, press

FIRST = Stage.TITLE_ABSTRACT


@pytest.mark.parametrize("size", SIZES)
async def test_one_record_with_the_criteria_in_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        shown = frame(app)
        lines = shown.splitlines()
        assert lines[0].endswith("Screening · title and abstract · AK")
        assert HOSTILE in shown
        assert "Kim, Ji-ho; Lee, Sun" in shown
        assert "planned care together⁺" in " ".join(shown.split())
        assert "*both* groups" in shown
        assert "\x1b" not in shown
        assert "✗ E1 A protocol without" in shown
        assert ("Patients help to plan a clinic." in shown) == (size[0] >= 110)
        assert "from  Embase #1" in shown
        assert "1/6 · 6 left" in lines[-2]
        assert lines[-1].startswith(" i Include e Exclude m Maybe n Note t Tag space Later l List f Which")
        assert lines[-1].rstrip().endswith("? Help")


async def test_one_key_writes_a_vote_and_shows_the_next(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "i", "e", "m")
        assert "✓ 3 Ruiz 2019: maybe · u undoes" in frame(app)
        assert "4/6 · 3 left · saved 10:41" in frame(app)
        assert "No abstract came with this record." in frame(app)
    assert kinds(review, 3) == ["decision.made"] * 3
    verdicts = [last_verdict(screening.report(review, n, reviewer="AK"), FIRST, "AK") for n in (1, 2, 3, 4)]
    assert verdicts == [Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE, None]


async def test_a_vote_is_on_the_disk_before_the_next_record_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        seen = []
        show = ScreeningScreen._show

        def watched(self: ScreeningScreen) -> None:
            seen.append(kinds(review, 1))
            show(self)

        monkeypatch.setattr(ScreeningScreen, "_show", watched)
        await press(pilot, "i")
        assert seen[0] == ["decision.made"]
        assert _screen(app).card.record_id == 2
        assert "✓ 1 Kim & Lee 2021: included · u undoes" in frame(app)


async def test_leaving_at_once_loses_no_vote(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        _screen(app).action_decide("exclude")
        app.exit()
    assert kinds(review, 1) == ["decision.made"]


async def test_undo_and_redo_go_back_to_the_record(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "e", "e", "u")
        assert _screen(app).card.record_id == 2
        assert screening.ids(review, Which(FIRST, "to do", "AK")) == [2, 3, 4, 5, 6]
        await press(pilot, "U")
        assert screening.ids(review, Which(FIRST, "to do", "AK")) == [3, 4, 5, 6]
        await press(pilot, "u", "i")
        assert _screen(app).card.record_id == 3
    assert last_verdict(screening.report(review, 2, reviewer="AK"), FIRST, "AK") is Verdict.INCLUDE


async def test_it_opens_where_one_left(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "space", "i", "i")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert _screen(app).card.record_id == 4
        await press(pilot, "u")  # also after a restart
        assert _screen(app).card.record_id == 3


async def test_moving_does_not_decide_and_back_is_there(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "i", "left_square_bracket")
        assert _screen(app).card.record_id == 1
        assert "you  ✓ include" in frame(app)
        await press(pilot, "j", "right", "right_square_bracket", "k")
        assert _screen(app).card.record_id == 3
    assert kinds(review, 2)[-2:] == ["records.imported", "decision.made"]


async def test_note_tag_and_reason(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "n")
        await fill(pilot, ["see [@click=app.quit]x"])
        assert "note  AK 2026-03-02  see" in frame(app)
        assert "│ [@click=app.quit]x" in frame(app)
        await press(pilot, "t")
        await fill(pilot, ["background [/]"])
        assert "tags  background [/]" in frame(app)
        await press(pilot, "t", "1")
        assert "tags  " not in frame(app)
        await press(pilot, "r", "2")
        assert _screen(app).card.record_id == 2
    assert kinds(review, 4) == ["note.written", "tag.set", "tag.set", "decision.made"]
    assert screening.report(review, 1, reviewer="AK").votes[-1].reason == "protocol only"


async def test_highlights_abstract_and_criteria_can_be_put_away(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "h")
        assert "together⁺" not in frame(app)
        await press(pilot, "o")
        assert "planned care" not in frame(app)
        await press(pilot, "o", "c")
        assert "✓ I1 People and professionals make something together." in frame(app)
        assert "planned care" in frame(app)


async def test_looking_at_a_record_elsewhere_leaves_ones_own_queue_as_it_was(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "i", "H")
        assert "Audit · report:2" in frame(app)
        await press(pilot, "escape")
        await settle(pilot)
        assert "Screening · title and abstract · AK" in frame(app), "not all of them"
        await app.go(Asked("screening", report=3))
        await settle(pilot)
        assert "title and abstract · all" in frame(app)
        await press(pilot, "1", "4")
        assert "Screening · title and abstract · AK" in frame(app), "its digit leads to one's own work"


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_the_filter_and_the_states(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "4", "i", "l")
        assert "✓ Kim & Lee 2021" in frame(app)
        assert "▸ · Osei 2020" in frame(app)
        await press(pilot, "j", "l")
        assert _screen(app).card.record_id == 3
        await press(pilot, "slash", *"formul")
        assert screening.ids(app.review, Which(FIRST, words="formul*")) == [3]
        assert "“formul”" in frame(app)
        await press(pilot, "enter", "f", "2")
        assert "No record fits" in frame(app)
        await press(pilot, "e")
        assert "There is no record here" in frame(app)
        await press(pilot, "escape")
        assert _screen(app).which == Which(FIRST, "to do", "AK")
        assert "6 left" not in frame(app)
        assert "5 left" in frame(app)


async def test_a_single_letter_waits_for_the_next_unless_it_is_kept(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "slash", "f")
        assert _screen(app).which.words == ""
        assert "6 left" in frame(app)
        await press(pilot, "o")
        assert _screen(app).which.words == "fo*"
        await press(pilot, "r", "space", "a")
        assert _screen(app).which.words == "for"
        await press(pilot, "enter")
        assert _screen(app).which.words == "for a"


async def test_the_first_vote_is_rehearsed_while_no_key_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed = []
    monkeypatch.setattr(screening, "rehearse", lambda _review, number, stage, by: rehearsed.append((number, stage, by)))
    review = make_review(tmp_path)
    app = app_on(review)
    before = kinds(review, 9)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert rehearsed == []
        await pilot.pause(2 * PAUSE)
        await press(pilot, "right_square_bracket")
        await pilot.pause(2 * PAUSE)
    assert rehearsed == [(1, FIRST, "AK")]
    assert kinds(review, 9) == before


async def test_putting_off_is_no_vote_and_comes_last(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "space", "E")
        assert _screen(app).card.record_id == 3
        assert screening.ids(review, Which(FIRST, "to do", "AK")) == [3, 4, 5, 6, 1]
        assert "(not learnt from)" in frame(app)
        await press(pilot, "i", "i", "i", "i")
        assert _screen(app).card.record_id == 1
        await press(pilot, *"uuuuuu")
        assert screening.ids(review, Which(FIRST, "to do", "AK")) == [1, 2, 3, 4, 5, 6]
        await press(pilot, "U", "U")
        assert screening.report(review, 2, reviewer="AK").votes[-1].learn is False


async def test_going_on_repaints_what_changed_and_lays_nothing_out_again(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    laid_out: list[object] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", *"]]]]]", *"[[[[[")  # the facts have the room they need
        await pilot.pause(0.5)
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, laid_out.append)
        await press(pilot, *"]]]", *"[[", "i")
        assert "✓ 2 Osei 2020: included · u undoes" in frame(app)
        assert "A title that is a formula" in frame(app)
    assert laid_out == []


async def test_keys_as_in_other_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "K")
        assert "Mind: in Rayyan i is include" in frame(app)
        await press(pilot, "3", "i", "r")
        assert "r Include" in frame(app).splitlines()[-1]
        await pilot.resize_terminal(120, 24)
        await settle(pilot)
        assert "r Include i Exclude" in frame(app).splitlines()[-1]
    verdicts = [last_verdict(screening.report(review, n, reviewer="AK"), FIRST, "AK") for n in (1, 2)]
    assert verdicts == [Verdict.EXCLUDE, Verdict.INCLUDE]
    app = app_on(review, "BR")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert frame(app).splitlines()[-1].startswith(" i Include e Exclude"), "each person has their own"
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert "r Include" in frame(app).splitlines()[-1]
        await pilot.resize_terminal(120, 24)
        await settle(pilot)
        assert "r Include i Exclude" in frame(app).splitlines()[-1], "kept on this device"


async def test_reports_alike_and_the_criterion_that_fails(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    screening.decide(review, 5, FIRST, Verdict.INCLUDE, by="BR")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "j")
        await pilot.pause(2 * PAUSE)
        await settle(pilot)
        assert "✓ included 5 Making" in " ".join(frame(app).split())
        await press(pilot, "r")
        assert "A protocol without findings." in frame(app)
        await press(pilot, "5")
    assert screening.report(review, 2, reviewer="AK").votes[-1].reason == "E1"


async def test_blind_until_both_are_done(tmp_path: Path) -> None:
    review = make_review(tmp_path, reviewers=2)
    screening.decide(review, 1, FIRST, Verdict.EXCLUDE, by="BR", note="not for [me]")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert "◌ 1 vote hidden until all are done" in frame(app)
        assert "not for [me]" not in frame(app)
        await press(pilot, "i", "left_square_bracket")
        assert "BR  ✗ exclude  “not for [me]”" in frame(app)
        assert "you differ: 5 Conflicts" in frame(app)
    assert conflicts.open_ids(review, FIRST) == [1]


async def test_an_empty_queue_says_what_is_next(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", *"iiiiie")
        shown = frame(app)
        assert "All done here" in shown
        assert "6  5 full texts to judge" in shown
        assert "6 Osei 2020" not in shown
        await press(pilot, "left_square_bracket")
        assert _screen(app).card.record_id == 6
    assert screening.ids(review, Which(FIRST, Outcome.EXCLUDED.value)) == [6]


async def test_before_any_import(tmp_path: Path) -> None:
    from tests.reviews import surroundings

    review = reviews.create(tmp_path / "empty", "Empty", by="AK", around=surroundings())
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert "2  import records" in frame(app)


def _screen(app: object) -> ScreeningScreen:
    screen = getattr(app, "screen", None)
    assert isinstance(screen, ScreeningScreen)
    return screen


@pytest.mark.parametrize("stage", ["4", "6", "0"])
async def test_words_typed_as_fast_as_the_filter_opens_are_looked_for(tmp_path: Path, stage: str) -> None:
    review = make_review(tmp_path)
    for n in (1, 2, 3):
        screening.decide(review, n, FIRST, Verdict.INCLUDE, by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, stage)
        before = kinds(review, 20)
        for key, character in (("slash", "/"), ("e", "e"), ("i", "i"), ("u", "u")):
            app.post_message(events.Key(key, character))
        await settle(pilot)
        await pilot.pause(0.1)
        await settle(pilot)
        assert app.screen.query_one(FilterBar).value == "eiu"
        assert kinds(review, 20) == before
