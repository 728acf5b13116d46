"""Ranking: the likeliest relevant report next. Off until the team asks for it; told wherever the review is reported.

It decides nothing: every report stays in the queue, and its order alone changes. It learns from what this reviewer may
know: their own votes, and outcomes. A vote that is marked not to be learnt from counts nowhere.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from review_tool import __version__
from review_tool.domain.decision import Outcome, Stage, Verdict, Vote
from review_tool.domain.errors import ReviewError
from review_tool.domain.plan import Task
from review_tool.domain.report import Which
from review_tool.services.citations import combined
from review_tool.services.progress import Progress, silent
from review_tool.store.queries import dossier, lists, plan, rankings, reports
from review_tool.store.queries.rankings import Ranking as Ranking
from review_tool.store.review import Review
from review_tool.store.state import duties
from review_tool.store.state.standings import current_protocol

if TYPE_CHECKING:
    from review_tool.screening.features import Features
    from review_tool.screening.learning import Learner, Why

_KEPT = 6
"""How many reviews' features stay on this computer."""
_HEAD = 500
"""Places at the head of an order in which random reports are mixed; it is made anew long before they are used up."""


def current(review: Review) -> Ranking:
    """Whether ranking is on, and how it was set."""
    with review.reading() as connection:
        return rankings.current(connection)


def turn(
    review: Review,
    *,
    on: bool,
    by: str,
    random: int | None = None,
    rule: str | None = None,
) -> Ranking:
    """Turn ranking on or off, for everybody. It can be undone, and the log keeps when it was on.

    Args:
        random: every how-manieth report is drawn at random instead, for estimation; 0 for none.
        rule: the rule for stopping, one of `stopping.RULES`, chosen before it is needed.

    Raises:
        ReviewError: nothing would change, or a setting makes no sense.
    """
    with review.writing() as unit:
        before = rankings.current(unit.connection)
        new = replace(
            before,
            on=on,
            random=before.random if random is None else random,
            rule=before.rule if rule is None else rule,
        )
        if new == before:
            raise ReviewError(f"Ranking is {'on' if on else 'off'} already, as it is set.", hint="Nothing was changed.")
        _check(new)
        unit.record("ranking.set", "ranking", {"is_on": new.on, "random": new.random, "rule": new.rule}, by=by)
    return new


def _check(new: Ranking) -> None:
    from review_tool.services.stopping import rule_names

    if new.random < 0 or new.random == 1:
        raise ReviewError("Every how-manieth report is random? Not that.", hint="Give 10 for one in ten, 0 for none.")
    if new.rule and new.rule not in rule_names():
        raise ReviewError(f"There is no rule “{new.rule}”.", hint="There are: " + "; ".join(rule_names()) + ".")


def disclosed(review: Review) -> str:
    """What PRISMA asks to be told of automation (2020, item 8), in a paragraph; "" where ranking was never on."""
    with review.reading() as connection:
        past = rankings.history(connection)
    if not any(one.ranking.on for one in past):
        return ""
    turns = "; ".join(f"turned {'on' if one.ranking.on else 'off'} by {one.by} on {one.at[:10]}" for one in past)
    last = next(one.ranking for one in reversed(past) if one.ranking.on)
    mixed = f"One report in {last.random} was drawn at random. " if last.random else ""
    chosen = next((one.at[:10] for one in past if one.ranking.rule == last.rule), "")
    rule = f"The rule for stopping, chosen on {chosen}, was “{last.rule}”. " if last.rule else ""
    return (
        f"Reports were shown in the order of their likely relevance ({turns}): a linear classifier over the words of "
        f"titles and abstracts (Review Tool {__version__}) learnt from the review question, the inclusion criteria and "
        f"the reviewers' own decisions. {mixed}{rule}No report was excluded by automation."
    )


class Ranker:
    """One reviewer's ranking at one stage, to be held while screening. Safe to use from several threads.

    `vote` takes note and returns at once; `update` learns, and is what a background thread calls; `order` is always
    there, as of the last update.
    """

    def __init__(self, numbers: list[int], learner: Learner, *, random: int, sample: list[int]) -> None:
        self._numbers = numbers
        self._row = {number: row for row, number in enumerate(numbers)}
        self._learner = learner
        self._random = random
        self._waiting: list[tuple[int, bool | None]] = []
        self._votes = threading.Lock()
        self._learning = threading.Lock()
        self._order: tuple[int, ...] = ()
        self._drawn: frozenset[int] = frozenset()
        self._sample = sample

    def vote(self, number: int, label: bool | None) -> None:
        """Take note of a vote: True relevant, False not, None taken back or not to be learnt from."""
        with self._votes:
            self._waiting.append((number, label))

    def update(self) -> bool:
        """Learn from the votes noted since; whether there was anything to do."""
        with self._learning:
            with self._votes:
                votes, self._waiting = self._waiting, []
            if not votes and self._order:
                return False
            for number, label in votes:
                if (row := self._row.get(number)) is not None:
                    self._learner.label(row, label)
            self._learner.learn()
            self._order, self._drawn = self._mixed()
        return True

    def order(self) -> tuple[int, ...]:
        """Reports without a label, the next first; those voted on since the last update are left out."""
        with self._votes:
            gone = {number for number, label in self._waiting if label is not None}
        order = self._order
        return tuple(number for number in order if number not in gone) if gone else order

    def relearn(self, labels: dict[int, bool]) -> None:
        """Take the labels as they stand, after deeds were taken back or others voted. Slow: not beside a key."""
        self.update()
        with self._learning:
            had = {self._numbers[row]: label for row, label in self._learner.labels.items()}
            gone = [(number, None) for number in had if number not in labels]
            new = [(number, label) for number, label in labels.items() if had.get(number) is not label]
            with self._votes:
                # What was voted while the labels were read is later than they are.
                self._waiting = [*gone, *new, *self._waiting]
        self.update()

    def knows(self, number: int) -> bool:
        """It was there when the ranker was made."""
        return number in self._row

    @property
    def learnt(self) -> int:
        """Reports it has learnt from."""
        return len(self._learner.labels)

    def is_random(self, number: int) -> bool:
        """It stands where it does because it was drawn at random."""
        return number in self._drawn

    def why(self, number: int, limit: int = 5) -> Why:
        """The words that speak most for and against a report, as learnt last.

        Raises:
            ReviewError: it is not ranked.
        """
        if number not in self._row:
            raise ReviewError(f"Report {number} is not ranked.", hint="It came in since, or is part of another.")
        with self._learning:
            return self._learner.why(self._row[number], limit)

    def terms(self, limit: int = 20) -> Why:
        """The words that tell relevant from irrelevant, as learnt last."""
        with self._learning:
            return self._learner.terms(limit)

    def _mixed(self) -> tuple[tuple[int, ...], frozenset[int]]:
        ranked = [self._numbers[row] for row in self._learner.order()]
        if not self._random:
            return tuple(ranked), frozenset()
        done = self._learner.labels
        chance = (number for number in self._sample if self._row[number] not in done)
        head: dict[int, None] = {}
        drawn = set()
        likely = iter(ranked)
        for place in range(len(done) + 1, len(done) + 1 + min(_HEAD, len(ranked))):
            at_random = place % self._random == 0
            number = next(one for one in (chance if at_random else likely) if one not in head)
            head[number] = None
            if at_random:
                drawn.add(number)
        return (*head, *(number for number in ranked if number not in head)), frozenset(drawn)


def ranker(review: Review, stage: Stage, reviewer: str, *, progress: Progress = silent) -> Ranker:
    """A ranker for this reviewer, with all that is known so far learnt. Slow the first time: run it as a job.

    Raises:
        ReviewError: ranking is off.
        Cancelled: the person stopped it.
    """
    from review_tool.screening.learning import Learner

    with review.reading() as connection:
        setting = rankings.current(connection)
        if not setting.on:
            raise ReviewError("Ranking is off.", hint="Turn it on with: review-tool rank on")
        protocol = current_protocol(connection)
        sample = rankings.sample(connection)
        asked = " ".join([protocol.question, *(one.text for one in protocol.criteria if one.include)]).strip()
        titles = "" if asked else rankings.titles(connection)
    numbers, features = _features(review, progress)
    made = Ranker(numbers, Learner(features, question=asked, titles=titles), random=setting.random, sample=sample)
    for number, label in labels(review, stage, reviewer).items():
        made.vote(number, label)
    made.update()
    return made


def labels(review: Review, stage: Stage, reviewer: str) -> dict[int, bool]:
    """What a reviewer's ranking may learn from: outcomes, and their own votes where there is none yet.

    Unsure counts as relevant, since the report goes forward. What is not to be learnt from is left out.
    """
    with review.reading() as connection:
        standings = reports.all_standings(connection)
        votes = dossier.votes(connection)
        settled = dossier.consensus(connection)
    found: dict[int, bool] = {}
    for number in sorted(votes.keys() | settled.keys()):
        if number not in standings:
            continue
        outcome = standings[number][0][stage].outcome
        cast = [vote for vote in votes.get(number, ()) if vote.stage is stage and not vote.aside]
        label = _label(outcome, cast, reviewer)
        if label is not None:
            found[number] = label
    return found


def _label(outcome: Outcome, cast: list[Vote], reviewer: str) -> bool | None:
    """cast are the votes that count, oldest first."""
    last = {vote.reviewer: vote for vote in cast}
    if outcome in (Outcome.INCLUDED, Outcome.EXCLUDED):
        return None if any(not vote.learn for vote in last.values()) else outcome is Outcome.INCLUDED
    mine = last.get(reviewer)
    return None if mine is None or not mine.learn else mine.verdict is not Verdict.EXCLUDE


def order(review: Review, stage: Stage, reviewer: str, *, progress: Progress = silent) -> list[int]:
    """A reviewer's queue, the likeliest relevant first.

    Raises:
        ReviewError: ranking is off.
        Cancelled: the person stopped it.
    """
    return queue(review, ranker(review, stage, reviewer, progress=progress), stage, reviewer)


def queue(review: Review, made: Ranker, stage: Stage, reviewer: str) -> list[int]:
    """A reviewer's queue in a ranker's order."""
    return arranged(made, waiting(review, Which(stage, "to do", reviewer)))


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a reviewer's queue, as the plan and what was put off divide it."""

    numbers: tuple[int, ...]
    """In the usual order."""
    ranked: bool
    """False where the usual order stays."""


def waiting(review: Review, which: Which) -> tuple[Part, ...]:
    """A reviewer's queue in parts: the calibration set, what is to judge, what is to verify, what was put off.

    Calibration sets are judged by everybody in one order, and what was put off comes when one asked for it: last.
    """
    with review.reading() as connection:
        numbers = lists.report_ids(connection, which)
        protocol = current_protocol(connection)
        tasks = dict(duties.queue(connection, protocol, which.stage, which.reviewer)) if protocol.is_planned else {}
        late = set(lists.postponed(connection, which.stage, which.reviewer))
    parts: dict[str, list[int]] = {"first": [], "judge": [], "verify": [], "late": []}
    for number in numbers:
        task = tasks.get(number)
        name = "first" if task is Task.CALIBRATION else "verify" if task is Task.VERIFY else "judge"
        parts["late" if number in late else name].append(number)
    return tuple(Part(tuple(some), name in ("judge", "verify")) for name, some in parts.items())


def arranged(made: Ranker, parts: tuple[Part, ...]) -> list[int]:
    """A queue in a ranker's order as of its last update; what it does not know comes last in its part."""
    order = made.order()
    found: list[int] = []
    for part in parts:
        if part.ranked:
            wanted = dict.fromkeys(part.numbers)
            ranked = [number for number in order if number in wanted]
            known = set(ranked)
            found += ranked + [number for number in part.numbers if number not in known]
        else:
            found += part.numbers
    return found


_STRENGTHS = ((0.66, "strongly"), (0.33, ""), (0.0, "slightly"))


def because(made: Ranker, number: int) -> list[str]:
    """Why a report stands where it does, in sentences: the words for and against it, and whether chance put it there.

    Raises:
        ReviewError: it is not ranked.
    """
    why = made.why(number)
    most = max((abs(share) for _, share in (*why.speaks_for, *why.against)), default=1.0)
    said = []
    for label, terms in (("Speaks for it", why.speaks_for), ("Speaks against it", why.against)):
        said.append(f"{label}: {', '.join(_weighed(name, abs(share) / most) for name, share in terms) or 'no word'}.")
    if made.is_random(number):
        said.append("It was drawn at random, so that what is unread can be estimated: its place says nothing of it.")
    said.append(f"Learnt from {made.learnt} of your and your team's settled decisions, the question and the criteria.")
    return said


def _weighed(name: str, share: float) -> str:
    word = next(word for least, word in _STRENGTHS if share >= least)
    return f"{name} ({word})" if word else name


@dataclass(frozen=True, slots=True)
class Words:
    """Words to offer for marking: those that the protocol does not have yet."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]


def learned_terms(review: Review, stage: Stage, reviewer: str, *, limit: int = 12) -> Words:
    """Words that tell relevant from irrelevant reports, as learnt from what this reviewer may know.

    Raises:
        ReviewError: ranking is off.
    """
    return new_words(review, ranker(review, stage, reviewer), limit=limit)


def new_words(review: Review, made: Ranker, *, limit: int = 12) -> Words:
    """The words a ranker learnt that the protocol does not mark yet."""
    with review.reading() as connection:
        protocol = current_protocol(connection)
    known = {word.lower().rstrip("*") for word in (*protocol.include_words, *protocol.exclude_words)}
    found = made.terms(limit)

    def new(terms: tuple[tuple[str, float], ...]) -> tuple[str, ...]:
        return tuple(name for name, _ in terms if not any(name.startswith(word) for word in known if word))

    return Words(new(found.speaks_for), new(found.against))


def _features(review: Review, progress: Progress) -> tuple[list[int], Features]:
    """The reports' numbers and the features of their titles and abstracts, kept from last time where they are the same.

    They lie in this user's cache, never in the review: to lose them costs the time to make them again.
    """
    from review_tool.screening import features

    with review.reading() as connection:
        numbers, content = rankings.content(connection)
    kept = _cache() / f"{content}.npz"
    try:
        found = features.load(kept)
        if found.matrix.shape[0] == len(numbers):
            kept.touch()
            return numbers, found
    except (OSError, ValueError, KeyError):
        pass
    total = len(numbers)
    built = features.build(_texts(review, numbers), progress=lambda done: progress(done, total, "reading words"))
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        built.save(kept)
        for old in sorted(kept.parent.glob("*.npz"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        pass  # a full or read-only disk: the next time makes them again
    return numbers, built


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("review-tool") / "features"


def _texts(review: Review, numbers: list[int], page: int = 2000) -> Iterator[str]:
    from review_tool.screening.features import text_of

    for at in range(0, len(numbers), page):
        part = numbers[at : at + page]
        with review.reading() as connection:
            records = reports.records_of(connection, part)
            chosen = plan.choices(connection, part)
        for number in part:
            citation, _ = combined(records[number], chosen.get(number))
            yield text_of(citation.title, citation.abstract)
