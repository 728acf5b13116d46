"""What taking an event back would change: the review as it was beside the review as it would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.domain.event import Event
from review_tool.domain.extraction import Form
from review_tool.domain.form_change import changes
from review_tool.domain.second_eyes import Cell
from review_tool.domain.synthesis import Claim
from review_tool.services.history.naming import called
from review_tool.services.history.undo_queues import NOTHING_MOVED, Lists, Queues, moved, sentences
from review_tool.store.queries import claims, dossier, evidence, plan, reports
from review_tool.store.review import Reading
from review_tool.store.state.standings import current_protocol


@dataclass(frozen=True, slots=True)
class Effect:
    """What taking an event back would change, found by doing it and not keeping it."""

    event: Event
    words: str
    changed: tuple[str, ...]
    """Each report whose outcome would be another, as a sentence; and what else would come, go or be another."""
    reopened: int = 0
    """How many votes lie on reports that would be open again."""
    counts: tuple[tuple[str, int], ...] = ()
    """What the numbers of the flow would gain or lose: `("screened", -1)`."""
    shown: int = 0
    """How many events that are blind to somebody now would be shown, for good: `undo` wants `reveal` for it."""
    evidence: tuple[str, ...] = ()
    """Of `changed`, what other findings, recommendations and gaps would rest on."""
    queues: Queues = NOTHING_MOVED
    """What would leave full text, and whose lists would close."""

    @property
    def summary(self) -> str:
        """`2 votes reopen, screened −1, 1 report leaves full text`; "" where nothing of that kind would change."""
        votes = [f"{self.reopened} vote{'s reopen' if self.reopened != 1 else ' reopens'}"] if self.reopened else []
        shown = [f"{answers(self.shown)} shown that {is_or_are(self.shown)} blind now"] if self.shown else []
        numbers = (f"{name} {n:+,}".replace("-", "−") for name, n in self.counts)
        return ", ".join((*votes, *numbers, *self.queues.counts, *shown))


def answers(n: int) -> str:
    return f"{n} answer{'' if n == 1 else 's'} or vote{'' if n == 1 else 's'}"


def is_or_are(n: int) -> str:
    return "is" if n == 1 else "are"


_States = dict[int, reports.Standings]
_Cells = dict[tuple[int, str], Cell]


@dataclass(frozen=True, slots=True)
class Seen:
    """What an undo may change, at one moment."""

    standings: _States
    claims: dict[str, Claim]
    form: Form
    cells: _Cells
    lists: Lists | None
    """None where there is no plan, and every report is everybody's."""


def seen(connection: Reading) -> Seen:
    from review_tool.services.studies import forms  # it reads forms from files: slow to import, and seldom asked

    return Seen(
        reports.all_standings(connection),
        {claim.id: claim for claim in claims.claims(connection)},
        forms.versions_in(connection)[-1].form,
        evidence.cells(connection),
        plan.lists(connection) if current_protocol(connection).is_planned else None,
    )


def effect(event: Event, before: Seen, connection: Reading, *, shown: int, by: str) -> Effect:
    """What is different now from what was seen before, as far as `by` may know; `shown` as in `Effect`."""
    after = seen(connection)
    was, blind = before.standings, _released(connection, before.standings, after.standings, by)
    now = after.standings | {
        number: _as_it_was(was[number], after.standings[number], at) for number, at in blind.items()
    }
    rests = tuple(_claims(before.claims, after.claims))
    own = tuple(_own(before.claims, after.claims))
    had, have = (before.lists, after.lists) if before.lists is not None and after.lists is not None else ({}, {})
    queues = moved(_at_titles(was), _at_titles(now), had, have)
    changed = (
        *_differences(was, now),
        *([f"{_reports(sorted(blind))} would get an outcome, from votes that are blind to you now."] if blind else []),
        *_work_left(connection, queues.left),
        *sentences(had, have),
        *own,
        *rests,
        *_form(before, after),
        *_values(before.cells, after.cells),
    )
    reopened = _votes_on(connection, _reopening(was, now))
    return Effect(event, called(connection, event), changed, reopened, _counts(was, now), shown, rests, queues)


def _released(connection: Reading, before: _States, after: _States, by: str) -> dict[int, set[Stage]]:
    """The stages at which reports would get an outcome from others' votes: looking what would be is to tell none."""
    found: dict[int, set[Stage]] = {}
    for number in before.keys() & after.keys():
        was, becomes = before[number][0], after[number][0]
        if stages := {s for s in Stage if becomes[s].outcome.shows_votes and not was[s].outcome.shows_votes}:
            found[number] = stages
    others: dict[int, set[Stage]] = {number: set() for number in found}
    for number, votes in (dossier.votes(connection, found) if found else {}).items():
        others[number] = {vote.stage for vote in votes if vote.reviewer != by and not vote.aside}
    return {number: stages & others[number] for number, stages in found.items() if stages & others[number]}


def _as_it_was(was: reports.Standings, becomes: reports.Standings, stages: set[Stage]) -> reports.Standings:
    """Where a report would stand, but at these stages as it stands now."""
    at, retrieval, study = becomes
    return {stage: was[0][stage] if stage in stages else one for stage, one in at.items()}, retrieval, study


def _at_titles(states: _States) -> dict[int, Standing]:
    return {number: at[Stage.TITLE_ABSTRACT] for number, (at, *_) in states.items()}


def _work_left(connection: Reading, left: tuple[int, ...]) -> Iterator[str]:
    """What was voted at full text on reports that would leave it."""
    if cast := _votes_on(connection, {number: {Stage.FULL_TEXT} for number in left}):
        lie = f"{cast} vote{' lies there, and counts' if cast == 1 else 's lie there, and count'} again on its return"
        yield f"{_reports(list(left))} would leave full text; {lie}."


_OPEN = (Outcome.TO_DO, Outcome.CONFLICT)


def _reopening(before: _States, after: _States) -> dict[int, set[Stage]]:
    """The stages at which reports would be open and are not now, or come into the list open."""
    found: dict[int, set[Stage]] = {}
    for number, (at, *_) in after.items():
        was = before[number][0] if number in before else None
        if stages := {
            stage for stage in Stage if at[stage].outcome in _OPEN and (was is None or was[stage].outcome not in _OPEN)
        }:
            found[number] = stages
    return found


def _votes_on(connection: Reading, reopening: dict[int, set[Stage]]) -> int:
    """How many votes that count lie there: of each person at each stage the last."""
    found = dossier.votes(connection, reopening) if reopening else {}
    return len(
        {
            (number, vote.stage, vote.reviewer)
            for number, votes in found.items()
            for vote in votes
            if vote.stage in reopening[number] and not vote.aside
        }
    )


_COUNTED: tuple[tuple[str, Stage, tuple[Outcome, ...]], ...] = (
    ("screened", Stage.TITLE_ABSTRACT, (Outcome.INCLUDED, Outcome.EXCLUDED)),
    ("assessed", Stage.FULL_TEXT, (Outcome.INCLUDED, Outcome.EXCLUDED)),
    ("included", Stage.FULL_TEXT, (Outcome.INCLUDED,)),
)


def _counts(before: _States, after: _States) -> tuple[tuple[str, int], ...]:
    """What the numbers of the flow gain or lose; those that stay are left out."""

    def many(states: _States, stage: Stage, outcomes: tuple[Outcome, ...]) -> int:
        return sum(at[stage].outcome in outcomes for at, *_ in states.values())

    moved = [(name, many(after, stage, of) - many(before, stage, of)) for name, stage, of in _COUNTED]
    return tuple((name, n) for name, n in (("reports", len(after) - len(before)), *moved) if n)


def _differences(before: _States, after: _States) -> tuple[str, ...]:
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    said = []
    if gone:
        said.append(f"{_reports(gone)} would leave the list of reports.")
    if new:
        open_ = sum(after[number][0][Stage.TITLE_ABSTRACT].outcome is Outcome.TO_DO for number in new)
        waiting = f"; {open_} of them without an outcome yet" if open_ else ""
        said.append(f"{_reports(new)} would be in the list of reports again{waiting}.")
    for number in sorted(before.keys() & after.keys()):
        for stage in Stage:
            was, becomes = before[number][0][stage].outcome, after[number][0][stage].outcome
            if was is not becomes:
                said.append(f"Report {number} at {stage.words}: {was} → {becomes}.")
    return tuple(said)


def _reports(numbers: list[int]) -> str:
    """`Report 12`, `Reports 3, 4 and 9`, `94 reports`."""
    if len(numbers) > 5:
        return f"{len(numbers)} reports"
    *most, last = map(str, numbers)
    return f"Reports {', '.join(most)} and {last}" if most else f"Report {last}"


def _own(before: dict[str, Claim], after: dict[str, Claim]) -> Iterator[str]:
    """Claims that would come, go, or be worded otherwise."""
    for claim_id in sorted(before.keys() | after.keys()):
        was, becomes = before.get(claim_id), after.get(claim_id)
        if becomes is None and was is not None:
            yield f"{was.label} would go."
        elif was is None and becomes is not None:
            yield f"{becomes.label} would be there again."
        elif was is not None and becomes is not None and was.body != becomes.body:
            yield f"{was.label} would be worded as before."


def _claims(before: dict[str, Claim], after: dict[str, Claim]) -> Iterator[str]:
    """What claims that stay would rest on."""
    for claim_id in (each for each in before if each in after):
        was, becomes = before[claim_id], after[claim_id]
        had, has = (sum(link.alive for link in claim.links) for claim in (was, becomes))
        if was.supported and not becomes.supported:
            yield f"{was.label} would have no evidence left."
        elif becomes.supported and not was.supported:
            yield f"{was.label} would have evidence again."
        elif had != has:
            yield f"{was.label} would rest on {has} piece{'' if has == 1 else 's'} of evidence, not on {had}."


def _form(before: Seen, after: Seen) -> Iterator[str]:
    """The form in force, and values that nothing would ask for."""
    if before.form == after.form:
        return
    yield f"The form in force would be {after.form.name}, not {before.form.name}."
    for line in changes(before.form, after.form):
        yield f"  {line}"
    asked = {field.id for field in after.form.fields}
    now = {field.id for field in before.form.fields}
    if apart := sum(cell.value is not None and field in now - asked for (_, field), cell in after.cells.items()):
        yield f"  {apart} value{'' if apart == 1 else 's'} would be asked for no more; nothing written is lost."


def _values(before: _Cells, after: _Cells) -> Iterator[str]:
    """How many values of the extraction would come, go or be another; never what they say: some may be blind."""
    had, have = (
        {key: cell.value.event for key, cell in cells.items() if cell.value is not None} for cells in (before, after)
    )
    kinds = (
        ("go", len(had.keys() - have.keys())),
        ("be there again", len(have.keys() - had.keys())),
        ("be another", sum(had[key] != have[key] for key in had.keys() & have.keys())),
    )
    for what, n in kinds:
        if n:
            yield f"{n} extracted value{'' if n == 1 else 's'} would {what}."
