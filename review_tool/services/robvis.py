"""The appraisal as robvis draws it: a row a study, D1..Dn, Overall (McGuinness & Higgins 2021, doi:10.1002/jrsm.1411).

robvis reads the first letter of each word: l low, s some concerns, h high, n no information.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from review_tool.domain.appraisal import Checklist
from review_tool.domain.errors import ReviewError
from review_tool.domain.table import Column, Table
from review_tool.reporting import TABLE_FORMATS
from review_tool.services import appraising
from review_tool.services.handing_on import Loss, Made
from review_tool.store.review import Review

_UNKNOWN = "No information"
_WORDS = {"yes": "Low", "no": "High", "cant-tell": "Some concerns"}
_LEVELS = ("Low", "Some concerns", "High")
_DIFFER = "where two reviewers answered differently (no information)"


def make(review: Review, suffix: str) -> Made:
    """The answers of the checklist with the most answers. An answer reviewers differ on is `No information`.

    Raises:
        ReviewError: no study was appraised yet, or a suffix that robvis does not read.
    """
    if suffix not in (".csv", ".xlsx"):
        raise ReviewError(f"robvis does not take “{suffix}”.", hint="End the file's name with .csv or .xlsx.")
    tools = appraising.checklists(review)
    given = {tool.id: appraising.answers(review, tool.id) for tool in tools}
    tool = max(tools, key=lambda one: len(given[one.id]))
    if not given[tool.id]:
        raise ReviewError("No study was appraised yet.", hint="Appraise the included studies first.")
    answers: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in given[tool.id]:
        answers[one.study][one.item].add(one.answer)
    differ = Counter(study for study, items in answers.items() if any(len(said) > 1 for said in items.values()))
    rows = tuple(
        (study.label, *_row(tool, {item: min(said) for item, said in answers[study.id].items() if len(said) == 1}))
        for study in appraising.studies(review)
        if study.id in answers
    )
    parts = max((len(row) - 2 for row in rows), default=0)
    rows = tuple((*row[:-1], *[_UNKNOWN] * (parts - len(row) + 2), row[-1]) for row in rows)
    headings = ("Study", *(f"D{n}" for n in range(1, parts + 1)), "Overall")
    table = Table("appraisal", f"{tool.title} for robvis", tuple(Column(name, name) for name in headings), rows)
    write = next(known for known in TABLE_FORMATS if known.suffix == suffix).write
    return Made((write(table),), len(rows), (Loss(_DIFFER, len(differ)),) if differ else ())


def _row(tool: Checklist, said: dict[str, str]) -> list[str]:
    """The domains, then the overall word: the tool's last item where it has judgements, else the worst domain."""
    words = _words(tool)
    asked = [item for item in tool.items_for(said.get(appraising.DESIGN, "")) if item.group or not tool.groups]
    domains = [words.get(said.get(item.id, ""), _UNKNOWN) for item in asked]
    if tool.judgements:
        return domains
    known = [word for word in domains if word in _LEVELS]
    return [*domains, max(known, key=_LEVELS.index) if known and len(known) == len(domains) else _UNKNOWN]


def _words(tool: Checklist) -> dict[str, str]:
    if tool.judgements:
        return dict(zip((option.id for option in tool.options), _LEVELS, strict=False))
    return _WORDS
