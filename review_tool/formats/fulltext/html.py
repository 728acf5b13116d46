"""The prose of a web page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from review_tool.formats.fulltext.lines import Paragraph, plain

_HEADINGS = frozenset(f"h{n}" for n in range(1, 7))
_BLOCKS = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "table", "tr", "td", "th",
    "caption", "figure", "figcaption", "blockquote", "pre", "br", "hr", "body",
})  # fmt: skip
_SKIPPED = frozenset({
    "script", "style", "nav", "noscript", "template", "svg", "math", "form", "button", "select", "head", "header",
    "footer", "aside",
})  # fmt: skip
_ALONE = frozenset({
    "br", "hr", "img", "input", "meta", "link", "source", "wbr",
})  # fmt: skip


class _Prose(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[Paragraph] = []
        self._words: list[str] = []
        self._skipping: list[str] = []
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SKIPPED and tag not in _ALONE:
            self._skipping.append(tag)
        if tag in _BLOCKS or tag in _HEADINGS:
            self.end()
            self._heading = tag in _HEADINGS

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                pass
        if tag in _BLOCKS or tag in _HEADINGS:
            self.end()
            self._heading = False

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._words.append(data)

    def end(self) -> None:
        """A paragraph is over."""
        if text := plain("".join(self._words)):
            self.made.append(Paragraph(text, self._heading))
        self._words.clear()


def is_html(text: str) -> bool:
    return bool(re.search(r"<(?:!doctype html|html|body|article|h1|p)[\s>]", text[:4096], re.IGNORECASE))


def read_html(text: str) -> list[Paragraph]:
    """The paragraphs and headings of a page, without what surrounds them."""
    parser = _Prose()
    parser.feed(text)
    parser.close()
    parser.end()
    return parser.made
