"""Several processes on one file: none is refused, nothing is lost, every chain holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from review_tool.services import overview, reviews
from review_tool.services.history import auditing
from tests.reviews import make_review, surroundings

ROOT = Path(__file__).resolve().parents[2]
VOTES = 25
WRITER = f"""
import sys
from review_tool.domain.decision import Stage, Verdict
from review_tool.services import reviews
from review_tool.services.judging import screening
review = reviews.open_review(sys.argv[1], around=reviews.Surroundings(sys.argv[2]))
for n in range({VOTES}):
    verdict = Verdict.INCLUDE if n % 2 else Verdict.EXCLUDE
    screening.decide(review, n % 6 + 1, Stage.TITLE_ABSTRACT, verdict, by=sys.argv[3])
"""


def test_four_processes_vote_at_once(tmp_path: Path) -> None:
    made = make_review(tmp_path, reviewers=2)
    made.close()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, made.address, f"device{n}", "AK" if n % 2 else "BR"],
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for n in range(4)
    ]
    for writer in writers:
        _, errors = writer.communicate()
        assert (writer.returncode, errors) == (0, b"")
    review = reviews.open_review(made.address, around=surroundings())
    assert len(auditing.numbers(review, auditing.Looking(kind="decision.made"))) == 4 * VOTES
    found = auditing.check(review)
    assert found.ok, found.problems
    assert found.writers == 5
    assert overview.flow(review).faults() == []
    review.close()
