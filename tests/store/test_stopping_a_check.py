"""A check is stopped in the middle of any of its parts, and the review goes on as if it had not been begun."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import Cancelled
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.store.database import streaming
from review_tool.store.history import verify, verify_beside
from tests.reviews import make_review


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Review]:
    monkeypatch.setattr(verify_beside, "_processors", lambda: 1)
    monkeypatch.setattr(streaming, "_STEPS", 5)
    made = make_review(tmp_path)
    screening.decide(made, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    undoing.undo_last(made, by="AK")
    yield made
    made.close()


@pytest.mark.parametrize("part", verify.WORDS)
def test_each_part_can_be_stopped_in_its_midst(review: Review, part: str) -> None:
    heard = []

    def stop(_done: int, _total: int, words: str) -> None:
        heard.append(words)
        if heard.count(verify.WORDS[part]) == 2:  # the first time is before it begins
            raise Cancelled("Stopped; nothing was written.")

    with pytest.raises(Cancelled):
        auditing.check(review, progress=stop)
    assert heard[-1] == verify.WORDS[part]
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    assert auditing.check(review).problems == ()


def test_work_within_sqlite_is_stopped_too(review: Review) -> None:
    """Where reports stand is worked out by SQLite, with no row of its own to stop at."""
    told = 0

    def stop(_done: int, _total: int, words: str) -> None:
        nonlocal told
        told += words == verify.WORDS["standings"]
        if told == 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        auditing.check(review, progress=stop)
    assert auditing.check(review).problems == ()
