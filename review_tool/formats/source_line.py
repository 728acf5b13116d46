"""A journal's name with volume, pages and year in one cell, as Embase.com, Ovid and EBSCO write it."""

from __future__ import annotations

import re
from dataclasses import replace

from review_tool.domain.record import Citation

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DIGITS = re.compile(r"(?:19|20)\d\d")
_FORMS = (
    # Embase.com: `Plans and Health (2023) 82:4 Supplement (S171-S172). Date of Publication: 1 Oct 2023`
    re.compile(
        rf"(?P<journal>.{{2,250}}?) \({_YEAR}\)(?: (?P<volume>\d{{1,4}})(?::(?P<issue>[\w-]{{1,20}}))?)?"
        r"(?: (?!Article)[A-Z][a-z]+(?: \w{1,4})?)?(?: \((?P<pages>[A-Za-z]?\d[\w.-]{0,20})\))?"
        r"(?: Article Number: (?P<article>[\w.-]{1,30}))?\. Date of Publication:"
    ),
    # Ovid: `Plans and Health. 9 (1) (pp 19-25), 2021. Date of Publication: 2021.`, `Plans. 25(1):19-25, 2021 Jan.`,
    # but not the day of `Annual Meeting, Oct. 12, 2021`.
    re.compile(
        r"(?P<journal>.{2,250}?)\. (?P<volume>\d{1,4}) ?(?:\((?!pp |no pag)(?P<issue>[^()]{1,30})\))?"
        r"(?::(?P<pages>[A-Za-z]?\d[\w.-]{0,20})| ?\((?:pp (?P<article>[\w.-]{1,30})|no pagination)\))?"
        r"(?(issue)|(?(pages)|(?(article)|(?=, \d{4}\. (?:Date|Article) ))))"
        rf", {_YEAR}(?=\W*$|\. | [A-Z][a-z]{{2}}\b)"
    ),
    # EBSCO: `Plans and Health (PLANS HEALTH), Jan2020; 3(2): 19-25. (7p)`, and as most journals list it
    re.compile(
        r"(?P<journal>.{2,250}?)(?: \([^()]{2,60}\))?[,.]? (?:[A-Z][a-z]{2}(?:[/-][A-Z][a-z]{2})? ?)?"
        rf"{_YEAR}(?: [A-Z][a-z]{{2}}(?: \d{{1,2}})?)?; ?(?P<volume>\d{{1,4}}) ?(?:\((?P<issue>[^()]{{1,20}})\))?"
        r": ?(?P<pages>[A-Za-z]?\d[\w.-]{0,20}\b)"
    ),
    # EBSCO: `Plans and Health, Jan2020, Vol. 3 Issue 2, p19-25, 7p`
    re.compile(
        r"(?P<journal>.{2,250}?)[,.] (?:\d{1,2}/\d{1,2}/|[A-Z][a-z]{2,8}(?:/[A-Z][a-z]{2})?\d{0,2} ?,? ?)?"
        rf"{_YEAR}, Vol\. (?P<volume>\w{{1,6}}) Issue (?P<issue>[\w/-]{{1,12}}), "
        r"p(?P<pages>[A-Za-z]?\d[\w.-]{0,20}\b)"
    ),
)


def told_apart(citation: Citation) -> Citation:
    """The citation with what its journal says beside its name in the fields that are empty; any other as it is."""
    if not _DIGITS.search(citation.journal):
        return citation
    found = next((found for form in _FORMS if (found := form.match(citation.journal))), None)
    if found is None:
        return citation
    said = found.groupdict()
    return replace(
        citation,
        journal=said["journal"],
        year=citation.year or int(said["year"]),
        volume=citation.volume or said["volume"] or "",
        issue=citation.issue or said["issue"] or "",
        pages=citation.pages or said["pages"] or said.get("article") or "",
    )
