from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.events import Paste

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services import protocols
from review_tool.services.fulltexts import retrieving
from review_tool.services.judging import screening
from review_tool.tui.widgets.record_list import RecordList
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import app_on, at_full_text, fill, kinds, press

FULL = Stage.FULL_TEXT


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_the_card_and_the_criteria(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_on(at_full_text(tmp_path))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        shown = frame(app)
        assert "Full text · 0 of 6 · AK" in shown
        assert HOSTILE in " ".join(shown.split())
        assert "· to do" in shown
        assert "\x1b" not in shown
        assert "i Include e Exclude…" in shown.splitlines()[-1]
        assert ("E1 A protocol without findings." in shown) == (size[0] >= 110)
        await press(pilot, "o")
        assert "Must hold" in frame(app) or size[0] < 110
        await press(pilot, "escape", "1", "6")
        assert app.current_mode == "fulltext"


async def test_an_empty_list_says_what_comes_first(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        assert "screen titles and abstracts first" in frame(app)
        await press(pilot, "i")
        assert "There is no report under the cursor." in frame(app)


async def test_votes_with_a_reason_go_on_to_the_next(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "e")
        assert "2 protocol only" in frame(app)
        await press(pilot, "2")
        records = app.screen.query_one(RecordList)
        assert (records.current, kinds(review, 1)) == (2, ["decision.made"])
        await press(pilot, "e", "escape", "i", "m")
        assert records.current == 4
        stands = [screening.report(review, n, reviewer="AK").standings[FULL] for n in (1, 2, 3)]
        assert [s.outcome for s in stands] == [Outcome.EXCLUDED, Outcome.INCLUDED, Outcome.CONFLICT]
        assert stands[0].reason == "protocol only"
        assert "3 of 6" in frame(app)
        await press(pilot, "u")
        assert screening.ids(review, Which(FULL, "to do", "AK")) == [3, 4, 5, 6]
        assert records.current == 3
        await press(pilot, "U")
        assert screening.ids(review, Which(FULL, "to do", "AK")) == [4, 5, 6]


async def test_what_could_not_be_had_and_what_was_attached(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    paper = tmp_path / "paper [1].pdf"
    paper.write_bytes(b"%PDF made up")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "minus")
        await fill(pilot, [" "])
        assert "What was tried is needed" in frame(app)
        await fill(pilot, ["library; author [by e-mail]"])
        assert screening.report(review, 1, reviewer="AK").retrieval == "not retrieved"
        assert "1 not retrieved" in frame(app)
        assert app.screen.query_one(RecordList).current == 2
        await press(pilot, "home", "i")
        assert "+ says it is here" in frame(app)
        await press(pilot, "plus", "1", "i")
        assert screening.report(review, 1, reviewer="AK").standings[FULL].outcome is Outcome.INCLUDED
        await press(pilot, "a")
        await fill(pilot, [str(tmp_path / "none.pdf")])
        assert "Attach a full text" in frame(app)
        await fill(pilot, [str(paper)])
        await settle(pilot)
        assert screening.report(review, 2, reviewer="AK").documents == ("paper [1].pdf",)
        assert "■" in frame(app)


async def test_notes_tags_states_and_groups(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "g")
        assert "Mark two reports or more" in frame(app)
        await press(pilot, "n")
        await fill(pilot, ["see [/] p. 4"])
        await press(pilot, "t", *"trial", "enter")
        seen = screening.report(review, 1, reviewer="AK")
        assert ([n.text for n in seen.notes], seen.tags) == (["see [/] p. 4"], ("trial",))
        assert "see [/] p. 4" in frame(app)
        await press(pilot, "space", "space", "g")
        assert kinds(review, 1) == ["reports.grouped"]
        assert screening.report(review, 2, reviewer="AK").study == 1
        records = app.screen.query_one(RecordList)
        await press(pilot, "home", "i", "f", "3")
        assert list(records.ids) == [1]
        await press(pilot, "f", "1", "slash", *"clinic", "enter")
        assert 1 not in records.ids
        assert records.ids


async def test_others_votes_stay_hidden(tmp_path: Path) -> None:
    review = at_full_text(tmp_path, reviewers=2)
    screening.decide(review, 1, FULL, Verdict.EXCLUDE, by="BR", reason="other")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        assert "BR" not in frame(app)
        assert "1 vote, hidden" in frame(app)
        await press(pilot, "i", "k")
        assert "≠ conflict" in frame(app)


async def test_a_dropped_file_a_folder_and_what_is_kept(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    texts = tmp_path / "full texts"
    texts.mkdir()
    for name in ("10.5555_made.up.1.pdf", "Ruiz 2019.pdf", "invoice [x].pdf"):
        (texts / name).write_text(name)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "d")
        assert "No full text is kept with it" in frame(app)
        await press(pilot, "a")
        await fill(pilot, [f"'{texts}'"])
        await settle(pilot)
        shown = " ".join(frame(app).split())
        assert "the DOI is in the file's name" in shown
        assert "? Ruiz 2019.pdf" in shown
        assert "of no report: invoice [x].pdf" in shown
        assert retrieving.documents(review) == ()
        await press(pilot, "enter")
        await settle(pilot)
        assert [(d.report, d.name) for d in retrieving.documents(review)] == [(1, "10.5555_made.up.1.pdf")]
        records = app.screen.query_one(RecordList)
        records.go_to(2)
        await press(pilot)
        app.screen.post_message(Paste(f"file://{str(texts).replace(' ', '%20')}/invoice%20%5Bx%5D.pdf"))
        await press(pilot)
        await settle(pilot)
        assert [d.name for d in retrieving.documents(review, 2)] == ["invoice [x].pdf"]
        await press(pilot, "d", "2")
        await fill(pilot, [str(tmp_path / "out")])
        assert (tmp_path / "out" / "invoice [x].pdf").read_text() == "invoice [x].pdf"
        await press(pilot, "u")
        assert retrieving.documents(review, 2) == ()


async def test_marks_and_parted_studies(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "M", "2")
        await fill(pilot, ["asked the [authors]"])
        assert "◷ awaiting class." in frame(app)
        assert "asked the [authors]" in frame(app)
        assert screening.ids(review, Which(FULL, "awaiting classification")) == [1]
        await press(pilot, "M", "1")
        await fill(pilot, [""])
        assert "⊘ retracted:" in frame(app)
        await press(pilot, "M", "2")
        await fill(pilot, [""])
        assert screening.ids(review, Which(FULL, "awaiting classification")) == []
        await press(pilot, "G")
        assert "alone in its study" in frame(app)
        await press(pilot, "home", "space", "space", "g", "home", "G")
        assert kinds(review, 2) == ["reports.grouped", "reports.regrouped"]
        await press(pilot, "u")
        assert screening.report(review, 2, reviewer="AK").study == 1
        await press(pilot, "f", "9")
        assert list(app.screen.query_one(RecordList).ids) == [1]


@pytest.mark.parametrize(("stage", "keys"), [("6", "e2"), ("4", "r2")])
async def test_keys_typed_faster_than_a_dialog_opens_go_to_it(tmp_path: Path, stage: str, keys: str) -> None:
    review = at_full_text(tmp_path) if stage == "6" else make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, stage)
        mode = app.current_mode
        for key in keys:
            app.post_message(events.Key(key, key))
        await settle(pilot)
        await pilot.pause(0.1)
        await settle(pilot)
        assert app.current_mode == mode
    (vote,) = [v for n in (1, 2, 3) for v in screening.report(review, n, reviewer="AK").votes if v.reason]
    assert vote.reason == protocols.current(review).reasons[1]
