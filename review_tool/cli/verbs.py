"""Every verb, in the order a review meets them, with one line of help."""

from __future__ import annotations

from typing import NamedTuple


class VerbLine(NamedTuple):
    name: str
    help: str
    file: str = ""
    """Where it is called otherwise than the verb, as that of `import`, which is a word of Python's own."""

    @property
    def module(self) -> str:
        """In this package; its `command` is the verb."""
        return self.file or self.name


VERBS: tuple[VerbLine, ...] = (
    VerbLine("demo", "See the co-production sample go through every stage."),
    VerbLine("init", "Make a new review in a folder."),
    VerbLine("team", "Who is in the review; take a person in."),
    VerbLine("protocol", "Show the protocol, or amend it from a TOML file."),
    VerbLine("plan", "The screening plan: who judges what; calibration, gate, work handed over."),
    VerbLine("import", "Bring citation files in; the format is told by the content.", "importing"),
    VerbLine("dedupe", "Find duplicates: merge the sure, queue the doubtful."),
    VerbLine("duplicates", "Judge doubtful pairs; merge or split by hand."),
    VerbLine("screen", "Vote on titles and abstracts, or on full texts."),
    VerbLine("rank", "Have the likeliest relevant report come first, and see why."),
    VerbLine("stopping", "What is likely unread yet, and what each rule for stopping says."),
    VerbLine("decisions", "Read votes from a spreadsheet."),
    VerbLine("conflicts", "Settle the reports on which reviewers differ."),
    VerbLine("checklist", "Checklists: see, adopt, choose by design, show official wording."),
    VerbLine("read", "Read a full text or abstract, with passages suggested."),
    VerbLine("agreement", "How far reviewers agree, and where they do not."),
    VerbLine("appraise", "Answer a checklist for each included study."),
    VerbLine("fulltext", "Full texts: attach, list, open, save; group reports, mark them."),
    VerbLine("form", "What is asked of each study: see the form, adopt another, change it."),
    VerbLine("extract", "Fill the form for each included study."),
    VerbLine("strand", "Evidence beside the studies, from CSV: survey, stories, pilots."),
    VerbLine("synthesise", "Codes, themes, findings, recommendations and gaps; walk their evidence."),
    VerbLine("status", "The PRISMA boxes, and what is left for whom."),
    VerbLine("export", "Write tables, the flow, the log or the summary to a file."),
    VerbLine("worksheet", "Sheets for a colleague to fill in (Excel, Word), and their answers back."),
    VerbLine("summary", "What the team says of its summary: film, authors, feedback."),
    VerbLine("undo", "Take back your last deed, or any event."),
    VerbLine("redo", "Bring back what you last took back."),
    VerbLine("audit", "The log as sentences, and every check of it."),
    VerbLine("backup", "Write a verified copy of the whole review."),
    VerbLine("bundle", "Hand the review to offline reviewers; merge their work back."),
    VerbLine("copy", "Take the review into another folder, or a PostgreSQL database."),
    VerbLine("serve", "The screens in a browser, for teammates without a terminal."),
    VerbLine("doctor", "Check this computer and the review."),
    VerbLine("evaluate", "How well the automation does on your labelled data."),
)
