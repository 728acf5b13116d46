"""A history rewritten as a whole is found by whoever remembers how it ended."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, canonical, digest
from review_tool.services import reviews
from review_tool.services.history import auditing, bundling, witnessing
from review_tool.services.judging import screening
from review_tool.services.reporting import summarising
from review_tool.services.reviews import Review
from review_tool.store.database.driver import sqlite_module
from review_tool.store.history.log import every_event
from tests.reviews import make_review, surroundings

TITLE = Stage.TITLE_ABSTRACT


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return make_review(tmp_path)


def rewritten(review: Review, folder: Path) -> Review:
    """The same review under the same id with other votes, told so from the beginning: every chain of it holds."""
    bundle = folder.with_suffix(".zip")
    bundling.export(review, bundle)
    bundling.create(bundle, folder)
    plain = reviews.open_review(folder, around=surroundings())
    with plain.reading() as connection:
        log = list(every_event(connection))
    file = sqlite_module().connect(str(folder / "review.db"))
    for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f"DROP TRIGGER {trigger}")
    heads: dict[str, str] = {}
    for n, event in log:
        payload = event.payload | ({"verdict": "exclude"} if event.kind == "decision.made" else {})
        told = replace(event, payload=payload, prev=heads.get(event.writer, GENESIS))
        heads[event.writer] = digest(told)
        values = (canonical(payload), told.prev, heads[event.writer], n)
        file.execute("UPDATE event SET payload = ?, prev = ?, hash = ? WHERE n = ?", values)
    file.execute("UPDATE vote SET verdict = 'exclude'")
    file.execute("UPDATE report SET title_abstract = 'excluded' WHERE title_abstract = 'included'")
    file.commit()
    file.close()
    return plain


def test_a_rewritten_history_is_found_by_any_one_checkpoint(review: Review, tmp_path: Path) -> None:
    screening.decide(review, 1, TITLE, Verdict.INCLUDE, by="AK")
    held = Checkpoint.from_text(auditing.checkpoint(review).to_text())
    screening.decide(review, 2, TITLE, Verdict.INCLUDE, by="AK")
    assert auditing.check_against(review, held) == []
    other = rewritten(review, tmp_path / "other")
    assert auditing.check(other).ok, auditing.check(other).problems
    assert len(auditing.check_against(other, held)) == 1


def test_this_computer_remembers_what_it_saw(review: Review, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    screening.decide(review, 1, TITLE, Verdict.INCLUDE, by="AK")
    assert auditing.glance(review, memory) == []
    screening.decide(review, 2, TITLE, Verdict.INCLUDE, by="BR")
    assert auditing.glance(review, memory) == []
    other = rewritten(review, tmp_path / "other")
    assert auditing.glance(other, memory)
    assert auditing.glance(other, memory), "what is wrong is not remembered as seen"
    assert auditing.glance(review, memory) == []


def test_the_root_is_that_of_the_heads() -> None:
    one = Checkpoint("r", {"AK@desk": (3, "ab")})
    assert one.root == hashlib.sha256(b"\x00AK@desk\n3\nab").hexdigest()
    roots = {Checkpoint("r", {f"W{i}@d": (1, "ab") for i in range(n)}).root for n in range(9)}
    assert len(roots) == 9
    with pytest.raises(ReviewError, match="was changed"):
        Checkpoint.from_text(one.to_text().replace("3 ab", "4 ab"))
    with pytest.raises(ReviewError, match="no checkpoint"):
        Checkpoint.from_text("hello")


def test_a_colleagues_checkpoint_is_held_outside_the_review(review: Review, tmp_path: Path) -> None:
    screening.decide(review, 1, TITLE, Verdict.INCLUDE, by="AK")
    file, memory = tmp_path / "from BR.checkpoint", tmp_path / "memory"
    made = witnessing.make(review, file)
    with pytest.raises(ReviewError, match="cannot be written"):
        witnessing.make(review, file)
    kept = witnessing.hold(review, file, memory)
    assert (kept.events, kept.root, kept.problems) == (made.size, made.root, ())
    screening.decide(review, 2, TITLE, Verdict.INCLUDE, by="AK")
    assert [one.problems for one in witnessing.held(review, memory)] == [()]
    other = rewritten(review, tmp_path / "other")
    (found,) = witnessing.held(other, memory)
    (problem,) = found.problems
    assert "The history of AK@desk was rewritten" in problem
    with pytest.raises(ReviewError, match="cannot be read"):
        witnessing.hold(review, tmp_path / "other" / "review.db", memory)


def test_the_summary_prints_where_the_log_ends(review: Review) -> None:
    root = auditing.checkpoint(review).root
    book = summarising.book(review)
    assert any(root in str(words) for line in book.foot for words in line)
