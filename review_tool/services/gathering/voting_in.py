"""Decisions made elsewhere, read back as votes of the named reviewers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line, shorten
from review_tool.formats.decisions import Dialect, Row, Said, dialect_of, rows
from review_tool.services.gathering.naming_reports import finder
from review_tool.services.judging import screening
from review_tool.services.progress import Progress, silent
from review_tool.services.reading_files import read_file
from review_tool.store.queries import plan
from review_tool.store.review import Review
from review_tool.store.state.standings import current_protocol
from review_tool.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Something in the file that is no vote or tag of the review now."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class VotesIn:
    """What a file of decisions brought: each row gave votes, is blank, or is listed as unmapped."""

    rows: int
    votes: int
    blank: int
    """Rows without a verdict: not decided there yet."""
    tags: int = 0
    program: str = ""
    """Whose file it was taken for."""
    unmapped: tuple[Unmapped, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the person who imports says of the file."""

    reviewers: Mapping[str, str] = field(default_factory=dict)
    """A name in the file → the reviewer of this review."""
    stage: Stage | None = None
    """The stage of rows that do not say theirs; title and abstract where this is None."""
    verdict: Verdict | None = None
    """The verdict of rows that do not say theirs: the pile that the file is."""


def import_votes(
    review: Review, path: Path, *, by: str, told: Told | None = None, progress: Progress = silent
) -> VotesIn:
    """Read a file of Rayyan, Covidence, ASReview or EPPI-Reviewer, or a spreadsheet, and write each decision as a vote.

    All is written or nothing. A word that is no verdict and a reviewer who is not in the team refuse the file; so does,
    in a plain spreadsheet, a row that names no record. In a program's file such a row is listed as unmapped.

    Raises:
        ReviewError: no such file, nothing in it that says decisions, or a row that cannot be a vote: its line is named.
    """
    told = told or Told()
    data = read_file(path)
    found = rows(data, path.name)
    dialect = dialect_of(found, path.name)
    with review.writing() as unit:
        desk = _Desk(unit, dialect, told, by)
        _check_people(desk, found, path.name)
        for done, row in enumerate(found):
            try:
                desk.take(row)
            except ReviewError as error:
                raise ReviewError(f"{path.name}, line {row.line}: {error}", hint=error.hint) from error
            if not done % 50:
                progress(done, len(found), "writing votes")
        if desk.written:
            payload = {"file": one_line(path.name), "votes": desk.votes, "tags": desk.tags, "events": desk.written}
            unit.record("decisions.imported", "decisions", payload, by=by)
        if desk.unmapped and not desk.votes and not desk.tags:
            first = desk.unmapped[0]
            raise ReviewError(
                f"Nothing in {path.name} maps to this review; line {first.line}: {first.what}",
                hint="Import the records first, and name them by doi, pmid or title.",
            )
    return VotesIn(len(found), desk.votes, desk.blank, desk.tags, dialect.name, tuple(desk.unmapped))


def _check_people(desk: _Desk, found: list[Row], name: str) -> None:
    """Every unknown person of a program's file at once, so that all can be mapped in one go."""
    if desk.dialect.strict:
        return
    unknown: dict[str, None] = {}
    for row in found:
        try:
            unknown |= dict.fromkeys(s.reviewer for s in desk.dialect.read(row) if s.reviewer and not desk.knows(s))
        except ReviewError:
            continue  # told with its line when the row is taken
    if unknown:
        named = ", ".join(f"“{one_line(who)}”" for who in unknown)
        example = next(iter(unknown))
        raise ReviewError(
            f"{name} names reviewers this review does not have: {named}.",
            hint=f"Say who each is here with --reviewer “{example}=NAME”, or add them: review-tool team add NAME.",
        )


class _Desk:
    """Takes one row after the other into a unit of work, and counts."""

    def __init__(self, unit: Unit, dialect: Dialect, told: Told, by: str) -> None:
        self.dialect = dialect
        self.votes = self.blank = self.tags = 0
        self.unmapped: list[Unmapped] = []
        self.written: list[str] = []
        """The ids of the events written."""
        self._unit = unit
        self._told = told
        self._by = by
        self._find: Callable[[Row], int] = finder(unit)
        self._team = {member.name for member in plan.team(unit.connection)}
        self._reasons = {reason.casefold(): reason for reason in current_protocol(unit.connection).reasons}

    def knows(self, said: Said) -> bool:
        return self._reviewer(said) in self._team

    def _reviewer(self, said: Said) -> str:
        return self._told.reviewers.get(said.reviewer, said.reviewer) or self._by

    def take(self, row: Row) -> None:
        """Raises ReviewError where the row refuses the whole file."""
        found = self.dialect.read(row)
        said = [one for one in found if one.verdict or self._told.verdict]
        if not said:
            self.blank += 1
        if not said and not any(one.tags for one in found):
            return
        try:
            report = self._find(row)
        except ReviewError as error:
            self._not_mapped(row, error)
            return
        for one in sorted(said, key=lambda one: one.stage is Stage.FULL_TEXT):  # which title and abstract opens
            try:
                self._vote(row, report, one)
            except ReviewError as error:
                self._not_mapped(row, error)
        for tag in dict.fromkeys(one_line(tag) for one in found for tag in one.tags):
            payload = {"tag": tag, "present": True, "stage": screening.stage_of(self._unit, report).value}
            self.written.append(self._unit.record("tag.set", f"report:{report}", payload, by=self._by).id)
            self.tags += 1

    def _not_mapped(self, row: Row, error: ReviewError) -> None:
        """List what could not be taken, under the title of its row; what a person typed refuses the file."""
        if self.dialect.strict:
            raise error
        title = one_line(row.get("title", "article_title"))
        self.unmapped.append(Unmapped(row.line, str(error) + (f" “{shorten(title, 60)}”" if title else "")))

    def _vote(self, row: Row, report: int, said: Said) -> None:
        reviewer = self._reviewer(said)
        if reviewer not in self._team:
            raise ReviewError(
                f"“{reviewer}” is not a reviewer of this review.",
                hint="Add the person first: review-tool team add NAME.",
            )
        given = said.verdict or self._told.verdict
        assert given is not None
        stage = said.stage or self._told.stage or Stage.TITLE_ABSTRACT
        reason, note = said.reason, said.note
        if not self.dialect.strict and reason:
            needs_one = stage is Stage.FULL_TEXT and given is Verdict.EXCLUDE
            reason, note = self._reason(row, said, needs_one=needs_one)
        cast = screening.vote(self._unit, report, stage, given, by=reviewer, reason=reason, note=note, elsewhere=True)
        self.written.append(cast.id)
        self.votes += 1

    def _reason(self, row: Row, said: Said, *, needs_one: bool) -> tuple[str, str]:
        """The first of its reasons that is the team's, and the note with those that are not, which are listed.

        Raises ReviewError where none is the team's and the vote cannot be without.
        """
        parts = [part.strip() for part in said.reason.split(";") if part.strip()]
        reason = next((self._reasons[p.casefold()] for p in parts if p.casefold() in self._reasons), "")
        rest = "; ".join(part for part in parts if part.casefold() != reason.casefold())
        if not rest:
            return reason, said.note
        if needs_one and not reason:
            raise ReviewError(f"“{one_line(rest)}” is not one of the team's reasons; add it to the protocol's first.")
        why = f"stands beside the reason “{reason}”, in" if reason else "is not one of the team's reasons; it stands in"
        self.unmapped.append(Unmapped(row.line, f"“{one_line(rest)}” {why} the vote's note."))
        return reason, "; ".join(filter(None, (said.note, f"{self.dialect.label}: {rest}")))
