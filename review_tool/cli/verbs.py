"""Every verb, in the order a review meets them: name, module, one line of help."""

from __future__ import annotations

from typing import NamedTuple


class VerbLine(NamedTuple):
    name: str
    module: str
    """In this package; its `command` is the verb."""
    help: str


VERBS: tuple[VerbLine, ...] = (
    VerbLine("demo", "demo", "See the co-production sample go through every stage."),
    VerbLine("init", "init", "Make a new review in a folder."),
    VerbLine("team", "team", "Who is in the review; take a person in."),
    VerbLine("protocol", "protocol", "Show the protocol, or amend it from a TOML file."),
    VerbLine("plan", "plan", "The screening plan: who judges what; calibration, gate, work handed over."),
    VerbLine("import", "importing", "Bring citation files in; the format is told by the content."),
    VerbLine("dedupe", "dedupe", "Find duplicates: merge the sure, queue the doubtful."),
    VerbLine("duplicates", "duplicates", "Judge doubtful pairs; merge or split by hand."),
    VerbLine("screen", "screening", "Vote on titles and abstracts, or on full texts."),
    VerbLine("rank", "rank", "Have the likeliest relevant report come first, and see why."),
    VerbLine("stopping", "stopping", "What is likely unread yet, and what each rule for stopping says."),
    VerbLine("decisions", "decisions", "Read votes from a spreadsheet."),
    VerbLine("conflicts", "conflicts", "Settle the reports on which reviewers differ."),
    VerbLine("checklist", "checklist", "Checklists: see, adopt, choose by design, show official wording."),
    VerbLine("read", "read", "Read a full text or abstract, with passages suggested."),
    VerbLine("agreement", "agreement", "How far reviewers agree, and where they do not."),
    VerbLine("appraise", "appraise", "Answer a checklist for each included study."),
    VerbLine("fulltext", "fulltext", "Full texts: attach, list, open, save; group reports, mark them."),
    VerbLine("form", "form", "What is asked of each study: see the form, adopt another, change it."),
    VerbLine("extract", "extract", "Fill the form for each included study."),
    VerbLine("strand", "strand", "Evidence beside the studies, from CSV: survey, stories, pilots."),
    VerbLine("synthesise", "synthesise", "Codes, themes, findings, recommendations and gaps; walk their evidence."),
    VerbLine("status", "status", "The PRISMA boxes, and what is left for whom."),
    VerbLine("export", "export", "Write tables, the flow, the log or the summary to a file."),
    VerbLine("worksheet", "worksheet", "Sheets for a colleague to fill in (Excel, Word), and their answers back."),
    VerbLine("summary", "summary", "What the team says of its summary: film, authors, feedback."),
    VerbLine("undo", "undo", "Take back your last deed, or any event."),
    VerbLine("redo", "redo", "Bring back what you last took back."),
    VerbLine("audit", "audit", "The log as sentences, and every check of it."),
    VerbLine("backup", "backup", "Write a verified copy of the whole review."),
    VerbLine("bundle", "bundle", "Hand the review to offline reviewers; merge their work back."),
    VerbLine("copy", "copy", "Take the review into another folder, or a PostgreSQL database."),
    VerbLine("serve", "serve", "The screens in a browser, for teammates without a terminal."),
    VerbLine("doctor", "doctor", "Check this computer and the review."),
    VerbLine("evaluate", "evaluate", "How well the automation does on your labelled data."),
)
