"""The summary as a folder of web pages: no script, no network, readable from a stick.

Every text goes through Jinja2's escaping and `clean`; links lead inside the folder or to http(s) only.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from review_tool.domain.text import clean, one_line
from review_tool.reporting.summary.book import Block, Book, Picture

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


def site(book: Book) -> dict[str, bytes]:
    """File name → bytes of every page, its style and its pictures."""
    template = _template()
    depths = [page for page in book.pages if page.depth]
    made = {f"{page.name}.html": template.render(book=book, page=page, depths=depths).encode() for page in book.pages}
    made["style.css"] = (files("review_tool.reporting.summary") / "style.css").read_bytes()
    for page in book.pages:
        for block in page.blocks:
            if isinstance(block, Picture):
                made[f"{block.file}.svg"] = block.svg.encode()
    return made


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    environment.filters |= {"said": said, "lines": _lines, "address": address, "kind": _kind, "dots": _dots}
    return environment.from_string((files("review_tool.reporting.summary") / "page.html").read_text(encoding="utf-8"))


def said(text: str) -> str:
    """Clean, on one line; a space at either end parts it from its neighbour and stays."""
    line = one_line(text)
    return f"{' ' if text[:1].isspace() else ''}{line}{' ' if text[-1:].isspace() and line else ''}"


def address(to: str) -> str:
    """The address of a link: a page's file, a file, or http(s); anything else leads nowhere."""
    if to.startswith(("https://", "http://")):
        return to
    page, _, anchor = to.partition("#")
    if ":" in page:
        return "#"
    file = page if "." in page else f"{page}.html"
    return f"{file}#{anchor}" if anchor else file


def _kind(block: Block) -> str:
    return type(block).__name__


def _lines(text: str) -> Markup:
    from markupsafe import Markup

    return Markup("<br>".join(escape(line.strip()) for line in clean(text).strip().split("\n")))


def _dots(words: Any) -> Any:
    """The dots of a confidence are for the eye; a screen reader hears the word."""
    from markupsafe import Markup

    if words[:4].strip("●○"):
        return words
    return Markup('<span aria-hidden="true">{}</span>{}').format(words[:4], words[4:]) if words[:1] in "●○" else words
