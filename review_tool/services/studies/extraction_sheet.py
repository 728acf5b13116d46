"""Where extraction stands: every value that one reviewer may see, and how far each study and each field is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from review_tool.domain.extraction import Field, Form
from review_tool.domain.second_eyes import SEEN_TWICE, Cell, State, Way, blinded, others
from review_tool.services.studies import forms
from review_tool.services.studies.forms import Look
from review_tool.store.queries import evidence, plan, reports
from review_tool.store.review import Review

SOME, ALL = ("to do", "to verify", "differ", "look again"), "all"
"""Which fields a person may ask to see."""
_BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one study or one field is."""

    fields: int
    """How many there are."""
    extracted: int
    """With a value, seen twice or not."""
    seen_twice: int
    differ: int
    look_again: int
    done: bool

    @property
    def left(self) -> int:
        return self.fields - self.extracted

    @property
    def words(self) -> str:
        said = f"{self.extracted} of {self.fields} extracted, {self.seen_twice} seen by a second person"
        said += f", {self.differ} differ" if self.differ else ""
        return said + (f", {self.look_again} to look at again" if self.look_again else "")

    @property
    def payload(self) -> dict[str, Any]:
        return {**asdict(self), "left": self.left}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about extraction that one reviewer may see now."""

    form: Form
    way: Way
    cells: dict[tuple[int, str], Cell]
    """(study, field) → where it stands; a field nobody looked at is not in it."""
    looks: dict[tuple[int, str], Look]
    """What a changed form asks to look at again."""
    former: tuple[Field, ...]
    """Fields asked no more that have values."""
    pilots: frozenset[int]
    hidden: frozenset[str] = frozenset()
    """Excerpts behind values of another that this reviewer may not see yet."""

    def cell(self, study: int, field: str) -> Cell:
        return self.cells.get((study, field), _BLANK)

    def wanted(self, which: str, study: int, field: Field, reviewer: str) -> bool:
        """Whether a field of a study is one of those; a retired one where all are asked for and it has values."""
        cell = self.cell(study, field.id)
        if field.retired:
            return which == ALL and bool(cell.values)
        match which:
            case "to do":
                mine = any(value.by == reviewer for value in cell.values)
                waits = self.way is Way.DUAL and cell.state is State.EXTRACTED and not mine
                return cell.state is State.TO_DO or waits
            case "to verify":
                return cell.state is State.EXTRACTED and others(self.way, cell, reviewer)
            case "differ":
                return cell.state is State.DIFFER
            case "look again":
                return (study, field.id) in self.looks
            case _:
                return True

    def renewed(self, study: int, part: Sheet) -> Sheet:
        """This sheet with one study as it was read again."""
        kept = {key: cell for key, cell in self.cells.items() if key[0] != study}
        looks = {key: look for key, look in self.looks.items() if key[0] != study}
        fields = {field.id: field for field in (*self.former, *part.former)}
        return replace(
            self,
            cells=kept | part.cells,
            looks=looks | part.looks,
            former=tuple(fields.values()),
            pilots=part.pilots,
            hidden=self.hidden | part.hidden,
        )

    def states(self, study: int) -> list[State]:
        """Where each field of the form stands, in the form's order."""
        return [self.cell(study, field.id).state for field in self.form.fields]

    def done(self, study: int) -> bool:
        """Every field has what the way of extraction asks for."""
        return all(self.finished(state) for state in self.states(study))

    def progress(self, study: int) -> Progress:
        """How far a study is."""
        looks = sum((study, field.id) in self.looks for field in self.form.fields)
        return self._count(self.states(study), looks)

    def progress_of(self, field: str, studies: Sequence[int]) -> Progress:
        """How far a field is, over these studies."""
        looks = sum((study, field) in self.looks for study in studies)
        return self._count([self.cell(study, field).state for study in studies], looks)

    def _count(self, states: list[State], looks: int) -> Progress:
        return Progress(
            fields=len(states),
            extracted=sum(state is not State.TO_DO for state in states),
            seen_twice=sum(state in SEEN_TWICE for state in states),
            differ=states.count(State.DIFFER),
            look_again=looks,
            done=all(self.finished(state) for state in states),
        )

    def finished(self, state: State) -> bool:
        return state in SEEN_TWICE or (self.way is Way.SINGLE and state is State.EXTRACTED)


def sheet(review: Review, reviewer: str, study: int | None = None) -> Sheet:
    """The state of extraction, of one study or of all, as this reviewer may see it."""
    known = forms.versions(review)
    with review.reading() as connection:
        found = evidence.cells(connection, study)
        included = reports.included_studies(connection)
        how, tried = evidence.extraction_way(connection), plan.pilots(connection)
    found = {key: cell for key, cell in found.items() if key[0] in included}
    seen = {key: blinded(how, cell, reviewer) for key, cell in found.items()}
    return Sheet(
        form=known[-1].form,
        way=how,
        cells={key: cell for key, cell in seen.items() if cell.values},
        looks={(look.study, look.field): look for look in forms.looks_among(known, seen)},
        former=tuple(forms.former(known, {field for _, field in found})),
        pilots=frozenset(tried),
        hidden=_behind(found) - _behind(seen),
    )


def _behind(cells: dict[tuple[int, str], Cell]) -> frozenset[str]:
    return frozenset(value.excerpt for cell in cells.values() for value in cell.values if value.excerpt)
