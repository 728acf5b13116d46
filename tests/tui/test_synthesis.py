from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.synthesis import (
    ClaimKind,
    Gap,
    Link,
    Recommendation,
    Stance,
    Strand,
    TargetKind,
)
from review_tool.services import extracting, synthesising, undoing
from review_tool.services.reviews import Review
from review_tool.tui.screens.synthesis import SynthesisScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, fill, kinds, press


def evidenced(folder: Path) -> tuple[Review, str]:
    """A review with one coded excerpt of study 1, a theme, a strand with an item, and R1 resting on the excerpt."""
    review = all_included(folder)
    text = "partners felt [heard]"
    excerpt = extracting.mark(review, 1, text, locator="abstract", by="AK", codes=("heard",))
    synthesising.describe_theme(review, "Being heard [/]", description="", codes=("heard",), by="AK")
    synthesising.describe_strand(review, Strand("Survey", "responses", 573), by="AK")
    synthesising.add_item(review, "Survey", "Pay [matters]", "Most said so.", by="AK")
    link = Link(TargetKind.EXCERPT, excerpt)
    synthesising.write(review, Recommendation("Listen [@click=app.quit]first"), links=(link,), by="AK")
    return review, excerpt


@pytest.mark.parametrize("size", SIZES)
async def test_the_walk_from_a_claim_to_its_events_and_back(tmp_path: Path, size: tuple[int, int]) -> None:
    review, _ = evidenced(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "9")
        shown = frame(app)
        assert "R1 · 1 study · Listen [@click=app.quit]first" in shown
        assert "Supported by 1 study (1 excerpt)." in shown
        screen = app.screen
        assert isinstance(screen, SynthesisScreen)
        walked = []
        for _ in range(4):
            await press(pilot, "enter")
            assert screen.step
            walked.append(screen.step.kind)
        assert walked == ["excerpt", "report", "vote", "event"]
        assert "event " in frame(app)
        assert "[Article in German]" in frame(app)
        await press(pilot, "escape", "escape", "escape", "b", "1")
        assert screen.step
        assert screen.step.kind == "claim"


async def test_a_claim_is_written_with_its_evidence(tmp_path: Path) -> None:
    review, excerpt = evidenced(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "right_square_bracket", "space", "r")
        await fill(pilot, ["Pay people [/]", "funders", "", "firm", "low", ""])
        assert "Strength cannot be" in " ".join(str(n.message) for n in app._notifications)
        await fill(pilot, ["Pay people [/]", "funders", "", "strong", "low", "few studies"])
        assert "✓ for" in frame(app)
        await press(pilot, "end", "space", "enter")
        claim = synthesising.claim(review, "R2")
        assert claim.body == Recommendation("Pay people [/]", "funders", "", "strong", "low", "few studies")
        assert {(k.kind, k.stance) for k in claim.links} == {
            (TargetKind.EXCERPT, Stance.SUPPORTS),
            (TargetKind.ITEM, Stance.SUPPORTS),
        }
        assert "R2 Pay people [/]" in frame(app)
        await press(pilot, "l", "minus", "enter")
        stances = {k.target: k.stance for k in synthesising.claim(review, "R2").links}
        assert stances[excerpt] is Stance.OPPOSES
        await press(pilot, "w")
        await fill(pilot, ["Pay people well", "", "", "", "", "", "no"])
        assert synthesising.claim(review, "R2").body.text == "Pay people well"
        await press(pilot, "d", "n")
        assert len(synthesising.claims(review)) == 2
        await press(pilot, "d", "y")
        assert [c.label for c in synthesising.claims(review)] == ["R1"]
        await press(pilot, "u")
        assert [c.label for c in synthesising.claims(review)] == ["R1", "R2"]


async def test_a_claim_on_nothing_is_the_teams_judgement_or_is_not_written(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9")
        assert "No recommendation or gap yet" in frame(app)
        await press(pilot, "g")
        await fill(pilot, ["Nobody asked nurses", "none", "nurses"])
        await press(pilot, "enter", "n")
        assert synthesising.claims(review) == []
        await press(pilot, "g")
        assert "Nobody asked nurses" in frame(app)
        await press(pilot, "ctrl+s", "enter", "y")
        (gap,) = synthesising.claims(review)
        assert (gap.kind, gap.judgement, gap.body) == (
            ClaimKind.GAP,
            True,
            Gap("Nobody asked nurses", "none", "nurses"),
        )
        assert "team's judgement" in frame(app)


async def test_undone_evidence_is_said_in_words(tmp_path: Path) -> None:
    review, excerpt = evidenced(tmp_path)
    undoing.undo(review, excerpt, by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9")
        assert "✗ unsupported: its evidence was undone" in frame(app)


async def test_excerpts_codes_themes_and_strands(tmp_path: Path) -> None:
    review, _ = evidenced(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "#")
        assert "choose one in the view of excerpts" in frame(app)
        await press(pilot, "right_square_bracket", "#")
        await fill(pilot, ["trust, heard"])
        assert extracting.excerpts(review)[0].codes == ("heard", "trust")
        await press(pilot, "m", "j", "enter")
        await fill(pilot, ["time was [short]", "p. 2", "q", "time"])
        assert [(e.report, e.codes) for e in extracting.excerpts(review)][1:] == [(2, ("time",))]
        assert "time was [short]" in frame(app)
        await press(pilot, "right_square_bracket", "a")
        await fill(pilot, ["Time", "what it takes"])
        await press(pilot, "slash", *"time", "enter", "space", "enter")
        theme = synthesising.themes(review)[-1]
        assert (theme.name, theme.description, theme.codes) == ("Time", "what it takes", ("time",))
        await press(pilot, "right_square_bracket", "a", "2")
        await fill(pilot, ["Stories", "stories", "many", ""])
        await fill(pilot, ["Stories", "stories", "100", ""])
        await press(pilot, "a", "4")
        await fill(pilot, ["A story [/]", "It was told."])
        strands = synthesising.strands(review)
        assert [(s.name, s.size, len(items)) for s, items in strands] == [("Survey", 573, 1), ("Stories", 100, 1)]
        assert "A story [/]" in frame(app)
        assert kinds(review, 1) == ["item.added"]


async def test_an_empty_cell_of_the_matrix_becomes_a_gap(tmp_path: Path) -> None:
    review, _ = evidenced(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "v")
        assert "1 excerpt of Kim & Lee 2021 on “Being heard [/]”" in " ".join(frame(app).split())
        await press(pilot, "enter")
        assert "partners felt [heard]" in frame(app)
        await press(pilot, "escape", "down")
        assert "Empty: nothing of Osei 2020" in frame(app)
        assert app.screen.query_one(ChecklistMatrix).has_focus
        await press(pilot, "g")
        await settle(pilot)
        assert "too few: 1 of 6 studies" in frame(app)


async def test_an_empty_review_refuses_nothing_by_crashing(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "enter", "l", "w", "d", "#", "m", "b", "v", "enter", "space", "escape")
        for _ in range(5):
            await press(pilot, "right_square_bracket", "enter", "j", "b", "slash", "x", "escape")
        assert HOSTILE not in frame(app)
