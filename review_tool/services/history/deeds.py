"""What each kind of event is called when it is spoken of as a thing that was taken back."""

from __future__ import annotations

_NOUNS = {
    "decision.made": "a vote",
    "decisions.imported": "votes that were brought in",
    "report.postponed": "a postponement",
    "note.written": "a note",
    "tag.set": "a tag",
    "conflict.resolved": "the consensus",
    "retrieval.noted": "the state of a full text",
    "document.attached": "an attached full text",
    "report.marked": "a mark",
    "reports.grouped": "the reports of a study",
    "reports.regrouped": "the reports of a study",
    "duplicates.found": "a search for duplicates",
    "duplicates.merged": "a merge of duplicates",
    "duplicates.split": "a split of duplicates",
    "duplicates.judged": "a judgement on duplicates",
    "field.chosen": "the choice of a field",
    "records.imported": "an import",
    "worksheet.read": "a work sheet that was taken in",
    "protocol.amended": "a version of the protocol",
    "calibration.drawn": "a calibration set",
    "gate.opened": "the opening of the gate",
    "gate.closed": "the closing of the gate",
    "reports.reopened": "a second look at reports",
    "work.assigned": "a handing over of reports",
    "reviewer.withdrew": "the leaving of a reviewer",
    "reviewer.returned": "the return of a reviewer",
    "ranking.set": "the setting of ranking",
}


def noun(kind: str, subject: str) -> str:
    """`a vote on report 3`; a kind without a name of its own is said as it is stored, `“value.extracted”`."""
    what = _NOUNS.get(kind, f"“{kind}”")
    about, _, name = subject.partition(":")
    if about == "report" and name:
        return f"{what} on report {name}"
    if about == "stage" and name:
        return f"{what} at {'title and abstract' if name == 'title-abstract' else 'full text'}"
    return (
        f"{what}: {name}" if about == "reviewer" and name else what if kind in _NOUNS else f"{what} of {about} {name}"
    )
