"""Two copies of one review that differ in nothing but what BR said, and everything AK can find out in each.

What AK is shown must be the same in both, and so must the work done to show it: the statements run, and the steps the
database takes over them, which tell of time better than a clock.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Which
from review_tool.services import people, protocols, reviews
from review_tool.services.judging import planning, screening
from review_tool.services.reviews import Review
from tests.reviews import surroundings
from tests.services.rapid import many

TA = Stage.TITLE_ABSTRACT
MARK = "zebra crossing"
"""Words that stand in nothing but another's vote, note and tag."""
OPPOSITE = {Verdict.EXCLUDE: Verdict.INCLUDE, Verdict.INCLUDE: Verdict.EXCLUDE}


@dataclass(frozen=True, slots=True)
class Twins:
    """BR excluded the first report and included the second in one, and the other way round in the other."""

    one: Path
    other: Path
    judged: tuple[int, int]
    votes: tuple[str, str]
    """The ids of BR's two events; the same in both."""


def twins(folder: Path, how: str, patch: pytest.MonkeyPatch) -> Twins:
    """`how`: two reviewers by their number, the plan `dual` in `a team of two`, a `calibration` set, `full text`; or
    `amended`: the plan `dual` became `single` after BR's words."""
    count_ids(patch)
    review = many(folder / "base", 24)
    stage = Stage.FULL_TEXT if how == "full text" else TA
    protocol = protocols.current(review).planned("dual")
    if how == "calibration":
        protocol = protocols.current(review).planned("rapid")
    if how == "a team of two":
        people.withdraw(review, "CS", by="AK", why="another review")
    if how == "by numbers":
        fields = {"reviewers_title_abstract": 2, "reviewers_full_text": 2}
        protocol = Protocol.from_payload(protocols.current(review).to_payload() | fields)
    protocols.amend(review, protocol, why="a plan", by="AK")
    if how == "calibration":
        planning.draw(review, TA, by="AK", size=24)
    # Something is decided, so that counts, agreement, ranking and stopping have something to say.
    team = ("AK", "BR", "CS")
    for number in range(1, 25 if stage is Stage.FULL_TEXT else 9):
        for who in team:
            if number in ids(review, TA, who):
                verdict = Verdict.INCLUDE if number % 3 else Verdict.EXCLUDE
                screening.decide(review, number, TA, verdict, by=who)
    both = [n for n in ids(review, stage, "BR") if n in ids(review, stage, "AK")][:2]
    assert len(both) == 2
    review.close()
    made, votes = [], []
    for name in ("one", "other"):
        (folder / name).mkdir()
        shutil.copytree(review.folder, folder / name / "review")
        count_ids(patch, 1_000_000)
        copy = reviews.open_review(folder / name / "review", around=surroundings())
        said = dict(zip(both, (Verdict.EXCLUDE, Verdict.INCLUDE), strict=True))
        for number, verdict in said.items():
            given = verdict if name == "one" else OPPOSITE[verdict]
            reason = "wrong topic" if stage is Stage.FULL_TEXT and given is Verdict.EXCLUDE else ""
            votes.append(screening.decide(copy, number, stage, given, by="BR", note=MARK, reason=reason).event)
            screening.tag(copy, number, MARK, by="BR", stage=stage)
            screening.note(copy, number, MARK, by="BR", stage=stage)
        if how == "amended":
            planning.adopt(copy, "single", why="one is enough", by="AK")
        copy.close()
        made.append(folder / name / "review")
    assert votes[:2] == votes[2:]
    return Twins(made[0], made[1], (both[0], both[1]), (votes[0], votes[1]))


def ids(review: Review, stage: Stage, who: str) -> list[int]:
    return screening.ids(review, Which(stage, "to do", who))


def count_ids(patch: pytest.MonkeyPatch, start: int = 1) -> None:
    """Events named by counting: else the twins would differ in every id."""
    numbers = iter(range(start, 10_000_000))
    for module in ("store.unit", "services.reviews", "services.studies.worksheets"):
        patch.setattr(f"review_tool.{module}.uuid4", lambda: UUID(int=next(numbers) << 64))


def opened(folder: Path) -> Review:
    return reviews.open_review(folder, around=surroundings())


def plain(data: bytes) -> dict[str, str]:
    """The parts of a file that can be read: of a workbook or document its members, less when it was written."""
    if data[:2] != b"PK":
        return {"": without_hashes(data.decode("utf-8"))}
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return {
            name: without_hashes(held.read(name).decode("utf-8", "replace"))
            for name in held.namelist()
            if name != "docProps/core.xml"
        }


def without_hashes(text: str) -> str:
    """A hash, or what a screen shows of it, stands for what it hides. It is salted, so that trying what could have
    been said tells nothing."""
    return re.sub(r"[0-9a-f]{6,64}", "a hash", text)


@dataclass(slots=True)
class Work:
    """What the database was made to do."""

    statements: list[str]
    steps: int = 0
    """Of SQLite's virtual machine."""


@contextmanager
def watched(review: Review) -> Iterator[Work]:
    """Note every statement, and count the steps that SQLite takes."""
    work = Work([])
    engine = review._engine
    engine.dispose()

    def count() -> int:
        work.steps += 1
        return 0

    def connected(raw: object, *_: object) -> None:
        raw.set_progress_handler(count, 1)  # type: ignore[attr-defined]
        raw.set_trace_callback(work.statements.append)  # type: ignore[attr-defined]  # with its values

    event.listen(engine, "connect", connected)
    try:
        yield work
    finally:
        event.remove(engine, "connect", connected)
        engine.dispose()


Look = Callable[[Review], object]
