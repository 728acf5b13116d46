"""`kill -9` at any moment: nothing acknowledged is lost, nothing is left half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services import overview, reviews
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from tests.reviews import make_review, surroundings

ROOT = Path(__file__).resolve().parents[2]

VOTER = """
import itertools, sys
from review_tool.domain.decision import Stage, Verdict
from review_tool.services import reviews
from review_tool.services.judging import screening
review = reviews.open_review(sys.argv[1], around=reviews.Surroundings("voter"))
for n in itertools.count():
    verdict = Verdict.INCLUDE if n % 2 else Verdict.EXCLUDE
    done = screening.decide(review, n % 6 + 1, Stage.TITLE_ABSTRACT, verdict, by="AK")
    print(done.event, flush=True)
"""

IMPORTER = """
import sys
from pathlib import Path
from review_tool.domain.record import Source
from review_tool.services import reviews
from review_tool.services.gathering import importing
review = reviews.open_review(sys.argv[1], around=reviews.Surroundings("importer"))
print("ready", flush=True)
def show(done, total, words):
    print(words, done, flush=True)
importing.import_file(review, Path(sys.argv[2]), Source("PubMed"), by="AK", progress=show)
print("acknowledged", flush=True)
"""


def killed_after(program: str, *arguments: str, line: str, seconds: float) -> list[str]:
    """Run a program, wait for a line of output, then `seconds` more, kill it, and give what it printed whole."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    said = []
    for printed in process.stdout:
        said.append(printed)
        if line in printed:
            break
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    return [printed.strip() for printed in said if printed.endswith("\n")]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
@pytest.mark.parametrize("seed", range(3))
def test_every_acknowledged_vote_survives(tmp_path: Path, seed: int) -> None:
    folder = make_review(tmp_path).folder
    acknowledged = killed_after(VOTER, str(folder), line="-", seconds=random.Random(seed).uniform(0.05, 0.4))
    assert acknowledged
    review = reviews.open_review(folder, around=surroundings())
    numbers = auditing.numbers(review, auditing.Looking(kind="decision.made"))
    written = [told.event.id for told in auditing.tell(review, numbers)]
    assert written[: len(acknowledged)] == acknowledged
    assert len(written) <= len(acknowledged) + 1, "at most the one in flight"
    assert auditing.check(review).ok
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    review.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
@pytest.mark.parametrize("seed", range(4))
def test_an_import_is_whole_or_not_there(tmp_path: Path, seed: int) -> None:
    folder = make_review(tmp_path).folder
    big = tmp_path / "big.ris"
    big.write_text(
        "".join(f"TY  - JOUR\nTI  - Made-up title {n}\nPY  - 2020\nER  -\n\n" for n in range(12_000)), encoding="utf-8"
    )
    # From the first word on writing to the end of the import: the kill falls before, amid and after the commit.
    said = killed_after(
        IMPORTER, str(folder), str(big), line="bringing in", seconds=random.Random(seed).uniform(0, 1.2)
    )
    assert any(line.startswith("bringing in") for line in said)
    review = reviews.open_review(folder, around=surroundings())
    count = overview.flow(review).database_results
    assert count in (6, 12_006)
    if "acknowledged" in said:
        assert count == 12_006
    assert len(screening.ids(review, Which())) == count
    assert auditing.check(review).ok
    review.close()
