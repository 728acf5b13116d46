"""A review of many made-up records and three reviewers, and what each of them would say of a record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.record import Source
from review_tool.domain.report import Which
from review_tool.services import people, reviews
from review_tool.services.gathering import importing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from tests.reviews import place, surroundings

TEAM = ("AK", "BR", "CS")
Says = Callable[[str, int], Verdict]


def ris(numbers: range) -> str:
    return "".join(
        f"TY  - JOUR\nID  - r{n}\nTI  - Made-up study {n} of {'partners' if n % 3 else 'machines'} in town {n * 7}\n"
        f"AU  - Name{n}, A\nPY  - {1990 + n % 30}\nAB  - What {n} people in place {n * 13} said of it.\nER  -\n\n"
        for n in numbers
    )


def many(folder: Path, count: int = 60, *, protocol: Protocol | None = None, numbers: range | None = None) -> Review:
    """A review with so many reports, led by AK, with BR and CS."""
    question = Protocol(
        question="What do partners gain?",
        criteria=(Criterion("I1", "People work together."), Criterion("E1", "Only machines.", False)),
        reasons=("wrong topic", "no findings"),
        include_words=("partners",),
        exclude_words=("machines",),
    )
    folder.mkdir(parents=True, exist_ok=True)
    review = reviews.create(
        place(folder / "review"),
        "Partners [in care]",
        by="AK",
        around=surroundings(folder / "review"),
        protocol=protocol or question,
    )
    for name in TEAM[1:]:
        people.join(review, name, by="AK")
    path = folder / "made-up.ris"
    path.write_text(ris(numbers or range(1, count + 1)), encoding="utf-8")
    importing.import_file(review, path, Source("Embase"), by="AK")
    return review


def opinion(who: str, number: int) -> Verdict:
    """What one of the team says of a report: mostly alike, with a difference here and there."""
    machines = number % 3 == 0
    if (number * 7 + len(who) + ord(who[0])) % 11 == 0:
        return Verdict.INCLUDE if machines else Verdict.EXCLUDE
    return Verdict.EXCLUDE if machines else Verdict.INCLUDE


def work(review: Review, who: str, stage: Stage, *, most: int = 0, says: Says = opinion) -> list[int]:
    """One person works through their queue; returns what they judged."""
    done: list[int] = []
    while queue := screening.ids(review, Which(stage, "to do", who)):
        number = queue[0]
        verdict = says(who, number)
        reason = "wrong topic" if verdict is Verdict.EXCLUDE and stage is Stage.FULL_TEXT else ""
        screening.decide(review, number, stage, verdict, by=who, reason=reason)
        done.append(number)
        if most and len(done) >= most:
            break
    return done
