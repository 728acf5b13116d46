"""What the reader says of suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from review_tool.domain.fulltext import Sentence
from review_tool.domain.text import shorten
from review_tool.services.fulltexts.reading import Suggestion
from review_tool.tui.text import assemble, lines

LETTERS = {"gap": "G", "recommendation": "R", "limitation": "L"}
SIGNS = {"": "?", "confirmed": "✓", "set aside": "✗"}
NAMES = {"gap": "research gap", "recommendation": "recommendation", "limitation": "limitation"}


def about(
    suggestion: Suggestion | None, here: Sentence | None, *, said: str, marking: bool, looking: bool, shown: int
) -> Content:
    """The two lines below the page: what was just done, and what the sentence under the cursor may be."""
    if marking:
        first = assemble(("marking", "bold"), " · ↓ ↑ by a sentence, → ← by a word · m keeps it, Esc lets it go")
    elif suggestion:
        state = f" · {suggestion.state}" if suggestion.state else " · i keeps it, e sets it aside"
        name = f"{SIGNS[suggestion.state]} {NAMES[suggestion.label]}"
        first = assemble((name, "bold $primary"), f" {suggestion.score:.2f} · {suggestion.why}", (state, "$text-muted"))
    elif looking:
        first = assemble(("Looking for passages …", "$text-muted"))
    else:
        under = f"under {here.heading} · " if here and here.heading else ""
        many = f"{shown} suggestion{'s' * (shown != 1)} · Tab goes to the next"
        first = assemble((under + (many if shown else "nothing suggested · m keeps any sentence"), "$text-muted"))
    return lines([first, assemble((said, "bold $text-success") if said else "")])


def listed(shown: Sequence[Suggestion], current: Suggestion | None, total: int, *, looking: bool) -> Content:
    """The suggestions in the order of the text, for the side pane."""
    if looking:
        return assemble(("Looking for passages …", "$text-muted"))
    if not shown:
        return assemble(("Nothing here reads like a gap, a recommendation or a limitation.", "$text-muted"))
    rows = [
        assemble((f"Suggested, {len(shown)} of {total}", "bold"), (" · v shows more" if len(shown) < total else "", ""))
    ]
    for one in shown:
        sign = f"{SIGNS[one.state]}{LETTERS[one.label]} p. {one.sentence.page} "
        style = "reverse" if one is current else "dim" if one.state else ""
        rows.append(assemble((sign, f"bold {style}".strip()), (shorten(one.sentence.text, 70), style)))
    return lines(rows)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the word at one place to the end of the word at the other."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
