from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.flow import Flow, ReasonCount
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Which
from review_tool.services import overview, people, protocols
from review_tool.services.history import auditing
from review_tool.services.judging import planning, screening
from review_tool.services.reporting.exporting import EXPORTS
from review_tool.services.reviews import Review
from review_tool.tui.app import ReviewApp
from review_tool.tui.asked import Asked
from review_tool.tui.dialogs.protocol import amended, amendment
from review_tool.tui.screens.home.screen import Home, HomeScreen, nothing_for_you
from review_tool.tui.widgets.flow_boxes import FlowBox, flow_boxes
from tests.reviews import PROTOCOL, make_review
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import app_on, fill, kinds, press

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for report, verdict in ((1, Verdict.INCLUDE), (2, Verdict.INCLUDE), (3, Verdict.EXCLUDE)):
        screening.decide(made, report, TA, verdict, by="AK")
    screening.decide(made, 1, FT, Verdict.INCLUDE, by="AK")
    screening.decide(made, 2, FT, Verdict.EXCLUDE, by="AK", reason="wrong topic")
    yield made
    made.close()


def app_of(review: Review) -> ReviewApp:
    return ReviewApp("x", "AK", opener=lambda: review)


@pytest.mark.parametrize("size", SIZES)
async def test_the_flow_and_what_is_next(review: Review, size: tuple[int, int]) -> None:
    async with app_of(review).run_test(size=size) as pilot:
        await settle(pilot)
        await settle(pilot)
        shown = " ".join(frame(pilot.app).replace("│", " ").split())
        for line in ("Embase 4", "Zotero 2", "Screened 6", "wrong topic 1", "Included 1 study in 1 report"):
            assert line in shown
        assert "3 look for duplicates" in shown
        assert "4 for you to screen 3" in shown
        assert "3 · 3 left" in shown
        assert PROTOCOL.question.split()[0] in shown


async def test_every_box_opens_the_list_it_counts(review: Review) -> None:
    flow = overview.flow(review)
    for box in flow_boxes(flow, [("Embase", 4, False)]):
        if box.asked.mode == "duplicates":
            continue
        n = int(box.number.split()[0])
        assert len(screening.ids(review, box.asked.which)) == n, box
    assert flow.faults() == []


async def test_enter_and_a_click_open_a_box(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await settle(pilot)
        asked: list[Asked] = []

        async def go(asked_for: Asked) -> None:
            asked.append(asked_for)

        app.go = go  # type: ignore[assignment,method-assign]
        for _ in range(4):
            await pilot.press("j")
        assert isinstance(app.focused, FlowBox)
        await pilot.press("down", "enter")
        await settle(pilot)
        lines = frame(app).splitlines()
        row = next(y for y, line in enumerate(lines) if "wrong topic" in line)
        await pilot.click(offset=(8, row))
        await settle(pilot)
        assert asked == [
            Asked("screening", Which(TA, "excluded", arm="search")),
            Asked("fulltext", Which(FT, "excluded", arm="search", reason="wrong topic")),
        ]
        await pilot.press("right", "enter")
        await settle(pilot)
        assert asked[-1].mode in ("duplicates", "screening")


async def test_boxes_that_do_not_add_up_are_named(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Flow(database_results=6, records_screened=5, dbr_excluded=(ReasonCount("other", 1),))
    monkeypatch.setattr("review_tool.store.queries.tallies.flow", lambda _: wrong)
    async with app_of(review).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await settle(pilot)
        assert "✗ does not add up" in frame(pilot.app)


async def test_the_protocol_is_amended_with_a_reason_and_blinding_follows(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await settle(pilot)
        await pilot.press("p")
        await settle(pilot)
        assert "People and professionals make something together." in frame(app)
        await pilot.press("a")
        await settle(pilot)
        app.screen.query_one("#blank-6").value = "2"  # type: ignore[attr-defined]
        app.screen.query_one("#blank-8").value = "a second [reader] came"  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await settle(pilot)
        await settle(pilot)
        assert protocols.current(review).reviewers_title_abstract == 2
        assert protocols.current(review).criteria == PROTOCOL.criteria
        assert protocols.history(review)[-1][3] == "a second [reader] came"
        assert "◌ blinded" in frame(app)
        await pilot.press("u")
        await settle(pilot)
        assert protocols.current(review).reviewers_title_abstract == 2, "a deed that much rests on is asked about"
        await pilot.press("y")
        await settle(pilot)
        assert protocols.current(review).reviewers_title_abstract == 1


def test_what_an_amendment_asks_gives_the_same_protocol_back() -> None:
    written = {blank.name: blank.value for blank in amendment(PROTOCOL)}
    assert amended(PROTOCOL, written) == PROTOCOL
    written["include"] += "\nThey found something | e.g. [x]"
    assert amended(PROTOCOL, written).criteria[1].id == "I2"


async def test_a_reviewer_joins_and_exports_are_written(review: Review) -> None:
    app = app_of(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await settle(pilot)
        await pilot.press("plus", *"CD", "ctrl+s")
        await settle(pilot)
        assert [member.name for member in people.team(review)] == ["AK", "BR", "CD"]
        await pilot.press("x", "3", "2")
        await settle(pilot)
        assert (review.folder / "exports" / "flow.svg").read_text(encoding="utf-8").startswith("<")
        assert "✓ Wrote" in frame(app)
        await pilot.press("x", "a")
        await settle(pilot)
        assert len(list((review.folder / "exports").iterdir())) == 1 + len(EXPORTS), "flow.svg came before"
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_some_records_are_exported_for_a_program_and_what_is_not_carried_is_told(
    review: Review, size: tuple[int, int]
) -> None:
    app = app_of(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await settle(pilot)
        await pilot.press("x", "1", "p", "3", "1")
        await settle(pilot)
        assert "Included after title and abstract" in frame(app)
        await pilot.press("3", "1")
        await settle(pilot)
        text = (review.folder / "exports" / "records.ris").read_text(encoding="utf-8")
        assert text.count("TY  - ") == 2
        told = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="export.written")))
        payload = told[-1].event.payload
        assert (payload["for"], payload["state"]) == ("covidence", "included")
        await pilot.press("x", "1", "p", "2", "1", "1", "1")
        await settle(pilot)
        assert "could not carry" in frame(app)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_person_who_left_is_noted_and_brought_back(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "minus")
        await fill(pilot, ["BR", "A new job."])
        assert kinds(review, 1) == ["reviewer.withdrew"]
        assert "BR has left the team" in frame(app)
        await press(pilot, "u")
        assert kinds(review, 1) == ["event.undone"]
    review.close()


async def test_the_lead_sees_what_the_plan_waits_for(review: Review) -> None:
    planning.adopt(review, "rapid", why="a rapid review", by="AK")
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "4 P: draw the calibration set" in frame(app)
    planning.draw(review, Stage.TITLE_ABSTRACT, by="AK", size=1)
    app = app_of(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "P: draw" not in frame(app)


def test_the_first_protocol_has_its_reason_already() -> None:
    reason = {protocol: amendment(protocol)[-1].value for protocol in (Protocol(), PROTOCOL)}
    assert reason == {Protocol(): "first written", PROTOCOL: ""}


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ((("6", "P: draw the calibration set", 22),), "Nothing for you now: AK or Cy is to draw the calibration set."),
        ((), "Nothing waits for you here."),
    ],
)
def test_who_has_no_work_reads_for_whose_deed_it_waits(
    review: Review, waits: tuple[tuple[str, str, int], ...], said: str
) -> None:
    home = Home(overview.status(review), (), (), PROTOCOL, False, waits, frozenset({"Cy", "AK"}))
    assert nothing_for_you(home) == said


async def test_the_summary_says_where_to_begin(review: Review) -> None:
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "s")
        assert "pages, to begin at index.html: " in frame(app)
        assert (review.folder / "exports" / "summary" / "index.html").is_file()
