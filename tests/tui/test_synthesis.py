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
from review_tool.services.fulltexts import marking
from review_tool.services.history import undoing
from review_tool.services.reviews import Review
from review_tool.services.synthesis import coding, strands, synthesising
from review_tool.tui.screens.synthesis.screen import SynthesisScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, fill, kinds, press


def evidenced(folder: Path) -> tuple[Review, str]:
    """A review with one coded excerpt of study 1, a theme, a strand with an item, and R1 resting on the excerpt."""
    review = all_included(folder)
    text = "partners felt [heard]"
    excerpt = marking.mark(review, 1, text, locator="abstract", by="AK", codes=("heard",))
    coding.describe_theme(review, "Being heard [/]", description="", codes=("heard",), by="AK")
    strands.describe_strand(review, Strand("Survey", "responses", 573), by="AK")
    strands.add_item(review, "Survey", "Pay [matters]", "Most said so.", by="AK")
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
        assert "R1 · 1 study, △ fragile · Listen [@click=app.quit]first" in shown
        assert "Supported by 1 study (1 excerpt)." in shown
        screen = app.screen
        assert isinstance(screen, SynthesisScreen)
        walked = []
        for _ in range(4):
            await press(pilot, "enter")
            assert screen.views.step
            walked.append(screen.views.step.kind)
        assert walked == ["excerpt", "report", "vote", "event"]
        assert "event " in frame(app)
        assert "[Article in German]" in frame(app)
        await press(pilot, "escape", "escape", "escape", "b", "1")
        assert screen.views.step
        assert screen.views.step.kind == "claim"


async def test_a_claim_is_written_with_its_evidence(tmp_path: Path) -> None:
    review, excerpt = evidenced(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "right_square_bracket", "right_square_bracket", "space", "r")
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
        assert "No finding, recommendation or gap yet" in frame(app)
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
        await press(pilot, "right_square_bracket", "right_square_bracket", "#")
        await fill(pilot, ["trust, heard"])
        assert marking.excerpts(review)[0].codes == ("heard", "trust")
        await press(pilot, "m", "j", "enter")
        await fill(pilot, ["time was [short]", "p. 2", "q", "time"])
        assert [(e.report, e.codes) for e in marking.excerpts(review)][1:] == [(2, ("time",))]
        assert "time was [short]" in frame(app)
        await press(pilot, "right_square_bracket", "a")
        await fill(pilot, ["Time", "what it takes"])
        await press(pilot, "slash", *"time", "enter", "space", "enter")
        theme = coding.themes(review)[-1]
        assert (theme.name, theme.description, theme.codes) == ("Time", "what it takes", ("time",))
        await press(pilot, "right_square_bracket", "a", "2")
        await fill(pilot, ["Stories", "stories", "many", ""])
        await fill(pilot, ["Stories", "stories", "100", ""])
        await press(pilot, "a", "4")
        await fill(pilot, ["A story [/]", "It was told."])
        known = strands.strands(review)
        assert [(s.name, s.size, len(items)) for s, items in known] == [("Survey", 573, 1), ("Stories", 100, 1)]
        assert "A story [/]" in frame(app)
        assert kinds(review, 1) == ["item.added"]


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_cell_of_the_map_becomes_a_draft_that_is_confirmed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    review, _ = evidenced(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "9", "v")
        screen = app.screen
        assert isinstance(screen, SynthesisScreen)
        assert screen.query_one(ChecklistMatrix).has_focus
        assert "Empty: nothing on “Being heard [/]” and" in " ".join(frame(app).split())
        await press(pilot, "o", "2", "4")
        assert "1 study (1 not judged)" in " ".join(frame(app).split())
        await press(pilot, "enter")
        assert "partners felt [heard]" in frame(app)
        await press(pilot, "escape", "right", "g")
        assert "□ draft: y confirms" in frame(app)
        (gap,) = synthesising.claims(review, ClaimKind.GAP)
        assert (gap.draft, gap.body.codes) == (True, ("A1",))  # type: ignore[union-attr]
        await press(pilot, "y", "n")
        assert synthesising.claim(review, "G1").draft
        await press(pilot, "y", "y")
        assert not synthesising.claim(review, "G1").draft
        assert kinds(review, 1) == ["claim.reworded"]
        await press(pilot, "u")
        assert "□ draft: y confirms" in frame(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_finding_is_graded_with_the_appraisal_beside_it(tmp_path: Path, size: tuple[int, int]) -> None:
    review, _ = evidenced(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "9", "f")
        await fill(pilot, ["Hearing [/] helps"])
        await press(pilot, "space", "j", "minus", "enter")
        assert synthesising.claim(review, "F1").supported
        await press(pilot, "right_square_bracket")
        assert "F1" in frame(app)
        await press(pilot, "c", "1")
        assert "Kim & Lee 2021: not judged" in frame(app)
        await press(pilot, "4")
        await fill(pilot, [""])
        assert "need an explanation" in " ".join(str(n.message) for n in app._notifications)
        await fill(pilot, ["One abstract [only]"])
        await press(pilot, "5", "3")
        await fill(pilot, ["thin"])
        await press(pilot, "escape")
        body = synthesising.claim(review, "F1").body
        assert (body.methodological, body.methodological_reason) == ("serious", "One abstract [only]")  # type: ignore[union-attr]
        assert body.confidence == "low"  # type: ignore[union-attr]
        assert "● · · ·" in frame(app)
        await press(pilot, "p")
        await fill(pilot, ["3 1 0", "3 1", "", "", "I doubt [it]", "a partner"])
        assert "not three numbers" in " ".join(str(n.message) for n in app._notifications)
        await fill(pilot, ["3 1 0", "", "", "carers 2 0 0", "I doubt [it]", "a partner"])
        claim = synthesising.claim(review, "F1")
        assert [one.words for one in claim.agreement] == [
            "community members: 3 for, 1 against, 0 unsure",
            "carers: 2 for, 0 against, 0 unsure",
        ]
        assert [(one.text, one.who) for one in claim.dissent] == [("I doubt [it]", "a partner")]
        await press(pilot, "enter")
        assert "✗ against" in frame(app) or size == (80, 24)


async def test_codes_and_themes_are_renamed_merged_split_and_undone(tmp_path: Path) -> None:
    review, excerpt = evidenced(tmp_path)
    coding.code(review, excerpt, "listened [to]", by="AK")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "right_square_bracket", "right_square_bracket", "right_square_bracket", "j", "w")
        await fill(pilot, ["taken seriously"])
        assert [use.code for use in coding.codes(review)] == ["listened [to]", "taken seriously"]
        await press(pilot, "M", "1")
        assert [use.code for use in coding.codes(review)] == ["listened [to]"]
        assert coding.theme(review, "Being heard [/]").codes == ("listened [to]",)
        await press(pilot, "u", "u")
        assert [use.code for use in coding.codes(review)] == ["heard", "listened [to]"]
        await press(pilot, "n")
        await fill(pilot, ["Not asked alone."])
        assert [(memo.target, memo.text) for memo in coding.memos(review)] == [("heard", "Not asked alone.")]
        assert "Not asked alone." in frame(app)
        await press(pilot, "o", "4", "space", "enter")
        await fill(pilot, ["voice"])
        assert [use.code for use in coding.codes(review)] == ["heard", "listened [to]", "voice"]
        await press(pilot, "k", "k", "o", "2")
        await fill(pilot, [" "])
        assert "disconfirming" in " ".join(str(n.message) for n in app._notifications)
        await fill(pilot, ["Looked for silence; none."])
        assert coding.theme(review, "Being heard [/]").final
        assert "✓ final" in frame(app)
        await press(pilot, "o", "3", "1")
        assert coding.theme(review, "Being heard [/]").level.value == "analytical"
        await press(pilot, "d", "y")
        assert coding.themes(review) == []


async def test_items_come_from_a_file_and_are_coded(tmp_path: Path) -> None:
    review, _ = evidenced(tmp_path)
    path = tmp_path / "stories.csv"
    path.write_text("name,text\nOne [/],It helped.\n,\nTwo,\n", encoding="utf-8")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "v", "left_square_bracket", "o", "1")
        await fill(pilot, [str(path), "Stories", "", "", ""])
        assert "line 4" in frame(app)
        await press(pilot, "escape")
        assert [len(items) for _, items in strands.strands(review)] == [1, 2]
        await press(pilot, "end", "k", "#")
        await fill(pilot, ["heard"])
        assert strands.strands(review)[1][1][0].codes == ("heard",)
        assert "#heard" in frame(app)


async def test_an_empty_review_refuses_nothing_by_crashing(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "enter", "l", "w", "d", "#", "m", "b", "v", "enter", "space", "escape")
        for _ in range(5):
            await press(pilot, "right_square_bracket", "enter", "j", "b", "slash", "x", "escape")
        assert HOSTILE not in frame(app)
