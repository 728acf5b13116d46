"""What kind of work a citation is, in the words of each format, as data.

Sources: the RIS specification's reference types; the biblatex manual, §2.1; the types of CSL 1.0.2; EndNote's
numbers of its reference types.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from review_tool.domain.text import fold


class Kind(NamedTuple):
    """One kind of work."""

    ris: str
    bibtex: str
    csl: str
    endnote: str
    number: int
    """EndNote's number of the type."""
    words: tuple[str, ...]
    """How sources call it, folded; a longer phrase counts before a shorter."""


ARTICLE = Kind(
    "JOUR", "article", "article-journal", "Journal Article", 17,
    ("jour", "journal", "journal article", "article journal", "article", "j", "review", "editorial", "letter",
     "systematic review", "journal article review", "ejour", "article review", "article in press", "erratum"),
)  # fmt: skip
OTHER = Kind("GEN", "misc", "document", "Generic", 13, ("gen", "misc", "generic", "other", "document"))
KINDS: tuple[Kind, ...] = (
    ARTICLE,
    Kind("BOOK", "book", "book", "Book", 6, ("book", "mvbook", "whole book", "edited book", "monograph", "ebook")),
    Kind("CHAP", "incollection", "chapter", "Book Section", 5,
         ("chap", "chapter", "book chapter", "book section", "incollection", "inbook", "section", "echap")),
    Kind("CONF", "proceedings", "book", "Conference Proceedings", 10,
         ("conf", "proceedings", "conference proceedings")),
    Kind("CPAPER", "inproceedings", "paper-conference", "Conference Paper", 47,
         ("cpaper", "inproceedings", "conference paper", "paper conference", "conference", "proceedings article",
          "proceedings paper", "meeting abstract", "conference abstract")),
    Kind("THES", "phdthesis", "thesis", "Thesis", 32,
         ("thes", "thesis", "phdthesis", "mastersthesis", "dissertation", "doctoral thesis", "dissertation thesis")),
    Kind("RPRT", "techreport", "report", "Report", 27,
         ("rprt", "report", "techreport", "technical report", "working paper", "government document")),
    Kind("ELEC", "online", "webpage", "Web Page", 12,
         ("elec", "online", "www", "web page", "webpage", "website", "internet")),
    Kind("UNPB", "unpublished", "manuscript", "Unpublished Work", 34,
         ("unpb", "unpublished", "manuscript", "preprint", "posted content", "unpublished work")),
    Kind("NEWS", "article", "article-newspaper", "Newspaper Article", 23,
         ("news", "newspaper", "newspaper article", "article newspaper")),
    Kind("MGZN", "article", "article-magazine", "Magazine Article", 19,
         ("mgzn", "magazine", "magazine article", "article magazine")),
    Kind("PAT", "patent", "patent", "Patent", 25, ("pat", "patent", "p")),
    Kind("DATA", "dataset", "dataset", "Dataset", 59, ("data", "dataset", "data set")),
    Kind("STAND", "misc", "standard", "Standard", 58, ("stand", "standard")),
    OTHER,
)  # fmt: skip
_BY_WORD = {word: kind for kind in KINDS for word in kind.words}
_PHRASES = sorted((word for word in _BY_WORD if len(word) > 3), key=len, reverse=True)
_CODES = {
    *("ABST", "ADVS", "AGGR", "ANCIENT", "ART", "BILL", "BLOG", "BOOK", "CASE", "CHAP", "CHART", "CLSWK", "COMP"),
    *("CONF", "CPAPER", "CTLG", "DATA", "DBASE", "DICT", "EBOOK", "ECHAP", "EDBOOK", "EJOUR", "ELEC", "ENCYC", "EQUA"),
    *("FIGURE", "GEN", "GOVDOC", "GRANT", "HEAR", "ICOMM", "INPR", "JFULL", "JOUR", "LEGAL", "MANSCPT", "MAP", "MGZN"),
    *("MPCT", "MULTI", "MUSIC", "NEWS", "PAMP", "PAT", "PCOMM", "RPRT", "SER", "SLIDE", "SOUND", "STAND", "STAT"),
    *("THES", "UNBILL", "UNPB", "VIDEO", "WEB"),
}
"""RIS's own codes."""


@lru_cache(maxsize=2048)
def kind(type: str, has_journal: bool) -> Kind:
    """The kind that a source's own word means; where it has no word, an article if it stands in a journal."""
    said = fold(type)
    if known := _BY_WORD.get(said):
        return known
    padded = f" {said} "
    if phrase := next((p for p in _PHRASES if f" {p} " in padded), ""):
        return _BY_WORD[phrase]
    return ARTICLE if has_journal else OTHER


def ris_type(type: str, has_journal: bool) -> str:
    """RIS's code; a code that is one already stays."""
    return type if type in _CODES else kind(type, has_journal).ris
