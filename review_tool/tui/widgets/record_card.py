"""One citation, to be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from review_tool.domain.record import Citation
from review_tool.tui.text import Highlight, assemble, highlighted, lines, safe
from review_tool.tui.widgets.prose import Prose


class RecordCard(Prose):
    """Title, authors, journal and year, identifiers, abstract; then whatever facts the screen adds."""

    DEFAULT_CSS = """
    RecordCard { padding: 0 2; }
    """

    record_id: int | None = None
    """What is shown, by the id the screen gave."""

    def show(
        self,
        citation: Citation,
        *,
        id: int | None = None,
        facts: Sequence[tuple[str, str]] = (),
        abstract: bool = True,
    ) -> None:
        """Show a citation from its beginning. `facts` are (name, text) lines under it: source, criteria, note."""
        self.show_text(text_of(citation, facts=facts, abstract=abstract))
        self.record_id = id

    def clear(self, message: str = "") -> None:
        """Show no record, and say why."""
        self.record_id = None
        self.show_text(safe(message).stylize("$text-muted"))


def text_of(
    citation: Citation,
    *,
    title_marks: Iterable[Highlight] = (),
    abstract_marks: Iterable[Highlight] = (),
    facts: Sequence[tuple[str, str]] = (),
    abstract: bool = True,
) -> Content:
    """A citation as it is read: title first, the abstract unless it is folded."""
    title = highlighted(citation.title, title_marks) if citation.title else Content("[no title]")
    parts = [title.stylize_before("bold"), *_about(citation)]
    if abstract and citation.abstract:
        parts += [Content(""), highlighted(citation.abstract, abstract_marks)]
    elif abstract:
        parts += [Content(""), Content("No abstract came with this record.").stylize("$text-muted")]
    if citation.keywords:
        parts += [Content(""), _fact("keywords", " · ".join(citation.keywords))]
    if facts:
        parts += [Content(""), *(_fact(name, text) for name, text in facts)]
    return lines(parts)


def _about(citation: Citation) -> list[Content]:
    """Who, where, when, and under which identifiers: the lines that are there."""
    authors = "; ".join(citation.authors)
    place = " ".join(part for part in (citation.volume, f"({citation.issue})" if citation.issue else "") if part)
    where = ", ".join(part for part in (citation.journal, place, citation.pages) if part)
    found = [where, str(citation.year) if citation.year else "", citation.kind]
    names = [f"doi {citation.doi}" if citation.doi else "", f"pmid {citation.pmid}" if citation.pmid else ""]
    rows = [authors, " · ".join(part for part in found if part), " · ".join(part for part in names if part)]
    return [safe(row).stylize("$text-muted") for row in rows if row]


def _fact(name: str, text: str) -> Content:
    return assemble((f"{name}  ", "$text-muted"), text)
