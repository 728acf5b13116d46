"""Ranking: the likeliest relevant report next. Off until the team asks for it; told wherever the review is reported.

It decides nothing: every report stays in the queue, and its order alone changes. It learns from what this reviewer may
know: their own votes, and outcomes. A vote that is marked not to be learnt from counts nowhere.
"""

from __future__ import annotations

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
from review_tool.services.judging.ranker import Ranker as Ranker
from review_tool.services.progress import Progress, silent
from review_tool.store.queries import dossier, lists, plan, rankings, reports
from review_tool.store.queries.rankings import Ranking
from review_tool.store.review import Review
from review_tool.store.state import duties
from review_tool.store.state.standings import current_protocol

if TYPE_CHECKING:
    from review_tool.screening.features import Features

_KEPT = 6
"""How many reviews' features stay on this computer."""


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


def share(written: str) -> int:
    """“20” as a setting for `random`. Raises ReviewError where it is no whole number."""
    text = written.strip()
    if not text.isdecimal():
        raise ReviewError(f"“{text}” is no whole number.", hint="Give 20 for one in 20, 0 for none.")
    return int(text)


def _check(new: Ranking) -> None:
    from review_tool.services.judging.stopping import rule_names

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
    return [number for part in parts for number in (made.among(part.numbers) if part.ranked else part.numbers)]


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
