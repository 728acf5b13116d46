"""Every value that anyone extracted, corrected or settled, with who checked it: one row a value."""

from __future__ import annotations

from review_tool.domain.table import Column, Table
from review_tool.services.studies import appraising, extraction_sheet
from review_tool.store.queries import evidence
from review_tool.store.review import Review

_COLUMNS = (
    Column("study_id", "Study id", "The study's number in this review.", technical=True),
    Column("study", "Study", "First author and year; letters part studies that would be called alike."),
    Column("field", "Field", "Its id in the form.", technical=True),
    Column("label", "Question"),
    Column("by", "Reviewer", "Who wrote the value."),
    Column("deed", "How", "extracted, corrected by a second person, or settled where two differed."),
    Column("value", "Value", "“not reported” where the reports do not say."),
    Column("passage", "Passage", "What it rests on.", behind="value"),
    Column("place", "Where it stands", behind="value"),
    Column("why", "Why", "Why it was corrected or settled so."),
    Column("counts", "Counts", "yes for the value that speaks for the team."),
    Column("state", "Where it stands", "to do, extracted, verified, corrected, agreed, differ or settled."),
    Column("checked_by", "Checked by", "Who compared it with the report and found it right."),
    Column("form", "Form", "The form's version it was extracted with.", technical=True),
    Column("at", "When (UTC)", technical=True),
    Column("event", "Event", "The id of the event in the log.", technical=True),
)


def values_table(review: Review, reviewer: str) -> Table:
    """All values side by side, as far as this reviewer may see them: where two extract blind, not before both have."""
    seen = extraction_sheet.sheet(review, reviewer)
    with review.reading() as connection:
        marked = {e.id: e for e in evidence.excerpts(connection)}
    rows = []
    for study in appraising.studies(review):
        for field in seen.form.fields:
            cell = seen.cell(study.id, field.id)
            checked = "; ".join(check.by for check in cell.checks)
            for value in cell.values:
                passage = marked.get(value.excerpt)
                counts = cell.value is not None and value.event == cell.value.event
                rows.append(
                    (
                        *(str(study.id), study.label, field.id, field.label, value.by, value.deed.value),
                        "not reported" if value.not_reported else value.value,
                        *((passage.text, passage.locator) if passage else ("", "")),
                        *(value.why, "yes" if counts else "", cell.state.value, checked if counts else ""),
                        *(value.form, value.at, value.event),
                    )
                )
    return Table("extraction", f"Extraction: every value ({seen.form.title})", _COLUMNS, tuple(rows), evidence=True)
