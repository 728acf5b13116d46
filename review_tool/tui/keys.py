"""Every key of the app, declared once: the footer, the help panel, the palette and the README are made from these.

A screen takes its line: `BINDINGS = [*keys.SCREENS["screening"]]`, and has one `action_…` for each. An id is
`mode.deed`; a person's own keymap refers to it. The same key means the same thing wherever it appears: digits go to
stages, letters decide, `space` marks, `enter` opens, `esc` steps back, `/` filters, `u` undoes.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.widget import Widget


def deed(
    id: str, key: str, action: str, label: str, tip: str, *, show: bool = True, display: str | None = None
) -> Binding:
    """One key. `label` stands in the footer, `tip` says in a sentence what it does."""
    return Binding(key, action, label, id=id, tooltip=tip, show=show, key_display=display)


GLOBAL: tuple[Binding, ...] = (
    *(deed(f"stage.{n}", n, f"stage('{n}')", f"Stage {n}", f"Go to stage {n}", show=False) for n in "1234567890"),
    deed("app.jump", "ctrl+o", "jump", "Jump", "Put a letter on every pane and go to one", show=False),
    deed("app.help", "question_mark,f1", "help", "Help", "Show this screen's keys and what it is for", display="?"),
    Binding("ctrl+q", "quit", "Quit", id="app.quit", tooltip="Leave; everything is saved", show=False, priority=True),
)
"""On every screen. The palette's `ctrl+p` is Textual's own."""

STAGE: tuple[Binding, ...] = (
    deed("stage.undo", "u", "undo", "Undo", "Take the last deed back", show=False),
    deed("stage.redo", "U", "redo", "Redo", "Do again what was taken back", show=False),
    deed("stage.filter", "slash", "filter", "Filter", "Show only what holds these words", show=False, display="/"),
    deed("stage.back", "escape", "step_back", "Back", "Stop the running job, or step back", show=False),
)
"""On every stage screen, beside its own."""

SCREENS: dict[str, tuple[Binding, ...]] = {
    "home": (
        deed("home.go", "enter", "go", "Go", "Open what this number counts"),
        deed("home.flow", "x", "export_flow", "Export flow", "Write the PRISMA flow to a file"),
        deed("home.protocol", "p", "protocol", "Protocol", "Read and amend question, criteria and rules"),
        deed("home.summary", "s", "summary", "Summary", "Write the summary page"),
    ),
    "importing": (
        deed("importing.import", "enter", "import", "Import", "Read the file into the review"),
        deed("importing.mark", "space", "mark", "Mark", "Mark a file, to import several"),
        deed("importing.problems", "p", "problems", "Problems", "List what is odd in the file, by line"),
        deed("importing.format", "f", "format", "Format", "Read the file as another format"),
        deed("importing.source", "s", "source", "Source", "Say where and when the search was run"),
        deed("importing.open", "o", "open", "Open", "Give the path of another file"),
    ),
    "duplicates": (
        deed("duplicates.same", "s", "same", "Same", "These records are one report"),
        deed("duplicates.different", "d", "different", "Different", "These are different reports"),
        deed("duplicates.later", "space", "later", "Later", "Leave this group for later"),
        deed("duplicates.sure", "a", "all_sure", "All sure", "Merge every group the score is sure of"),
        deed("duplicates.split", "x", "split", "Split", "Part a merged report; no vote is lost"),
        deed("duplicates.previous", "left_square_bracket", "previous", "Previous", "The group before", show=False),
        deed("duplicates.next", "right_square_bracket", "next", "Next", "The group after", show=False),
    ),
    "screening": (
        deed("screening.include", "i", "decide('include')", "Include", "Keep this report"),
        deed("screening.exclude", "e", "decide('exclude')", "Exclude", "Leave this report out"),
        deed("screening.maybe", "m", "decide('maybe')", "Maybe", "Unsure: it goes forward to the full text"),
        deed("screening.note", "n", "note", "Note", "Write a note on this report"),
        deed("screening.tag", "t", "tag", "Tag", "Tag this report"),
        deed("screening.highlight", "h", "highlight", "Highlight", "Mark words on and off, or change them"),
        deed("screening.open", "o", "open", "Open", "Show the whole record"),
        deed("screening.previous", "left_square_bracket", "previous", "Previous", "The record before", show=False),
        deed("screening.next", "right_square_bracket", "next", "Next", "The record after", show=False),
    ),
    "conflicts": (
        deed("conflicts.include", "i", "resolve('include')", "Include", "Settle it as included"),
        deed("conflicts.exclude", "e", "resolve('exclude')", "Exclude", "Settle it as excluded"),
        deed("conflicts.note", "n", "note", "Note", "Write down what was said"),
        deed("conflicts.open", "o", "open", "Open", "Show the whole record"),
    ),
    "fulltext": (
        deed("fulltext.include", "i", "include", "Include", "Keep this report"),
        deed("fulltext.exclude", "e", "exclude", "Exclude…", "Leave it out, and say why (1–9)"),
        deed("fulltext.maybe", "m", "maybe", "Maybe", "Unsure: it asks for a talk"),
        deed("fulltext.attach", "a", "attach", "Attach", "Keep a full text with this report"),
        deed("fulltext.open", "o", "open", "Open", "Open the full text"),
        deed("fulltext.missing", "minus", "not_retrieved", "Not found", "It was sought and not retrieved", display="-"),
        deed("fulltext.note", "n", "note", "Note", "Write a note on this report"),
    ),
    "appraisal": (
        # The letters that answer come from the checklist's own options; the screen binds them when it is chosen.
        deed("appraisal.answer", "enter", "answer", "Answer", "Answer this item for this study"),
        deed("appraisal.note", "n", "note", "Support", "Write what the answer rests on"),
        deed("appraisal.difference", "d", "difference", "Difference", "Go to the next item reviewers differ on"),
        deed("appraisal.checklist", "c", "checklist", "Checklist", "Choose the checklist"),
        deed("appraisal.group", "g", "group", "Design", "Say which part of the checklist fits the study"),
        deed("appraisal.export", "x", "export", "Export", "Write the table to a file"),
    ),
    "extraction": (
        deed("extraction.edit", "enter", "edit", "Edit", "Give the value"),
        deed("extraction.link", "l", "link", "Link", "Rest the value on an excerpt"),
        deed("extraction.code", "number_sign", "code", "Code", "Put a code on the excerpt", display="#"),
        deed("extraction.missing", "minus", "not_reported", "Not reported", "The report does not say", display="-"),
        deed("extraction.excerpt", "q", "excerpt", "Quote", "Take a quote or paraphrase, with its place"),
        deed("extraction.difference", "d", "difference", "Difference", "Go to the next value extractors differ on"),
        deed("extraction.export", "x", "export", "Export", "Write the table to a file"),
        deed("extraction.previous", "left_square_bracket", "previous", "Previous", "The study before", show=False),
        deed("extraction.next", "right_square_bracket", "next", "Next", "The study after", show=False),
    ),
    "synthesis": (
        deed("synthesis.recommendation", "r", "recommendation", "Recommend", "Write a new recommendation"),
        deed("synthesis.gap", "g", "gap", "Gap", "Write a new research gap"),
        deed("synthesis.link", "l", "link", "Link", "Link evidence to the claim"),
        deed("synthesis.why", "w", "why", "Why", "Give strength or confidence, and the reason"),
        deed("synthesis.matrix", "m", "matrix", "Matrix", "Show which cells of the evidence are empty"),
        deed("synthesis.open", "enter", "open", "Open", "Walk on: claim, excerpt, report, decisions, events"),
        deed("synthesis.export", "x", "export", "Export", "Write recommendations or gaps to a file"),
    ),
    "audit": (
        deed("audit.open", "enter", "open", "Open", "Show the event, before and after"),
        deed("audit.verify", "v", "verify", "Verify", "Check the chain and recompute the state"),
        deed("audit.filter", "f", "narrow", "Narrow", "Only some people, kinds or times"),
        deed("audit.export", "x", "export", "Export", "Write the log to a file"),
    ),
}


def taken_by_screen(widget: Widget, key: str) -> bool:
    """Whether the screen binds this key itself: a widget inside then leaves it to the screen."""
    return key in widget.screen._bindings.key_to_bindings


def every() -> Iterator[tuple[str, Binding]]:
    """All keys with the place they belong to: `everywhere`, `stage`, or a mode."""
    for binding in GLOBAL:
        yield "everywhere", binding
    for binding in STAGE:
        yield "stage", binding
    for mode, bindings in SCREENS.items():
        for binding in bindings:
            yield mode, binding
