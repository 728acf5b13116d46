"""BibTeX in UTF-8: unique ASCII keys, capitals protected, organisations in double braces.

An entry that came as BibTeX goes out with its own fields and values. Source of the rules: BibTeXing (Patashnik 1988).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from review_tool.domain.record import Citation
from review_tool.domain.text import clean, one_line
from review_tool.formats.latex import plain_text
from review_tool.formats.tagged import record_text
from review_tool.formats.writers.bibtex_raw import bibtex_entry
from review_tool.formats.writers.imprint import imprint
from review_tool.formats.writers.names import Name, parted
from review_tool.formats.writers.types import kind
from review_tool.formats.writers.writer import Item, Writer, Written

_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "{": r"\{", "}": r"\}",
        "_": r"\textunderscore{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        "`": r"\textasciigrave{}",
    }
)  # fmt: skip
_DOUBLED = re.compile(r"(?<=[-'`])(?=[-'`])")
_WORD = re.compile(r"[^\s{}]+")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_:.+/-]{0,80}")
_SMALL = {
    *("a", "an", "the", "on", "in", "of", "and", "for", "to", "with", "from", "at", "by", "is", "are"),
    *("der", "die", "das", "le", "la", "les", "el", "un", "une"),
}
_ELSEWHERE = frozenset(("crossref", "xdata"))
"""Fields that name another entry whose fields this one takes."""
_HOSTS = frozenset(("booktitle", "journaltitle", "series"))
Own = tuple[str, str, list[tuple[str, str]]]
"""(type, key, fields) of a raw entry, see `bibtex_entry`."""
_IN_BOOK = {"incollection": "booktitle", "inproceedings": "booktitle", "techreport": "institution", "book": "series"}


def entry(item: Item, taken: set[str]) -> Written:
    """One entry under a key no other of the file has."""
    if (raw := item.raw("bibtex")) and (own := bibtex_entry(clean(record_text(raw)))):
        own_type, wanted, values = own
        alone = [(field, value) for field, value in values if field.lower() not in _ELSEWHERE]
        if len(alone) < len(values):
            return _by_itself(item.citation, own, alone, taken)
        name = unique(wanted if _KEY.fullmatch(wanted) else key(item.citation), taken)
        return Written(_block(own_type, name, _named_once(values)), whole=True)
    c = item.citation
    wanted = c.source_id if item.raws and item.raws[0].format == "bibtex" and _KEY.fullmatch(c.source_id) else key(c)
    said = imprint(item)
    named = ("publisher", said.publishers), ("issn", said.issns), ("isbn", said.isbns)
    more = [(name, f"{{{escaped(', '.join(values))}}}") for name, values in named if values]
    data = _block(kind(c.type, bool(c.journal)).bibtex, unique(wanted, taken), _fields(c) + more)
    return Written(data, beside=said.came)


def _by_itself(c: Citation, own: Own, values: list[tuple[str, str]], taken: set[str]) -> Written:
    """An entry that took fields from another, with these fields in its own: the other may not be in the new file."""
    has = {field.lower() for field, _ in values}
    has |= {"year"} if "date" in has else set()
    host = "booktitle" if own[0].lower().startswith("in") else "journal"
    given = [(host if field in (*_HOSTS, "journal") else field, value) for field, value in _fields(c)]
    has |= {host} if has & {*_HOSTS, "journal"} else set()
    values = [*values, *((field, value) for field, value in given if field not in has)]
    name = unique(own[1] if _KEY.fullmatch(own[1]) else key(c), taken)
    said = tuple(plain_text(value.strip('{}"')) for _, value in values)
    return Written(_block(own[0], name, _named_once(values)), beside=(*said, c.source_id))


def _named_once(values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A field that stands again gets a letter: of two alike readers drop the entry, or one."""
    seen: Counter[str] = Counter()
    named = []
    for written, value in values:
        name = re.sub(r"[^A-Za-z0-9_:.+-]+", "_", written)  # Scopus writes `funding_text 1`
        seen[name.lower()] += 1
        again = seen[name.lower()] - 1
        named.append((f"{name}_{chr(ord('a') + min(again, 25))}" if again else name, value))
    return named


def _block(type: str, name: str, values: list[tuple[str, str]]) -> bytes:
    lines = "".join(f"  {field} = {value},\n" for field, value in values)
    return f"@{type}{{{name},\n{lines}}}\n".encode("utf-8", "replace")


def _fields(c: Citation) -> list[tuple[str, str]]:
    place = _IN_BOOK.get(kind(c.type, bool(c.journal)).bibtex, "journal")
    pairs = [
        ("author", " and ".join(_author(parted(author)) for author in c.authors)),
        ("title", _protected(one_line(c.title))),
        (place, escaped(c.journal)),
        ("year", str(c.year or "")),
        ("volume", escaped(c.volume)),
        ("number", escaped(c.issue)),
        ("pages", "--".join(map(escaped, re.split(r"[-–—]+", c.pages)))),
        ("doi", _verbatim(c.doi)),
        ("url", _verbatim(c.url)),
        ("pmid", c.pmid),
        ("language", escaped(c.language)),
        ("keywords", _keywords(c.keywords)),
        ("abstract", escaped(c.abstract)),
    ]
    return [(name, f"{{{value}}}") for name, value in pairs if value]


def escaped(text: str) -> str:
    """Text as LaTeX prints it letter for letter; braces that do not pair would end the value and are parentheses."""
    text = one_line(text)
    return _printed(text if _pairs(text) else text.replace("{", "(").replace("}", ")"))


def _printed(text: str) -> str:
    return _DOUBLED.sub("{}", text.translate(_ESCAPES))


def _pairs(text: str) -> bool:
    return text.count("{") == text.count("}") and not re.search(r"^[^{]*\}|\{[^}]*$", text)


def _verbatim(text: str) -> str:
    return one_line(text).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _author(name: Name) -> str:
    if name.whole or re.search(r"\sand\s", name.inverted):
        return f"{{{escaped(name.inverted)}}}"
    return escaped(name.inverted)


def _keywords(words: tuple[str, ...]) -> str:
    sign = "; " if any("," in word for word in words) else ", "
    return escaped(sign.join(words) + (";" if len(words) == 1 and "," in words[0] else ""))


def _protected(title: str) -> str:
    """Braces round the words whose capitals a style must keep: in sentence case all, in title case inner ones only."""
    words = [word for word in _WORD.findall(title)[1:] if word[0].isalpha() and word.lower() not in _SMALL]
    title_case = sum(word[0].isupper() for word in words) * 2 > len(words) > 1
    after = True  # a sentence begins here

    def guard(found: re.Match[str]) -> str:
        nonlocal after
        word, begins = found.group(), after
        after = word[-1] in ".?!:"
        inner = any(c.isupper() for c in word[1:])
        capital = word[0].isupper() and not begins and not title_case
        # A word with a brace of its own is left bare: its other half stands in another word.
        return f"{{{_printed(word)}}}" if (inner or capital) and not {*"{}"} & {*word} else _printed(word)

    if not _pairs(title):
        return escaped(title)
    return re.sub(r"\S+", guard, title)


def key(c: Citation) -> str:
    """`kim2021partners`: family name, year, first word of weight."""
    family = parted(c.authors[0]) if c.authors else Name()
    words = [_ascii(word) for word in c.title.split()]
    word = next((w for w in words if len(w) > 3 and w not in _SMALL), "")
    made = f"{_ascii(family.family or family.whole)[:24]}{c.year or ''}{word[:24]}"
    return made if made[:1].isalpha() else f"ref{made}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower() if c.isalnum())


def unique(wanted: str, taken: set[str]) -> str:
    """The key, with a letter or a number where the file has it; BibTeX compares without case."""
    name, n = wanted, 1
    while name.lower() in taken:
        n += 1
        name = f"{wanted}{chr(ord('a') + n - 2)}" if n <= 27 else f"{wanted}-{n}"
    taken.add(name.lower())
    return name


BIBTEX = Writer("bibtex", "BibTeX", ".bib", entry, lacks=frozenset({"source_id"}))
