"""Every key of the app, declared once: the footer, the help panel and the palette are made from these.

A screen takes its line: `BINDINGS = [*keys.SCREENS["screening"]]`, and has one `action_…` for each. An id is
`mode.deed`; a person's own keymap refers to it. The same key means the same thing wherever it appears: digits go to
stages, letters decide, `space` marks, `enter` opens, `esc` steps back, `/` filters, `u` undoes.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.widget import Widget

from review_tool.tui.stages import STAGES


def deed(
    id: str, key: str, action: str, label: str, tip: str, *, show: bool = True, display: str | None = None
) -> Binding:
    """One key. `label` stands in the footer, `tip` says in a sentence what it does."""
    return Binding(key, action, label, id=id, tooltip=tip, show=show, key_display=display)


GLOBAL: tuple[Binding, ...] = (
    *(
        deed(f"stage.{key}", key, f"stage('{key}')", f"Stage {key}", f"Go to stage {key}", show=False)
        for key in (stage.key for stage in STAGES)
    ),
    deed("app.jump", "ctrl+o", "jump", "Jump", "Put a letter on every pane and go to one", show=False),
    deed("app.help", "question_mark,f1", "help", "Help", "Show this screen's keys and what it is for", display="?"),
    Binding("ctrl+q", "quit", "Quit", id="app.quit", tooltip="Leave; everything is saved", show=False, priority=True),
)
"""On every screen. The palette's `ctrl+p` is Textual's own."""

STAGE: tuple[Binding, ...] = (
    deed("stage.undo", "u", "undo", "Undo", "Take the last deed back", show=False),
    deed("stage.redo", "U", "redo", "Redo", "Do again what was taken back", show=False),
    deed(
        "stage.record_log",
        "H",
        "record_log",
        "Log of this",
        "Who decided what of this record, when and why",
        show=False,
    ),
    deed("stage.filter", "slash", "filter", "Filter", "Show only what holds these words", show=False, display="/"),
    deed("stage.back", "escape", "step_back", "Back", "Stop the running job, or step back", show=False),
)
"""On every stage screen, beside its own."""

SCREENS: dict[str, tuple[Binding, ...]] = {
    "home": (
        deed("home.go", "enter", "go", "Open", "Open the list this number counts"),
        deed("home.protocol", "p", "protocol", "Protocol", "Read and amend question, criteria and rules"),
        deed("home.team", "plus", "team", "Add reviewer", "Take a person into the team", display="+"),
        deed("home.leaves", "minus", "leaves", "Who left", "Note that a person left the team", display="-", show=False),
        deed("home.export", "x", "export", "Export", "Write tables, the flow or everything to files"),
        deed("home.summary", "s", "summary", "Summary", "Write the summary at five depths"),
    ),
    "importing": (
        deed("importing.read", "enter", "read", "Read / bring in", "Read the file; once read, bring it in"),
        deed("importing.problems", "p", "problems", "Problems", "List what is odd in the file, by line"),
        deed("importing.export", "x", "export", "Problems to a file", "Write what is odd to a CSV file", show=False),
        deed("importing.format", "f", "format", "Format", "Read the file as another format"),
        deed("importing.open", "o", "open", "Other file", "Give the path of another file"),
    ),
    "duplicates": (
        deed("duplicates.same", "s", "judge('same')", "Same", "These records are one report: merge them"),
        deed("duplicates.different", "d", "judge('different')", "Different", "These are different reports"),
        deed("duplicates.related", "r", "judge('related')", "Related", "Two works that belong together: both stay"),
        deed("duplicates.later", "space", "later", "Later", "Leave this pair for later"),
        deed("duplicates.keep", "right", "keep('right')", "Field", "Keep the right record's value", display="←→"),
        deed("duplicates.keep_left", "left", "keep('left')", "Keep left", "Keep the left value", show=False),
        deed("duplicates.view", "v", "merged", "View", "Pairs to judge, merged reports, related ones"),
        deed("duplicates.all", "A", "all", "All", "Merge all sure ones: every pair from a score up"),
        deed("duplicates.split", "p", "part", "Part", "Part the right record from its report", show=False),
        deed("duplicates.by_hand", "M", "by_hand", "Merge by hand", "Merge records the finder missed", show=False),
        deed("duplicates.find", "g", "find", "Find", "Look for duplicates in everything imported"),
        deed("duplicates.previous", "left_square_bracket", "step(-1)", "Previous", "The one before", show=False),
        deed("duplicates.next", "right_square_bracket", "step(1)", "Next", "The one after", show=False),
    ),
    "screening": (
        deed("screening.include", "i", "decide('include')", "Include", "Keep this report"),
        deed("screening.exclude", "e", "decide('exclude')", "Exclude", "Leave this report out"),
        deed("screening.maybe", "m", "decide('maybe')", "Maybe", "Unsure: it goes forward to the full text"),
        deed("screening.note", "n", "note", "Note", "Write a note on this report"),
        deed("screening.tag", "t", "tag", "Tag", "Put a tag on this report, or take it off"),
        deed("screening.later", "space,p", "later", "Later", "Put it off: it goes to the end of your queue; no vote"),
        deed("screening.list", "l", "list", "List", "Show the records as a list, or one at a time"),
        deed("screening.state", "f", "state", "Which", "Choose which records: to do, voted, a tag …"),
        deed("screening.criteria", "c", "criteria", "Criteria", "Show or hide the criteria"),
        deed("screening.reason", "r", "reason", "Exclude, why", "Exclude, with a reason of the list", show=False),
        deed("screening.unlearnt", "E", "unlearnt", "Exclude, unlearnt", "Exclude; ranking skips it", show=False),
        deed("screening.plan", "P", "plan", "Plan", "The screening plan: where it stands, what is next", show=False),
        deed(
            "screening.ranking", "R", "ranking", "Ranking", "The likeliest relevant first; told in PRISMA", show=False
        ),
        deed("screening.why", "w", "why", "Why this", "Why this record comes here: words for and against", show=False),
        deed(
            "screening.stopping", "S", "stopping", "Stopping", "What is likely unread; rules for stopping", show=False
        ),
        deed("screening.keys", "K", "keys", "Keys", "Keys as in Rayyan, as in ASReview, or ours", show=False),
        deed("screening.highlight", "h", "highlight", "Highlight", "Mark the protocol's words, or not", show=False),
        deed("screening.open", "o", "open", "Abstract", "Fold the abstract away, or show it", show=False),
        deed("screening.previous", "left_square_bracket,left,k", "step(-1)", "Previous", "Record before", show=False),
        deed("screening.next", "right_square_bracket,right,j", "step(1)", "Next", "The record after", show=False),
    ),
    "conflicts": (
        deed("conflicts.include", "i", "resolve('include')", "Include", "Settle it as included"),
        deed("conflicts.exclude", "e", "resolve('exclude')", "Exclude", "Settle it as excluded"),
        deed("conflicts.note", "n", "note", "Note", "Write a note of the talk, which all read beside the votes"),
        deed("conflicts.why", "w", "why", "Why", "Write why, to go with the consensus you are about to set"),
        deed("conflicts.open", "enter,o", "open", "Read", "Read this one without the list, or show the list"),
        deed("conflicts.agreement", "a", "agreement", "Agreement", "How far reviewers agree"),
        deed("conflicts.previous", "left_square_bracket,left", "step(-1)", "Previous", "The one before", show=False),
        deed("conflicts.next", "right_square_bracket,right", "step(1)", "Next", "The one after", show=False),
    ),
    "fulltext": (
        deed("fulltext.include", "i", "decide('include')", "Include", "Keep this report"),
        deed("fulltext.exclude", "e", "exclude", "Exclude…", "Leave it out, and say why (1–9)"),
        deed("fulltext.maybe", "m", "decide('maybe')", "Maybe", "Unsure: it asks for a talk"),
        deed("fulltext.later", "p", "later", "Put off", "Put it off: it comes last in your queue; no vote", show=False),
        deed("fulltext.unlearnt", "E", "unlearnt", "Exclude, unlearnt", "Exclude, why; ranking skips it", show=False),
        deed("fulltext.plan", "P", "plan", "Plan", "The screening plan at full text: what is next", show=False),
        deed("fulltext.attach", "a", "attach", "Attach", "Keep a full text with this report"),
        deed("fulltext.missing", "minus", "not_retrieved", "Missing", "Sought and not retrieved", display="-"),
        deed("fulltext.sought", "plus", "sought", "Here", "Retrieved after all, or sought again", show=False),
        deed("fulltext.note", "n", "note", "Note", "Write a note on this report"),
        deed("fulltext.tag", "t", "tag", "Tag", "Tag this report, or take a tag off", show=False),
        deed("fulltext.documents", "d", "documents", "Texts", "The full texts kept with it: open or save one"),
        deed("fulltext.view", "v", "view", "View", "Open its newest full text", show=False),
        deed("fulltext.mark", "M", "mark", "Mark", "Retracted, awaiting classification, ongoing", show=False),
        deed("fulltext.ungroup", "G", "ungroup", "Ungroup", "Take reports out of their study", show=False),
        deed("fulltext.group", "g", "group", "Group", "The marked reports tell of one study", show=False),
        deed("fulltext.states", "f", "states", "State", "Show only those to do, included, excluded …"),
        deed("fulltext.read", "r", "read", "Read", "Read the full text or abstract, with passages suggested"),
        deed("fulltext.open", "o", "open", "Open", "Show the whole record, its votes and the criteria"),
    ),
    "appraisal": (
        # The letters that answer come from the checklist's own options and go before these: where `n` says No,
        # the note is `N`.
        deed("appraisal.answer", "enter", "answer", "Answer", "Answer this item for this study"),
        deed("appraisal.note", "n,N", "note", "Support", "Write what the answer rests on", display="N"),
        deed("appraisal.group", "g,G", "design", "Design", "Say which part of the checklist fits the study"),
        deed("appraisal.checklist", "c,C", "checklist", "Checklist", "Choose the checklist", display="C"),
        deed("appraisal.difference", "d,D", "difference", "Differ", "Go to the next item reviewers differ on"),
        deed("appraisal.settle", "s,S", "settle", "Settle", "Write what the team agrees on", display="S"),
        deed("appraisal.verify", "v,V", "verify", "Verify", "Check another's answer: right, or corrected", display="V"),
        deed("appraisal.to_verify", "w,W", "next_check", "To verify", "Go to the next answer to check", show=False),
        deed("appraisal.next", "tab", "next_open", "To do", "Go to the next item without an answer"),
        deed("appraisal.study", "o,O", "study", "Study", "Read one study whole, item by item", display="O"),
        deed("appraisal.plan", "r,R", "plan", "Reviewers", "One reviewer and a check, or two blind", show=False),
        deed("appraisal.export", "x,X", "export", "Export", "Write the table to a file"),
    ),
    "extraction": (
        deed("extraction.edit", "enter", "edit", "Edit", "Give the value, and the passage it rests on"),
        deed("extraction.missing", "minus", "not_reported", "Not reported", "The report does not say", display="-"),
        deed("extraction.verify", "v", "verify", "Verified", "You compared another's value with the report: right"),
        deed("extraction.correct", "c", "correct", "Correct", "Correct another's value; both are kept"),
        deed("extraction.which", "f", "which", "Which", "Fields to do, to verify, that differ, to look at again"),
        deed("extraction.grid", "g", "grid", "Grid", "All studies by all fields"),
        deed("extraction.link", "l", "link", "Link", "Rest the value on an excerpt marked already", show=False),
        deed("extraction.mark", "m", "mark", "Mark", "Mark a passage without a value, with its codes", show=False),
        deed("extraction.history", "h", "history", "History", "Every value this field ever had", show=False),
        deed("extraction.open", "o", "open", "Abstract", "Read the study's abstract and excerpts; Esc comes back"),
        deed("extraction.read", "r", "read", "Read", "Read a report of this study, with passages suggested"),
        deed("extraction.form", "F", "form", "Form", "Change the form: add, move, retire fields; adopt another"),
        deed("extraction.way", "W", "way", "Who looks", "Single, verified, or two who extract blind", show=False),
        deed("extraction.pilot", "P", "pilot", "Pilot", "The team tries its form on this study", show=False),
        deed("extraction.export", "x", "export", "Export", "Write the table to a file", show=False),
        deed("extraction.previous", "left_square_bracket", "study(-1)", "Study before", "The study before", show=False),
        deed(
            "extraction.next",
            "right_square_bracket",
            "study(1)",
            "Study",
            "The study after; [ goes to the one before",
            display="[ ]",
        ),
        deed("extraction.field", "tab", "field(1)", "Next field", "The next field", show=False),
        deed("extraction.field_before", "shift+tab", "field(-1)", "Field before", "The field before", show=False),
    ),
    "synthesis": (
        deed("synthesis.open", "enter", "open", "Open", "Walk on: claim, finding, excerpt, report, decisions, events"),
        deed("synthesis.recommendation", "r", "recommendation", "New R", "Write a new recommendation"),
        deed("synthesis.gap", "g", "gap", "Gap", "Write a new research gap; in the map, draft one for the cell"),
        deed("synthesis.finding", "f", "finding", "Finding", "Write a new finding"),
        deed("synthesis.link", "l", "link", "Link", "Link evidence to the claim, for or against, or unlink it"),
        deed("synthesis.reword", "w", "reword", "Reword", "Change the claim's words; rename the theme or code"),
        deed("synthesis.grade", "c", "grade", "CERQual", "Judge a finding's four components and its confidence"),
        deed("synthesis.people", "p", "people", "People", "Agreement by group, dissent, priority", show=False),
        deed("synthesis.confirm", "y", "confirm", "Confirm", "Confirm a draft gap", show=False),
        deed("synthesis.withdraw", "d", "withdraw", "Withdraw", "Take the claim out; drop the theme", show=False),
        deed("synthesis.memo", "n", "memo", "Memo", "Write a memo on the claim, theme or code", show=False),
        deed("synthesis.read", "R", "read", "Read", "Open the text at the excerpt's place", show=False),
        deed("synthesis.mark", "m", "mark", "Mark", "Mark a new excerpt of a study", show=False),
        deed("synthesis.code", "number_sign", "code", "Code", "Code the excerpt or item", display="#", show=False),
        deed("synthesis.merge", "M", "merge", "Merge", "Make one of several themes or codes", show=False),
        deed("synthesis.add", "a", "add", "Add", "A theme, a strand, items, a CSV file", show=False),
        deed("synthesis.more", "o", "more", "More", "Every deed for what is under the cursor"),
        deed("synthesis.back", "b", "resting", "Rests here", "The claims that rest on this", show=False),
        deed("synthesis.map", "v", "map", "Map", "Evidence by two dimensions: empty cells may be gaps"),
        deed("synthesis.before", "left_square_bracket", "view(-1)", "View before", "The view before", show=False),
        deed(
            "synthesis.after",
            "right_square_bracket",
            "view(1)",
            "View",
            "The view after; [ goes to the one before",
            display="[ ]",
        ),
        deed("synthesis.export", "x", "export", "Export", "Write tables, the map or the summary to a file", show=False),
    ),
    "audit": (
        deed("audit.open", "enter", "open", "Open", "Show the event whole, and go to its record"),
        deed("audit.verify", "v", "verify", "Verify", "Check every chain and work the state out again"),
        deed("audit.filter", "f", "narrow", "Narrow", "Only some people, kinds, reports or times"),
        deed("audit.take_back", "b", "take_back", "Take back", "Take this event back, however old, or bring it back"),
        deed("audit.export", "x", "export", "Export", "Write the log to a file"),
        deed("audit.checkpoints", "c", "checkpoints", "Checkpoints", "Make one, hold a colleague's, compare all"),
        deed("audit.bundles", "B", "bundles", "Bundles", "Hand the review to an offline reviewer, merge it back"),
    ),
}

READER: tuple[Binding, ...] = (
    deed("reader.keep", "i", "keep", "Keep", "Keep the suggested passage as an excerpt, with its place"),
    deed("reader.set_aside", "e", "set_aside", "Set aside", "The suggested passage is none of these"),
    deed("reader.next", "tab", "suggestion(1)", "Next", "Go to the next suggestion"),
    deed("reader.before", "shift+tab", "suggestion(-1)", "Before", "Go to the suggestion before", show=False),
    deed("reader.begin", "space", "begin", "Begin mark", "Begin a mark at this sentence, or let it go"),
    deed("reader.mark", "m", "mark", "Mark", "Keep the marked passage, or this sentence, with codes"),
    deed("reader.more", "v", "more", "More", "Show more suggestions"),
    deed("reader.other", "o", "other", "Other text", "Read another text of this report"),
    deed("reader.page", "right_square_bracket,pagedown", "page(1)", "Page", "The next page", display="[ ]"),
    deed("reader.page_before", "left_square_bracket,pageup", "page(-1)", "Page before", "The page before", show=False),
    deed("reader.down", "down,j", "step(1)", "Down", "The next sentence; stretches a mark", show=False),
    deed("reader.up", "up,k", "step(-1)", "Up", "The sentence before; shortens a mark", show=False),
    deed("reader.word", "right", "word(1)", "Word", "Stretch the mark by a word", show=False),
    deed("reader.word_back", "left", "word(-1)", "Word less", "Shorten the mark by a word", show=False),
    deed("reader.find", "f", "find", "Find next", "Go to the next place with the words looked for", show=False),
    *STAGE,
)
"""On the reader, which opens over any stage."""


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
    for binding in READER:
        if binding not in STAGE:
            yield "reader", binding
