"""Taking a merge back, at any time, and saying beforehand what that reopens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.flow import Flow
from review_tool.store.queries import dossier, evidence, plan, reports, tallies
from review_tool.store.queries.reports import Standings
from review_tool.store.review import Review
from review_tool.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Split:
    """What a split does (or, previewed, would do)."""

    stays: tuple[int, ...]
    """Records that remain together."""
    leaves: tuple[int, ...]
    """Records that become a report of their own."""
    votes_back: int
    """Votes that go with the leaving records, cast on them before the merge."""
    effects: tuple[str, ...]
    """What else goes with them, what each report keeps, and which boxes of the flow change, as sentences."""

    @property
    def words(self) -> str:
        one = len(self.leaves) == 1
        if self.votes_back:
            votes = f"{_count(self.votes_back, 'vote')} of {'its' if one else 'their'} own"
        else:
            votes = f"no votes of {'its' if one else 'their'} own"
        leaving = f"{', '.join(map(str, self.leaves))} leave{'s' if one else ''} {', '.join(map(str, self.stays))}"
        return " ".join((f"{leaving}, with {votes}.", *self.effects))


class _NotKept(Exception):
    """Ends a preview; the store then keeps nothing of it."""


def split(review: Review, out: Sequence[int], *, by: str, preview: bool = False) -> Split:
    """Take records out of their merged report, at any time. What was written on a report before the merge (votes,
    passages, values, notes, full texts) goes back with it; what was written on the merged one stays with that.

    Raises:
        ReviewError: the records are not of one merged report, or none would stay.
    """
    result: Split | None = None
    try:
        with review.writing() as unit:
            result = _split(unit, sorted(set(out)), by=by)
            if preview:
                raise _NotKept
    except _NotKept:
        pass
    assert result is not None
    return result


def _split(unit: Unit, leaves: list[int], *, by: str) -> Split:
    connection = unit.connection
    roots = {reports.root_of(connection, number) for number in leaves}
    old = min(roots)
    stays = [member for member in reports.members_of(connection, old) if member not in leaves]
    if len(roots) > 1 or not stays:
        raise ReviewError(
            "Name some, not all, of the records of one report.", hint="See `review-tool duplicates list --merged`."
        )
    before, boxes = reports.standings_of(connection, old), tallies.flow(connection)
    # The report that stood for a part before the merge does so again: what was undone looks as it did.
    parts = [(part, old if old in part else plan.former_root(connection, part)) for part in (stays, leaves)]
    payload = {
        "moves": [[member, to] for part, to in reversed(parts) for member in part],
        "pairs": [[*sorted((leaver, stayer)), "different"] for leaver in leaves for stayer in stays],
    }
    unit.record("duplicates.split", f"report:{old}", payload, by=by)
    unit.finish()
    (_, kept), (_, new) = parts
    votes = dossier.votes(connection, [new]).get(new, [])
    said = [
        *_went_along(unit, new, leaves),
        _stands(new, reports.standings_of(connection, new)),
        _keeps(kept, before, reports.standings_of(connection, kept)),
        _boxes(boxes, tallies.flow(connection)),
    ]
    return Split(tuple(stays), tuple(leaves), len(votes), tuple(filter(None, said)))


def _went_along(unit: Unit, new: int, leaves: list[int]) -> list[str]:
    """What beside votes belongs to the part that leaves."""
    connection = unit.connection
    study = reports.standings_of(connection, new)[2]
    found = Counter(
        {
            "settled conflict": len(dossier.consensus(connection, [new]).get(new, [])),
            "note": dossier.how_many_notes(connection, leaves),
            "full text": len(dossier.documents(connection, leaves)),
            "passage": len(evidence.excerpts(connection, new)),
            "extracted value": len(evidence.values(connection, study)) if study in leaves else 0,
            "appraisal answer": len(evidence.answers(connection, study=study)) if study in leaves else 0,
        }
    )
    counts = [_count(n, what) for what, n in found.items() if n]
    if not counts:
        return []
    verb = "goes" if len(counts) == 1 and sum(found.values()) == 1 else "go"
    return [f"{_listed(counts).capitalize()} {verb} along."]


def _stands(report: int, at: Standings) -> str:
    return f"Report {report} {_where(at)}."


def _keeps(report: int, before: Standings, after: Standings) -> str:
    if _where(before) == _where(after):
        return f"Report {report} keeps its place: it {_where(after)}."
    return f"Report {report} changes: it {_where(after)} (before, it {_where(before).replace('is ', 'was ', 1)})."


def _where(at: Standings) -> str:
    """`is included at full text`, `is to be screened`, `is in conflict at title and abstract`."""
    standings, retrieval, _ = at
    stage = Stage.TITLE_ABSTRACT
    if standings[stage].outcome is Outcome.TO_DO:
        return "is to be screened"
    if standings[stage].outcome is Outcome.INCLUDED:
        if retrieval == "not retrieved":
            return "is included at title and abstract, its full text not retrieved"
        if standings[Stage.FULL_TEXT].outcome is Outcome.TO_DO:
            return "is included at title and abstract, to be read at full text"
        stage = Stage.FULL_TEXT
    outcome = standings[stage].outcome
    reason = f" ({standings[stage].reason})" if standings[stage].reason else ""
    return f"is {'in conflict' if outcome is Outcome.CONFLICT else outcome.value} at {stage.words}{reason}"


_BOXES = (
    ("duplicates", "duplicates removed"),
    ("other_duplicates", "duplicates removed from other methods"),
    ("records_screened", "screened"),
    ("records_excluded", "excluded at title and abstract"),
    ("dbr_sought_reports", "sought at full text"),
    ("dbr_assessed", "assessed at full text"),
    ("new_reports", "included reports"),
    ("new_studies", "included studies"),
)


def _boxes(before: Flow, after: Flow) -> str:
    changed = [
        f"{label} {getattr(after, name) - getattr(before, name):+d}".replace("-", "−")
        for name, label in _BOXES
        if getattr(after, name) != getattr(before, name)
    ]
    return f"The flow: {', '.join(changed)}." if changed else ""


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'s' if n != 1 else ''}"


def _listed(things: list[str]) -> str:
    *most, last = things
    return f"{', '.join(most)} and {last}" if most else last
