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
    "review.created": "the making of the review",
    "review.restored": "a going back to a backup",
    "review.mended": "a mending of the review",
    "reviewer.joined": "the joining of a reviewer",
    "source.described": "the description of a source",
    "instrument.adopted": "the adoption of a checklist",
    "export.written": "an export",
    "worksheet.written": "a work sheet that was written",
    "bundle.opened": "the bringing in of a bundle",
    "seal.received": "a seal that came",
    "session.opened": "a sign-in",
    "session.refused": "a sign-in that was refused",
    "event.undone": "an undo",
    "appraisal.planned": "the plan of who appraises",
    "checklist.adopted": "a checklist",
    "checklist.assigned": "the choice of checklists",
    "design.noted": "the design",
    "wording.loaded": "an official wording",
    "appraisal.answered": "an answer",
    "appraisal.verified": "the check of an answer",
    "appraisal.settled": "a settled answer",
    "judgement.made": "a judgement",
    "value.extracted": "a value",
    "value.verified": "the check of a value",
    "value.corrected": "the correction of a value",
    "value.settled": "a settled value",
    "form.adopted": "a form",
    "extraction.planned": "the plan of how to extract",
    "study.piloted": "the trying of the form",
    "excerpt.marked": "a marked passage",
    "excerpt.coded": "the coding of {}",
    "suggestion.rejected": "the setting aside of a passage",
    "item.coded": "the coding of {}",
    "item.added": "an item",
    "items.imported": "items that were read in",
    "code.merged": "a merge of codes",
    "code.split": "the split of a code",
    "theme.described": "the theme",
    "theme.merged": "a merge of themes",
    "theme.split": "the split of a theme",
    "theme.dropped": "the dropping of a theme",
    "frame.adopted": "the frame",
    "memo.written": "a memo",
    "finding.written": "the finding",
    "recommendation.written": "the recommendation",
    "gap.written": "the gap",
    "claim.reworded": "a rewording of {}",
    "claim.linked": "a link of {}",
    "claim.withdrawn": "the withdrawal of {}",
    "claim.agreed": "what people say of {}",
    "claim.dissented": "a dissent from {}",
    "gap.ranked": "the rank of {}",
    "strand.described": "the strand",
    "columns.chosen": "a choice of columns",
}
"""With {} where the name of what it is about stands in it."""
UNNAMED = {"claim": "a claim", "excerpt": "a passage", "item": "an item", "event": "something"}
"""What is known by an id alone, where its name is not at hand."""
_SAID_AFTER = {"report": " on report ", "study": " of study ", "reviewer": ": "}
_CALLED = ("theme", "code", "frame", "strand", "finding", "recommendation", "gap", "checklist", "form")
"""What people gave a name, which follows."""


def noun(kind: str, subject: str, named: str = "") -> str:
    """`a vote on report 3`; a kind without a name of its own is said as it is stored, `“session.opened”`.

    Args:
        named: what the subject is called, where it is known by an id alone.
    """
    what = _NOUNS.get(kind, f"“{kind}”")
    about, _, name = subject.partition(":")
    if "{}" in what:
        return what.format(named or UNNAMED.get(about, name))
    if about == "stage" and name:
        return f"{what} at {'title and abstract' if name == 'title-abstract' else 'full text'}"
    if about in _SAID_AFTER and name:
        return f"{what}{_SAID_AFTER[about]}{name}"
    if about in _CALLED and name:
        return f"{what} {name}"
    return what if kind in _NOUNS else f"{what} of {about} {name}"
