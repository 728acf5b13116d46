"""What a team holds of each study with a checklist: every answer, what counts of them, and what is proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from review_tool.appraisal import judge
from review_tool.appraisal.judge import Proposal
from review_tool.domain.appraisal import DESIGN, Answer, Checklist, Item, Target
from review_tool.domain.appraised import Check, Judgement, Settlement, Standing, State, standing
from review_tool.services.studies.checklist_texts import all_checklists
from review_tool.services.studies.in_sight import finished_by_two
from review_tool.store.queries import appraisals, evidence
from review_tool.store.review import Reading, Review


@dataclass(frozen=True, slots=True)
class Appraised:
    """One study and one checklist, as far as somebody may see it."""

    study: int
    tool: Checklist
    reviewers: int
    """How many are to appraise: 1 with a check, or 2 blind."""
    released: bool
    """Others' answers may be seen."""
    design: str
    items: tuple[Item, ...]
    """Those asked of it."""
    standings: dict[str, Standing]
    """Item (the design among them) → where it stands."""
    proposals: dict[str, Proposal]
    """Target → what the rule makes of the answers that count."""
    levels: dict[str, Standing]
    """Target → the level the team holds, or what they differ on."""
    judgements: tuple[Judgement, ...] = ()
    waiting: tuple[str, ...] = ()
    """Others who began; what they said is not shown yet."""

    @property
    def done(self) -> int:
        return sum(self.standings[item.id].state is not State.OPEN for item in self.items)

    @property
    def differences(self) -> tuple[Standing, ...]:
        """Everything that is still to be settled, the design first, targets last."""
        return tuple(s for s in (*self.standings.values(), *self.levels.values()) if s.state is State.DIFFERS)

    @property
    def to_verify(self) -> tuple[Standing, ...]:
        return tuple(s for s in self.standings.values() if s.state is State.UNVERIFIED)

    @property
    def answers(self) -> dict[str, str]:
        """Item → the answer that counts."""
        return {name: one.answer for name, one in self.standings.items() if one.answer}


def appraised(review: Review, checklist: str, *, reviewer: str = "", study: int | None = None) -> Seen:
    """Study → its appraisal with this checklist, as `reviewer` may see it; studies nobody began are left out.

    Without `reviewer`, as anyone may: where two appraise blind, nothing of a study before both have finished it.
    """
    with review.reading() as connection:
        return seen_by(connection, checklist, reviewer, study)


def seen_by(connection: Reading, checklist: str, reviewer: str, study: int | None) -> Seen:
    """As `appraised`, inside a transaction of the caller's."""
    tool = next(known for known in all_checklists(connection) if known.id == checklist)
    reviewers = appraisals.reviewers(connection)
    every = evidence.answer_rows(connection, checklist, study)
    said: dict[int, list[evidence.AnswerRow]] = defaultdict(list)
    for row in every:
        said[row[0]].append(row)
    made: dict[int, list[Judgement]] = defaultdict(list)
    for one in appraisals.judgements(connection, checklist, study):
        made[one.study].append(one)
    checks = {(c.study, c.item): c for c in appraisals.checks(connection, checklist, study)}
    settled = {(s.study, s.item): s for s in appraisals.settlements(connection, checklist, study)}
    free = {number for number, _ in finished_by_two((tool,), every)} if reviewers > 1 else None
    return Seen(tool, reviewer, reviewers, said, made, checks, settled, free)


@dataclass(frozen=True, slots=True)
class Seen(Mapping[int, Appraised]):
    """Study → its appraisal, put together when it is asked for: of many studies a screenful is looked at."""

    tool: Checklist
    reviewer: str
    reviewers: int
    _said: dict[int, list[evidence.AnswerRow]]
    _made: dict[int, list[Judgement]]
    _checks: dict[tuple[int, str], Check]
    _settled: dict[tuple[int, str], Settlement]
    _free: set[int] | None
    """The studies whose answers anyone may see; None: all."""
    _known: dict[int, Appraised] = field(default_factory=dict)

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._said.keys() | self._made.keys()))

    def __len__(self) -> int:
        return len(self._said.keys() | self._made.keys())

    def __getitem__(self, study: int) -> Appraised:
        if study not in self._known:
            if study not in self._said and study not in self._made:
                raise KeyError(study)
            self._known[study] = self._looked(study)
        return self._known[study]

    def _is_open(self, study: int) -> bool:
        return self._free is None or study in self._free

    def _looked(self, study: int) -> Appraised:
        open_, who = self._is_open(study), self.reviewer
        rows = self._said.get(study, [])
        shown = tuple(Answer(*row) for row in rows if open_ or row[3] == who)
        judged = tuple(one for one in self._made.get(study, []) if open_ or one.reviewer == who)
        others = set() if open_ else {row[3] for row in rows} - {who}
        settled = self._settled if open_ else {}
        one = Looked(study, self.tool, self.reviewers, open_, shown, judged, self._checks, settled).appraised()
        return replace(one, waiting=tuple(sorted(others)))

    @property
    def designs(self) -> set[str]:
        """Everything that anybody, as far as one may see, says a study's design to be."""
        said = {
            row[4]
            for study, rows in self._said.items()
            for row in rows
            if row[2] == DESIGN and (self._is_open(study) or row[3] == self.reviewer)
        }
        seen = [(study, one.answer) for (study, item), one in self._checks.items() if item == DESIGN]
        seen += [(study, one.answer) for (study, item), one in self._settled.items() if item == DESIGN]
        return said | {answer for study, answer in seen if answer and self._is_open(study)}


@dataclass(frozen=True, slots=True)
class Looked:
    """What may be seen of one study with one checklist, before it is put together."""

    study: int
    tool: Checklist
    reviewers: int
    released: bool
    said: tuple[Answer, ...]
    judged: tuple[Judgement, ...]
    checks: dict[tuple[int, str], Check]
    settled: dict[tuple[int, str], Settlement]

    def appraised(self) -> Appraised:
        by_item: dict[str, list[Answer]] = defaultdict(list)
        for one in self.said:
            by_item[one.item].append(one)
        standings = {}
        design = ""
        if self.tool.groups:
            standings[DESIGN] = self._standing(DESIGN, by_item)
            design = standings[DESIGN].answer
        # While the design is not settled, what either reviewer was asked is shown.
        designs = {design} if design else {one.answer for one in by_item.get(DESIGN, ())} or {""}
        wanted = {item.id for name in designs for item in self.tool.items_for(name)}
        could = [item for item in self.tool.items if item.id in wanted]
        every = {item.id: self._standing(item.id, by_item) for item in could}
        counted = {name: one.answer for name, one in every.items() if one.answer}
        live = {item.id for name in designs for item in judge.asked(self.tool, name, counted)}
        items = tuple(item for item in could if item.id in live or by_item.get(item.id))
        standings |= {item.id: every[item.id] for item in items}
        proposals = {p.target: p for p in self._proposals(design, counted)}
        return Appraised(
            *(self.study, self.tool, self.reviewers, self.released, design, items, standings, proposals),
            levels={target.id: self._level(target, proposals) for target in self.tool.targets},
            judgements=self.judged,
        )

    def _standing(self, item: str, by_item: dict[str, list[Answer]]) -> Standing:
        said = by_item.get(item, ())
        if not said and not self.settled:
            return Standing(item, State.OPEN)
        key = (self.study, item)
        return standing(
            item, said, reviewers=self.reviewers, check=self.checks.get(key), settlement=self.settled.get(key)
        )

    def _proposals(self, design: str, counted: dict[str, str]) -> tuple[Proposal, ...]:
        """From the answers that count; the overall rule follows what the team holds for the domains."""
        if not self.tool.targets:
            return ()
        held = {}
        for target in {one.target for one in self.judged}:
            said = {self._said(self.tool.target(target), who).answer for who in self._people}
            held[target] = said.pop() if len(said) == 1 else ""
        held |= {item: s.answer for (study, item), s in self.settled.items() if study == self.study}
        return judge.proposals(self.tool, design, counted, held)

    def _level(self, target: Target, proposals: dict[str, Proposal]) -> Standing:
        said = tuple(self._said(target, who) for who in self._people)
        effective = tuple(one for one in said if one.answer)
        found = standing(
            *(target.id, effective),
            reviewers=self.reviewers,
            check=self.checks.get((self.study, target.id)),
            settlement=self.settled.get((self.study, target.id)),
        )
        proposed = proposals[target.id].level
        nobody_judged = not any(one.event for one in effective)
        if nobody_judged and found.settlement is None:
            return replace(found, state=State.PROPOSED if proposed else State.OPEN, answer=proposed)
        return found

    @property
    def _people(self) -> list[str]:
        return sorted({one.reviewer for one in self.said} | {one.reviewer for one in self.judged})

    def _said(self, target: Target, who: str) -> Answer:
        """One reviewer's level: as they judged, else as the rule makes of their own answers."""
        made = {one.target: one for one in self.judged if one.reviewer == who}
        if one := made.get(target.id):
            return Answer(self.study, self.tool.id, target.id, who, one.level, one.reason, one.event, one.at)
        if not target.has_rule:
            return Answer(self.study, self.tool.id, target.id, who, "")
        own = {one.item: one.answer for one in self.said if one.reviewer == who}
        levels = {name: judgement.level for name, judgement in made.items()}
        found = {p.target: p.level for p in judge.proposals(self.tool, own.get(DESIGN, ""), own, levels)}
        return Answer(self.study, self.tool.id, target.id, who, found.get(target.id, ""))
