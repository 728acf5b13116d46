"""What records say of their publisher and of the numbers of journals and books, which no field of ours holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review_tool.domain.text import one_line
from review_tool.formats.writers.values import pairs
from review_tool.formats.writers.writer import Item

_NUMBER, _PUBLISHER = "number", "publisher"
_BY_NAME = {"ISSN": _NUMBER, "ISBN": _NUMBER, "PUBLISHER": _PUBLISHER}
_SAID = {
    "ris": {"SN": _NUMBER, "PB": _PUBLISHER},
    "nbib": {"IS": _NUMBER, "ISBN": _NUMBER, "PB": _PUBLISHER},
    "wos": {"SN": _NUMBER, "EI": _NUMBER, "BN": _NUMBER, "PU": _PUBLISHER},
    "ovid": {**_BY_NAME, "IS": _NUMBER, "PB": _PUBLISHER},
    "refer": {"@": _NUMBER, "I": _PUBLISHER},
    "refworks": {"SN": _NUMBER, "PB": _PUBLISHER},
    "bibtex": _BY_NAME,
    "csl-json": _BY_NAME,
    "crossref-json": _BY_NAME,
    "crossref-xml": {**_BY_NAME, "PUBLISHER_NAME": _PUBLISHER},
    "pubmed-xml": _BY_NAME,
}
"""What each format calls them, in capitals."""
_MEDIUM = re.compile(r" \((?:Electronic|Print|Linking|Undetermined)\)")
"""What PubMed says of a number: `1234-5678 (Print)`."""
_ABBREVIATED = re.compile(rb"publisher\s*=\s*[A-Za-z]", re.IGNORECASE)
"""BibTeX's, where the name alone is known of what another place of the file says."""
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


@dataclass(frozen=True, slots=True)
class Imprint:
    """The publisher and the numbers of what a record appeared in, each once."""

    numbers: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    """All of them as they stand in the records."""

    @property
    def issns(self) -> tuple[str, ...]:
        return tuple(number for number in self.numbers if _ISSN.fullmatch(number))

    @property
    def isbns(self) -> tuple[str, ...]:
        """What is no ISSN: the numbers of books, and several in one."""
        return tuple(number for number in self.numbers if not _ISSN.fullmatch(number))

    def pairs(self, number: str, publisher: str) -> list[tuple[str, str]]:
        """Each under the name that a format has for it."""
        return [*((number, one) for one in self.numbers), *((publisher, one) for one in self.publishers)]


def imprint(item: Item) -> Imprint:
    """What the records of an item say."""
    found: dict[str, dict[str, None]] = {_NUMBER: {}, _PUBLISHER: {}}
    came = []
    for raw in item.raws:
        names = _SAID.get(raw.format, {})
        for tag, text in pairs(raw) if names else ():
            what, said = names.get(tag.upper()), one_line(text)
            is_name_alone = what == _PUBLISHER and raw.format == "bibtex" and _ABBREVIATED.search(raw.data)
            if what and said and not is_name_alone:
                found[what][_MEDIUM.sub("", said)] = None
                came.append(text)
    return Imprint(tuple(found[_NUMBER]), tuple(found[_PUBLISHER]), tuple(came))
