"""A BibTeX entry's own fields, to be written again under a key that is unique in the new file."""

from __future__ import annotations

import re

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateFieldKeyBlock, Entry

_HEAD = re.compile(r"\s*@\s*(\w[\w-]*)\s*([{(])\s*([^={}\"\r\n]*?)\s*,", re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE = re.compile(r"\{.*\}|\"[^\"]*\"|\d+", re.DOTALL)
_OURS = frozenset(("author", "editor", "title", "journal", "journaltitle", "booktitle", "series", "year", "date"))
# The types of BibTeXing and of the biblatex manual, §2.1; the styles of both treat any other as `misc`.
_TYPES = frozenset(
    (
        *("article", "artwork", "audio", "bibnote", "book", "bookinbook", "booklet", "collection", "commentary"),
        *("conference", "dataset", "electronic", "image", "inbook", "incollection", "inproceedings", "inreference"),
        *("jurisdiction", "legal", "legislation", "letter", "manual", "mastersthesis", "misc", "movie", "music"),
        *("mvbook", "mvcollection", "mvproceedings", "mvreference", "online", "patent", "performance", "periodical"),
        *("phdthesis", "proceedings", "reference", "report", "review", "set", "software", "standard", "suppbook"),
        *("suppcollection", "suppperiodical", "techreport", "thesis", "unpublished", "video", "www", "xdata"),
    )
)
_VERBATIM = frozenset(("url", "doi", "eprint", "file", "pdf"))
_DOLLAR = re.compile(r"(?<!\\)\$")
_BARE_ACCENT = re.compile(r"\{\\[`'^~\"=.uvHrckdbt]\s*\}")
_LOOSE = re.compile(r"(?<!\\)[{}]")


def bibtex_entry(text: str) -> tuple[str, str, list[tuple[str, str]]] | None:
    """(type, key, (field, value with its delimiters) in order) of an entry; None where a reader may stumble on it.

    That is where braces do not close, or where an abbreviation is used that another place of its file defined.
    """
    found = _parsed(text)
    if not found or not all(_stands_alone(value) for _, value in found[2]):
        return None
    kind, key, values = found
    values = [(name, _unwrapped(value) if name.lower() in _VERBATIM else _sound(value)) for name, value in values]
    if kind.lower() in _TYPES:
        return kind, key, values
    return "misc", key, [*values, ("entrysubtype", f"{{{kind}}}")]


def _unwrapped(value: str) -> str:
    """An address in single braces: Web of Science writes two, and strict readers take the inner one for its text."""
    return value[1:-1] if value[:2] == "{{" and value[-2:] == "}}" and value.count("{") == 2 else value


def _sound(value: str) -> str:
    """The value without what strict readers refuse a whole file for: a lone dollar sign, an accent on no letter."""
    if "\\" in value:
        value = _BARE_ACCENT.sub("", value)
    return _DOLLAR.sub(r"\\$", value) if len(_DOLLAR.findall(value)) % 2 else value


def _parsed(text: str) -> tuple[str, str, list[tuple[str, str]]] | None:
    head = _HEAD.match(text)
    if not head:
        return None
    library = parse_string("@entry" + head.group(2) + "k," + text[head.end() :], parse_stack=[])
    if len(library.blocks) != 1:
        return None
    block = library.blocks[0]
    entry = block.ignore_error_block if isinstance(block, DuplicateFieldKeyBlock) else block
    if not isinstance(entry, Entry):
        return None
    fields = [(field.key.strip(), str(field.value).strip()) for field in entry.fields]
    return head.group(1), head.group(3), fields


def _stands_alone(value: str) -> bool:
    return value.lower() in _MONTHS or (_WHOLE.fullmatch(value) is not None and _balanced(value))


def _balanced(value: str) -> bool:
    depth = 0
    for sign in _LOOSE.findall(value):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def bibtex_pairs(text: str) -> list[tuple[str, str]]:
    """(field, value without its delimiters) of an entry, in order; of an abbreviation in a field of ours nothing.

    What the abbreviation stands for was read into that field; in any other field its name alone is known here.
    """
    found = _parsed(text)
    pairs = [(name.lower(), value) for name, value in found[2]] if found else []
    return [(n, v.strip('{}"')) for n, v in pairs if _stands_alone(v) or n not in _OURS]
