"""Gathering the rows of the exported tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.domain.record import Record
from review_tool.domain.table import Column, Table
from review_tool.services import appraising, extracting
from review_tool.services.appraising import DESIGN
from review_tool.services.blinding import visible
from review_tool.services.deduping import combined
from review_tool.store import evidence, plan, reports
from review_tool.store.review import Review

_RECORD_COLUMNS = (
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
    return Table("records", "Records", _RECORD_COLUMNS, tuple(rows))


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
        Column("at", "When (UTC)"),
        Column("event", "Event", "The id of the event in the log."),
    )
    with review.reading() as connection:
        votes, settled = reports.votes(connection), reports.consensus(connection)
        at = reports.all_standings(connection)
        titles = {r.report: r.citation.title for r in reports.all_records(connection) if r.id == r.report}
    rows = []
    for root in sorted(votes.keys() | settled.keys()):
        for v in votes.get(root, ()):
            if v.reviewer == reviewer or at[root][0][v.stage].outcome.shows_votes:
                rows.append(
                    (
                        *(str(root), titles[root], v.stage.value, "vote", v.reviewer),
                        *(v.verdict.value, v.reason, v.note, v.at, v.event),
                    )
                )
        rows += [
            (
                *(str(root), titles[root], c.stage.value, "consensus", c.by),
                *(c.verdict.value, c.reason, c.note, c.at, c.event),
            )
            for c in settled.get(root, ())
        ]
    return Table("votes", "Votes", columns, tuple(rows))


def appraisal_table(review: Review, reviewer: str) -> Table:
    """One row for each study and reviewer, one column for each item of the checklists in use; no sum."""
    with review.reading() as connection:
        given = visible(connection, reviewer)
    known = appraising.checklists(review)
    tools = [tool for tool in known if tool.id in {a.checklist for a in given}] or list(known[:1])
    columns = [Column("study_id", "Study"), Column("study", "Study (short)"), Column("reviewer", "Reviewer")]
    for tool in tools:
        if tool.groups:
            columns.append(Column(f"{tool.id}.{DESIGN}", f"{tool.title}: design"))
        for item in tool.items:
            columns.append(Column(f"{tool.id}.{item.id}", f"{item.id} {item.text}", f"{tool.title} {tool.version}"))
            columns.append(Column(f"{tool.id}.{item.id}.note", f"{item.id} note", "What the answer rests on."))
    cells: dict[tuple[int, str], dict[str, str]] = {}
    for a in given:
        row = cells.setdefault((a.study, a.reviewer), {})
        row[f"{a.checklist}.{a.item}"] = a.answer
        row[f"{a.checklist}.{a.item}.note"] = a.note
    rows = []
    for study in appraising.studies(review):
        for who in sorted(name for number, name in cells if number == study.id) or [""]:
            found = cells.get((study.id, who), {})
            rows.append((str(study.id), study.label, who, *(found.get(c.key, "") for c in columns[3:])))
    return Table("appraisal", "Appraisal", tuple(columns), tuple(rows))


def extraction_table(review: Review, reviewer: str) -> Table:
    """One row for each study, two columns for each field: the value, and the passage it rests on with its place."""
    del reviewer
    form = extracting.form(review)
    columns = [Column("study_id", "Study"), Column("study", "Study (short)"), Column("title", "Title")]
    for field in form.fields:
        columns.append(Column(field.id, field.label, field.hint))
        columns.append(Column(f"{field.id}.evidence", f"{field.label}: evidence", "The passage, and where it stands."))
    with review.reading() as connection:
        values = {(v.study, v.field): v for v in evidence.values(connection)}
        marked = {e.id: e for e in evidence.excerpts(connection)}
    rows = []
    for study in appraising.studies(review):
        cells: list[str] = []
        for field in form.fields:
            value = values.get((study.id, field.id))
            excerpt = marked.get(value.excerpt) if value else None
            cells.append("" if value is None else "not reported" if value.not_reported else value.value)
            cells.append(f"{excerpt.text} ({excerpt.locator})" if excerpt else "")
        rows.append((str(study.id), study.label, study.title, *cells))
    return Table("extraction", f"Extraction: {form.title}", tuple(columns), tuple(rows))
