"""The appraisal as robvis draws it: a row a study, D1..Dn, Overall (McGuinness & Higgins 2021, doi:10.1002/jrsm.1411).

robvis reads the first letter of each word: l low, m moderate, s some concerns or serious, h high, c critical, n no
information; ROB2 and ROBINS-I each know their own.
"""

from __future__ import annotations

from review_tool.domain.appraisal import Checklist
from review_tool.domain.errors import ReviewError
from review_tool.domain.table import Column, Table
from review_tool.reporting import TABLE_FORMATS
from review_tool.services.reporting.wanted import Loss, Made
from review_tool.services.studies import appraising
from review_tool.services.studies.appraised import Appraised, appraised
from review_tool.store.review import Review

_UNKNOWN = "No information"
_LEVELS = ("Low", "Some concerns", "High")
_WORDS = {
    "yes": "Low",
    "partial-yes": "Some concerns",
    "no": "High",
    "cant-tell": "Some concerns",
    "unclear": "Some concerns",
    "na": _UNKNOWN,
    "no-meta-analysis": _UNKNOWN,
}
_DIFFER = "where two reviewers answered differently (no information)"
_BY_TARGET = ("rob-2", "robins-i")
"""Checklists whose columns are the domains judged, in the words of the tool itself."""


def make(review: Review, suffix: str) -> Made:
    """The checklist with the most answers, as the team holds it. What reviewers differ on is `No information`.

    Raises:
        ReviewError: no study was appraised yet, or a suffix that robvis does not read.
    """
    if suffix not in (".csv", ".xlsx"):
        raise ReviewError(f"robvis does not take “{suffix}”.", hint="End the file's name with .csv or .xlsx.")
    found = {tool.id: appraised(review, tool.id) for tool in appraising.checklists(review)}
    most = max(found, key=lambda name: sum(one.done for one in found[name].values()))
    if not any(one.done for one in found[most].values()):
        raise ReviewError("No study was appraised yet.", hint="Appraise the included studies first.")
    tool = appraising.checklist(review, most)
    held = {number: one for number, one in found[most].items() if one.done}
    rows = tuple((study.label, *_row(tool, held[study.id])) for study in appraising.studies(review) if study.id in held)
    parts = max((len(row) - 2 for row in rows), default=0)
    rows = tuple((*row[:-1], *[_UNKNOWN] * (parts - len(row) + 2), row[-1]) for row in rows)
    headings = ("Study", *(f"D{n}" for n in range(1, parts + 1)), "Overall")
    table = Table("appraisal", f"{tool.title} for robvis", tuple(Column(name, name) for name in headings), rows)
    write = next(known for known in TABLE_FORMATS if known.suffix == suffix).write
    differ = sum(bool(one.differences) for one in held.values())
    return Made((write(table),), len(rows), (Loss(_DIFFER, differ),) if differ else ())


def _row(tool: Checklist, one: Appraised) -> list[str]:
    """The domains, then the overall word: as judged, the tool's last item where it has judgements, else the worst."""
    if tool.id in _BY_TARGET:
        return [tool.label(name, level.answer) if level.answer else _UNKNOWN for name, level in one.levels.items()]
    words = dict(zip((o.id for o in tool.options), _LEVELS, strict=False)) if tool.judgements else _WORDS
    asked = [item for item in one.items if item.group or not tool.groups]
    domains = [words.get(one.answers.get(item.id, ""), _UNKNOWN) for item in asked]
    if tool.judgements:
        return domains
    known = [word for word in domains if word in _LEVELS]
    return [*domains, max(known, key=_LEVELS.index) if known and len(known) == len(domains) else _UNKNOWN]
