"""Gathering the rows of the exported tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from review_tool.domain import second_eyes
from review_tool.domain.appraisal import Answer, Checklist
from review_tool.domain.appraised import State
from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.domain.record import Citation, Record
from review_tool.domain.table import Column, Table
from review_tool.services.citations import combined
from review_tool.services.studies import appraising, extraction_sheet
from review_tool.services.studies.appraised import Appraised, appraised
from review_tool.services.studies.appraising import DESIGN
from review_tool.services.studies.in_sight import visible
from review_tool.store.queries import dossier, evidence, plan, reports
from review_tool.store.review import Review

RECORD_COLUMNS = (
    Column("record_id", "Record", "The record's number in this review."),
    Column("report_id", "Report", "The document it stands for; duplicates share one."),
    Column("study_id", "Study", "The study the report tells of."),
    Column("source", "Source", "The search it came from."),
    Column("file", "File", "The file it came in."),
    Column("position", "Position", "Its place in that file, from 1."),
    Column("source_id", "Source id", "The id the source gave."),
    Column("title", "Title"),
    Column("authors", "Authors", "Joined by semicolons."),
    Column("year", "Year"),
    Column("journal", "Journal"),
    Column("volume", "Volume"),
    Column("issue", "Issue"),
    Column("pages", "Pages"),
    Column("doi", "DOI"),
    Column("pmid", "PMID"),
    Column("abstract", "Abstract"),
    Column("keywords", "Keywords", "Joined by semicolons."),
    Column("url", "URL"),
    Column("type", "Type", "The source's own word."),
    Column("language", "Language"),
    Column("title_abstract", "Title and abstract", "to do, included, excluded or conflict."),
    Column("full_text", "Full text", "As before; empty where the report did not come that far."),
    Column("reason", "Reason", "Why it was excluded at full text."),
)


def records_table(review: Review, roots: list[int], *, as_reports: bool = False) -> Table:
    """The records of these reports as their sources delivered them, with where each report stands.

    `as_reports`: a row for each report instead, with the best of its records' fields and all their sources.
    """
    with review.reading() as connection:
        wanted = set(roots)
        records = [record for record in reports.all_records(connection) if record.report in wanted]
        at = reports.all_standings(connection)
        chosen = plan.choices(connection)
    rows = []
    for r in _merged(records, chosen) if as_reports else records:
        c, (standings, retrieval, study) = r.citation, at[r.report]
        rows.append(
            (
                str(r.id),
                str(r.report),
                str(study),
                r.source,
                r.file,
                str(r.position),
                c.source_id,
                c.title,
                "; ".join(c.authors),
                str(c.year or ""),
                c.journal,
                c.volume,
                c.issue,
                c.pages,
                c.doi,
                c.pmid,
                c.abstract,
                "; ".join(c.keywords),
                c.url,
                c.type,
                c.language,
                standings[Stage.TITLE_ABSTRACT].outcome.value,
                _full_text(standings, retrieval),
                standings[Stage.FULL_TEXT].reason,
            )
        )
    return Table("records", "Records", RECORD_COLUMNS, tuple(rows))


def _merged(records: list[Record], chosen: dict[int, dict[str, int]]) -> list[Record]:
    groups: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        groups[record.report].append(record)
    return [
        replace(
            group[0],
            citation=combined(group, chosen.get(root))[0],
            source="; ".join(dict.fromkeys(r.source for r in group)),
        )
        for root, group in groups.items()
    ]


def _full_text(standings: dict[Stage, Standing], retrieval: str) -> str:
    if standings[Stage.TITLE_ABSTRACT].outcome is not Outcome.INCLUDED:
        return ""
    return retrieval if retrieval == "not retrieved" else standings[Stage.FULL_TEXT].outcome.value


def votes_table(review: Review, reviewer: str) -> Table:
    """Every live vote and consensus. Others' votes where there is no outcome yet are left out: they might sway."""
    columns = (
        Column("report_id", "Report"),
        Column("title", "Title"),
        Column("stage", "Stage"),
        Column("kind", "Kind", "vote or consensus."),
        Column("reviewer", "Reviewer", "Who voted, or settled the conflict."),
        Column("verdict", "Verdict"),
        Column("reason", "Reason"),
        Column("note", "Note"),
        Column("learn", "Learn", "no: ranking is not to learn from it; empty for a consensus."),
        Column("set_aside", "Set aside", "yes: the report was to be judged again, and this no longer counts."),
        Column("at", "When (UTC)"),
        Column("event", "Event", "The id of the event in the log."),
    )
    with review.reading() as connection:
        votes, settled = dossier.votes(connection), dossier.consensus(connection)
        at = reports.all_standings(connection)
        titles = {r.report: r.citation.title for r in reports.all_records(connection) if r.id == r.report}
    rows = []
    for root in sorted(votes.keys() | settled.keys()):
        for v in votes.get(root, ()):
            if v.reviewer == reviewer or at[root][0][v.stage].outcome.shows_votes:
                rows.append(
                    (
                        *(str(root), titles[root], v.stage.value, "vote", v.reviewer),
                        *(v.verdict.value, v.reason, v.note, "yes" if v.learn else "no", "yes" if v.aside else ""),
                        *(v.at, v.event),
                    )
                )
        rows += [
            (
                *(str(root), titles[root], c.stage.value, "consensus", c.by),
                *(c.verdict.value, c.reason, c.note, "", "yes" if c.aside else "", c.at, c.event),
            )
            for c in settled.get(root, ())
            if at[root][0][c.stage].outcome.shows_votes
        ]
    return Table("votes", "Votes", columns, tuple(rows))


def studies_table(review: Review, reviewer: str) -> Table:
    """The characteristics of the included studies: what each is, and what the form holds of it."""
    cited = _cited(review)
    form = extraction_table(review, reviewer)
    with review.reading() as connection:
        designs = {a.study: a.answer for a in visible(connection, reviewer) if a.item == DESIGN}
    labels = {name: label for tool in appraising.checklists(review) for name, label in tool.designs}
    columns = (
        *_STUDY_COLUMNS,
        Column("authors", "Authors", "Joined by semicolons.", technical=True),
        Column("year", "Year"),
        Column("title", "Title"),
        Column("journal", "Journal", technical=True),
        Column("doi", "DOI", technical=True),
        Column("reports", "Reports", "The numbers of the study's reports.", technical=True),
        Column("appraised_as", "Appraised as", "The design that chose its checklist.", technical=True),
        *form.columns[3:],
    )
    rows = []
    for study, row in zip(appraising.studies(review), form.rows, strict=True):
        c = cited[study.id]
        about = ("; ".join(c.authors), str(c.year or ""), c.title, c.journal, c.doi)
        of = (", ".join(map(str, study.reports)), labels.get(designs.get(study.id, ""), ""))
        rows.append((*row[:2], *about, *of, *row[3:]))
    return Table("studies", "Characteristics of the included studies", columns, tuple(rows), form.notes)


def _cited(review: Review) -> dict[int, Citation]:
    """Study → its first report's citation, with the best of its records' fields."""
    with review.reading() as connection:
        included = reports.included_studies(connection)
        first = [group[0] for group in included.values()]
        records, picked = reports.records_of(connection, first), plan.choices(connection, first)
    return {study: combined(records[group[0]], picked.get(group[0]))[0] for study, group in included.items()}


_STUDY_COLUMNS = (
    Column("study_id", "Study id", "The study's number in this review.", technical=True),
    Column("study", "Study", "First author and year; letters part studies that would be called alike."),
)


def appraisal_table(review: Review, reviewer: str) -> Table:
    """One row for each study and reviewer, one column for each item and level of the checklists in use; no sum.

    Where the team settled something of a study, or a second person corrected it, a row tells what it holds.
    """
    with review.reading() as connection:
        given = visible(connection, reviewer)
    tools, used = _used(review, given), {(a.checklist, a.item) for a in given}
    columns = [*_STUDY_COLUMNS, Column("reviewer", "Reviewer")]
    for tool in tools:
        if tool.groups:
            columns.append(
                Column(f"{tool.id}.{DESIGN}", "Design", f"{tool.title}: design.", shown=(*tool.groups, *tool.designs))
            )
        words = tuple((option.id, option.label) for option in tool.options)
        for item in tool.items:
            key, unused = f"{tool.id}.{item.id}", (tool.id, item.id) not in used
            meaning = f"{tool.title} {tool.version}: {item.text}"
            columns.append(Column(key, item.id, meaning, technical=unused, shown=words))
            columns.append(Column(f"{key}.note", f"{item.id} note", "What the answer rests on.", behind=key))
        levels = tuple((level.id, level.label) for level in tool.levels)
        columns += [
            Column(f"{tool.id}.{target.id}", target.id, f"{tool.title}: {target.label}, as judged.", shown=levels)
            for target in tool.targets
        ]
    cells: dict[tuple[int, str], dict[str, str]] = {}
    for tool in tools:
        for study_id, one in appraised(review, tool.id, reviewer=reviewer).items():
            _add_answers(cells, study_id, one)
    rows = []
    for study in appraising.studies(review):
        people = [name for number, name in cells if number == study.id]
        for who in sorted(people, key=lambda name: (name == _TEAM, name)) or [""]:
            found = cells.get((study.id, who), {})
            rows.append((str(study.id), study.label, who, *(found.get(c.key, "") for c in columns[3:])))
    notes = tuple(note for tool in tools for note in _items_notes(tool, given))
    return Table("appraisal", "Appraisal of the included studies", tuple(columns), tuple(rows), notes)


_TEAM = "the team"


def _add_answers(cells: dict[tuple[int, str], dict[str, str]], study: int, one: Appraised) -> None:
    """What each reviewer said of a study, and where that is not all, what the team holds."""
    stands = {**one.standings, **one.levels}
    for name, standing in stands.items():
        key = f"{one.tool.id}.{name}"
        for a in standing.said:
            cells.setdefault((study, a.reviewer), {}).update({key: a.answer, f"{key}.note": a.note})
    if any(s.settlement or s.state is State.CORRECTED for s in stands.values()):
        held = {f"{one.tool.id}.{name}": s.answer for name, s in stands.items()}
        cells.setdefault((study, _TEAM), {}).update(held)


def _used(review: Review, given: list[Answer]) -> list[Checklist]:
    """The checklists with answers; where nothing was appraised yet, the first."""
    tools, used = appraising.checklists(review), {a.checklist for a in given}
    return [tool for tool in tools if tool.id in used] or list(tools[:1])


def _items_notes(tool: Checklist, given: list[Answer]) -> list[str]:
    """What the headings stand for: each item that was answered, in our own words, or named by its number only."""
    used = {a.item for a in given if a.checklist == tool.id}
    said = "; ".join(f"{item.id}, {item.text}" for item in tool.items if item.id in used and tool.wording == "own")
    cited = f"{tool.title}. {tool.citation}"
    return [f"{cited} Items: {said}" if said else cited] if used else []


def extraction_table(review: Review, reviewer: str) -> Table:
    """One row for each study, two columns for each field: the value, and the passage it rests on with its place.

    The values are the team's, as far as this reviewer may see them.
    """
    seen = extraction_sheet.sheet(review, reviewer)
    fields = (*seen.form.fields, *seen.former)
    columns = [*_STUDY_COLUMNS, Column("title", "Title", technical=True)]
    for field in fields:
        former = field not in seen.form.fields
        columns.append(Column(field.id, field.label, "Asked no more." if former else field.hint, technical=former))
        meaning = "The passage, and where it stands."
        columns.append(Column(f"{field.id}.evidence", f"{field.label}: evidence", meaning, field.id, former))
    with review.reading() as connection:
        marked = {e.id: e for e in evidence.excerpts(connection)}
    rows = []
    for study in appraising.studies(review):
        cells: list[str] = []
        for field in fields:
            cell = seen.cell(study.id, field.id)
            excerpt = marked.get(cell.value.excerpt) if cell.value else None
            cells += [_value(cell), f"{excerpt.text} ({excerpt.locator})" if excerpt else ""]
        rows.append((str(study.id), study.label, study.title, *cells))
    note = "“Not reported”: the reports do not say. An empty cell: nobody has looked yet."
    return Table("extraction", f"Extraction: {seen.form.title}", tuple(columns), tuple(rows), (note,))


def _value(cell: second_eyes.Cell) -> str:
    if cell.state is second_eyes.State.DIFFER:
        return "reviewers differ"
    return "" if cell.value is None else "not reported" if cell.value.not_reported else cell.value.value
