"""Matrices of studies: an empty cell is where to look for a gap (Robinson 2011, doi:10.1016/j.jclinepi.2011.06.009)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from review_tool.domain.evidence import Excerpt, Theme
from review_tool.domain.table import Column, Table

NOTHING = "not extracted"
"""The row or column of the studies without a value."""


def coverage(excerpts: Iterable[Excerpt], themes: Iterable[Theme], *, studies: Mapping[int, str]) -> Table:
    """Excerpts by study and theme; `studies` names the study of each report, those without excerpts too.

    An excerpt with two codes of one theme counts once there. Codes in no theme have columns of their own, after the
    themes, so that what does not fit is seen. The last row counts the studies with any excerpt.
    """
    excerpts = list(excerpts)
    themes = sorted(themes, key=lambda theme: theme.name.casefold())
    placed = {code for theme in themes for code in theme.codes}
    loose = sorted({code for e in excerpts for code in e.codes} - placed, key=str.casefold)
    groups = [frozenset(theme.codes) for theme in themes] + [frozenset({code}) for code in loose]
    names = list(dict.fromkeys(studies.values()))
    counts: Counter[tuple[str, int]] = Counter()
    for excerpt in excerpts:
        study = studies.get(excerpt.report)
        if study is not None:
            counts.update((study, at) for at, codes in enumerate(groups) if codes & set(excerpt.codes))
    columns = (
        Column("study", "Study", "The study, or the row of totals."),
        *(Column(t.name, t.name, t.description or f"Excerpts with a code of {t.name}.") for t in themes),
        *(Column(code, f"#{code}", f"Excerpts coded {code}, which is in no theme.") for code in loose),
    )
    rows = [(name, *(str(counts[name, at]) for at in range(len(groups)))) for name in names]
    total = ("studies with any", *(str(sum(counts[n, at] > 0 for n in names)) for at in range(len(groups))))
    return Table("coverage", "Excerpts by study and theme", columns, (*rows, total))


def matrix(
    rows: Mapping[str, Mapping[str, str]],
    *,
    down: str,
    across: str,
    down_values: Sequence[str] = (),
    across_values: Sequence[str] = (),
) -> Table:
    """How many studies have each pair of values of two fields.

    `rows` holds each study's values by field. `down_values` and `across_values` are values to show even where no
    study has them (a form's options); others follow as met. A study without a value counts under NOTHING.
    """
    pairs = Counter((_value(v, down), _value(v, across)) for v in rows.values())
    left = _order((d for d, _ in pairs), down_values)
    top = _order((a for _, a in pairs), across_values)
    columns = (
        Column(down, down, f"A value of {down}."),
        *(Column(a, a, f"Studies whose {across} is {a}.") for a in top),
    )
    cells = tuple((d, *(str(pairs[d, a]) for a in top)) for d in left)
    return Table("matrix", f"Studies by {down} and {across}", columns, cells)


def _value(values: Mapping[str, str], field: str) -> str:
    return values.get(field, "").strip() or NOTHING


def _order(met: Iterable[str], shown: Sequence[str]) -> list[str]:
    values = set(met)
    others = sorted(values - set(shown) - {NOTHING}, key=str.casefold)
    return [*dict.fromkeys(shown), *others, *([NOTHING] if NOTHING in values - set(shown) else [])]
