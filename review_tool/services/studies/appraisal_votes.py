"""Every answer of every reviewer beside what the team agreed on: one row an item of a study."""

from __future__ import annotations

from collections.abc import Iterator

from review_tool.domain.appraisal import Answer, Checklist
from review_tool.domain.appraised import Judgement, Standing
from review_tool.domain.table import Column, Table
from review_tool.services.studies import appraising
from review_tool.services.studies.appraised import Appraised, appraised
from review_tool.store.queries import evidence
from review_tool.store.review import Review

WITHHELD = "withheld until both have finished"

_BEFORE = (
    Column("study_id", "Study id", "The study's number in this review.", technical=True),
    Column("study", "Study", "First author and year; letters part studies that would be called alike."),
    Column("checklist", "Checklist", "Its id and version."),
    Column("item", "Item", "An item, the design, or what a level is judged for."),
    Column("question", "Question", "In our own words.", technical=True),
)
_AFTER = (
    Column("state", "Where it stands"),
    Column("counts", "Counts", "The answer the team holds; empty while it is open or reviewers differ."),
    Column("checked_by", "Checked by", "The second person who compared the answer with the report."),
    Column("corrected_to", "Corrected to"),
    Column("check_note", "What the check found"),
    Column("consensus", "Consensus"),
    Column("consensus_by", "Settled by"),
    Column("consensus_note", "Why"),
)


def answers_table(review: Review, reviewer: str) -> Table:
    """All answers side by side. Where two appraise blind, others' are withheld until both have finished the study."""
    with review.reading() as connection:
        marked = {excerpt.id: f"{excerpt.text} ({excerpt.locator})" for excerpt in evidence.excerpts(connection)}
    found = [(tool, appraised(review, tool.id, reviewer=reviewer)) for tool in appraising.checklists(review)]
    ones = [one for _, studies in found for one in studies.values()]
    seen = {a.reviewer for one in ones for s in (*one.standings.values(), *one.levels.values()) for a in s.said}
    people = sorted(seen | {name for one in ones for name in one.waiting})
    columns = [*_BEFORE]
    for who in people:
        key = f"answer of {who}"
        columns.append(Column(key, who, f"{who}'s answer."))
        columns.append(Column(f"note of {who}", f"{who}: note", "What it rests on, or why.", behind=key))
        columns.append(Column(f"passage of {who}", f"{who}: passage", "And where it stands.", behind=key))
    rows = []
    for study in appraising.studies(review):
        for tool, studies in found:
            if one := studies.get(study.id):
                before = (str(study.id), study.label, f"{tool.id} {tool.version}")
                rows += [(*before, *row) for row in _rows(tool, one, people, marked)]
    return Table(
        "appraisal", "Appraisal: every answer and the consensus", (*columns, *_AFTER), tuple(rows), evidence=True
    )


def _rows(tool: Checklist, one: Appraised, people: list[str], marked: dict[str, str]) -> Iterator[tuple[str, ...]]:
    questions = {item.id: item.text for item in tool.items} | {target.id: target.label for target in tool.targets}
    questions[appraising.DESIGN] = "What design does the study have?"
    judged = {(judgement.target, judgement.reviewer): judgement for judgement in one.judgements}
    for name, stands in (*one.standings.items(), *one.levels.items()):
        said = {answer.reviewer: answer for answer in stands.said}
        cells: list[str] = []
        for who in people:
            if who in one.waiting:
                cells += [WITHHELD, "", ""]
            elif answer := said.get(who):
                cells += [*_said(answer, judged.get((name, who))), marked.get(answer.excerpt, "")]
            else:
                cells += ["", "", ""]
        yield (name, questions.get(name, ""), *cells, *_held(stands))


def _said(answer: Answer, judgement: Judgement | None) -> tuple[str, str]:
    if judgement is None or not judgement.overrides:
        return answer.answer, answer.note
    return answer.answer, f"{answer.note} (the rule proposed {judgement.proposed})"


def _held(stands: Standing) -> tuple[str, ...]:
    check, settled = stands.check, stands.settlement
    return (
        stands.state.value,
        stands.answer,
        *((check.by, check.answer, check.note) if check else ("", "", "")),
        *((settled.answer, settled.by, settled.note) if settled else ("", "", "")),
    )
