"""A vote on the screens while the disk fails: they stay, say what happened, and take the vote the next time."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import broken_disk

VOTING = """
import asyncio, sys
from pathlib import Path
from review_tool.services.history import auditing
from tests.benchmarks.broken_disk import Disk
from tests.reviews import make_review
from tests.tui.frames import frame, settle
from tests.tui.reviewing import app_on, press

async def main() -> None:
    review, disk = make_review(Path(sys.argv[1])), Disk()
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        place = frame(app).splitlines()[-2].strip()
        for call in (1, 2, 3):
            disk.break_at(call, int(sys.argv[2]), 1_000_000)
            await press(pilot, "i")
            assert disk.mend() >= call
            told = [one.message for one in app._notifications]
            assert len(told) == call, told
            assert all(any(word in one for word in sys.argv[3:]) and "again" in one for one in told), told
            assert frame(app).splitlines()[-2].strip() == place, "it stands where it stood"
        await press(pilot, "i")
        assert "✓" in frame(app).splitlines()[-2], frame(app)
    made = auditing.numbers(review, auditing.Looking(kind="decision.made"))
    assert len(made) == 1 and auditing.check(review).ok
asyncio.run(main())
"""


@pytest.mark.skipif(broken_disk.compiler() is None, reason="this needs Linux and a C compiler")
@pytest.mark.parametrize(("error", "words"), [(errno.ENOSPC, ["full", "No space left"]), (errno.EIO, ["error"])])
def test_a_vote_is_refused_and_then_taken(tmp_path: Path, error: int, words: list[str]) -> None:
    with broken_disk.loaded(tmp_path) as environment:
        place = tmp_path / "disk"
        done = subprocess.run(
            [sys.executable, "-c", VOTING, str(place), str(error), *words],
            env=environment,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr[-4000:]
