"""A journal's name with volume, pages and year in one cell, as the tables of Embase.com and Ovid have it."""

from __future__ import annotations

import re
from dataclasses import replace

from review_tool.domain.record import Citation

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = (
    # Embase.com: `Plans and Health (2023) 82:4 Supplement (S171-S172). Date of Publication: 1 Oct 2023`
    re.compile(
        rf"(?P<journal>.{{2,250}}?) \({_YEAR}\)(?: (?P<volume>\d{{1,4}})(?::(?P<issue>[\w-]{{1,20}}))?)?"
        r"(?: (?!Article)[A-Z][a-z]+(?: \w{1,4})?)?(?: \((?P<pages>[A-Za-z]?\d[\w.-]{0,20})\))?"
        r"(?: Article Number: (?P<article>[\w.-]{1,30}))?\. Date of Publication:"
    ),
    # Ovid: `Plans and Health. 9 (1) (pp 19-25), 2021. Date of Publication: 2021.`, `Plans. 25(1):19-25, 2021 Jan.`
    re.compile(
        r"(?P<journal>.{2,250}?)\. (?P<volume>\d{1,4}) ?(?:\((?P<issue>[^()]{1,30})\))?"
        r"(?::(?P<pages>[A-Za-z]?\d[\w.-]{0,20})| \((?:pp (?P<article>[\w.-]{1,30})|no pagination)\))?"
        rf", {_YEAR}\b"
    ),
)


def told_apart(citation: Citation) -> Citation:
    """The citation with what its journal says beside its name in the fields that are empty; any other as it is."""
    if ", " not in citation.journal and " (" not in citation.journal:
        return citation
    found = next((found for form in _FORMS if (found := form.match(citation.journal))), None)
    if found is None:
        return citation
    return replace(
        citation,
        journal=found["journal"],
        year=citation.year or int(found["year"]),
        volume=citation.volume or found["volume"] or "",
        issue=citation.issue or found["issue"] or "",
        pages=citation.pages or found["pages"] or found["article"] or "",
    )
