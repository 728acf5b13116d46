from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.services import reviews
from review_tool.tui import quiet
from tests.reviews import make_review
from tests.tui.frames import frame, settle
from tests.tui.reviewing import app_on, press


async def test_what_was_written_is_settled_once_no_key_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, settled = 100.0, []

    def tried(review: reviews.Review) -> None:
        settled.append(review)
        raise ReviewError("The disk that holds it reports an error.")

    monkeypatch.setattr(quiet, "monotonic", lambda: now)
    monkeypatch.setattr(reviews, "settle", tried)
    review = make_review(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "i")
        now += quiet.QUIET / 2
        app.quiet.look()
        await press(pilot, "i")
        now += quiet.QUIET * 0.9
        app.quiet.look()
        await settle(pilot)
        assert settled == []
        now += quiet.QUIET
        app.quiet.look()
        await settle(pilot)
        assert settled == [review]
        assert "reports an error" not in frame(app)  # nothing of theirs is lost by it
