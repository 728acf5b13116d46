"""How far two reviewers agree on the reports both judged.

Several measures stand side by side because each misleads somewhere: kappa falls when one verdict is rare although
the reviewers hardly differ (Feinstein & Cicchetti 1990, doi:10.1016/0895-4356(90)90158-L). There are no words such
as “good”: the Cochrane Handbook (5.1, 7.2.6) advises against cut-points and for looking at the disagreements.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Interval = tuple[float, float]
_Z = 1.959964
"""The normal quantile of 95 % intervals."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Measures between 0 and 1, the chance-corrected ones between -1 and 1; None where one cannot be computed."""

    n: int
    """Reports both judged."""
    same: int
    """Those they judged alike."""
    raw: float | None
    """same / n."""
    positive: float | None
    """Of all includes, the share the other reviewer shares: 2a / (2a + b + c) (Cicchetti & Feinstein 1990,
    doi:10.1016/0895-4356(90)90159-M). None where nobody included."""
    negative: float | None
    """The same of excludes."""
    kappa: float | None
    """Cohen 1960, doi:10.1177/001316446002000104. None where both gave one and the same verdict throughout."""
    pabak: float | None
    """Prevalence- and bias-adjusted kappa (Byrt 1993, doi:10.1016/0895-4356(93)90018-V); for k verdicts
    (k·raw - 1) / (k - 1)."""
    ac1: float | None
    """Gwet 2008, doi:10.1348/000711006X126600."""
    included: float | None = None
    """Prevalence: the share of includes among all verdicts of both."""
    intervals: dict[str, Interval] = field(default_factory=dict)
    """95 % intervals by the name of the measure; one that cannot be computed is not there. See `_intervals`."""


def agreement(pairs: Sequence[tuple[str, str]], *, positive: str = "include", negative: str = "exclude") -> Agreement:
    """The measures for pairs of verdicts, one pair for each report both judged.

    Verdicts are taken as they are given: where `maybe` counts as include, say so in the pairs. k is the number of
    different verdicts seen, at least 2.
    """
    n = len(pairs)
    if not n:
        return Agreement(0, 0, None, None, None, None, None, None)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    both = Counter(a for a, b in pairs if a == b)
    same, verdicts = sum(both.values()), set(first) | set(second)
    raw, k = same / n, max(len(verdicts), 2)
    by_chance = sum(first[v] * second[v] for v in verdicts)
    share = {v: (first[v] + second[v]) / (2 * n) for v in verdicts}
    gwet_chance = sum(p * (1 - p) for p in share.values()) / (k - 1)

    def specific(verdict: str) -> float | None:
        given = first[verdict] + second[verdict]
        return 2 * both[verdict] / given if given else None

    kappa = None if by_chance == n * n else (same * n - by_chance) / (n * n - by_chance)
    ac1 = (raw - gwet_chance) / (1 - gwet_chance)
    return Agreement(
        n=n,
        same=same,
        raw=raw,
        positive=specific(positive),
        negative=specific(negative),
        kappa=kappa,
        pabak=(k * raw - 1) / (k - 1),
        ac1=ac1,
        included=share.get(positive, 0.0),
        intervals=_intervals(Counter(pairs), k, kappa, ac1, (positive, negative)),
    )


def _intervals(
    cells: Counter[tuple[str, str]], k: int, kappa: float | None, ac1: float, poles: tuple[str, str]
) -> dict[str, Interval]:
    """95 % intervals.

    Raw agreement: Wilson's; PABAK is a straight line of it. Kappa: the large-sample variance of Fleiss, Cohen & Everitt
    1969 (doi:10.1037/h0028106). AC1: Gwet 2008. Positive and negative agreement: the delta method (Mackinnon 2000,
    doi:10.1016/S0010-4825(00)00006-8). Where nobody differed the last three formulas give an interval without width; it
    is then the one that raw agreement's interval implies, with chance agreement as it was found.
    """
    n = sum(cells.values())
    same = sum(count for (a, b), count in cells.items() if a == b)
    low, high = wilson(same, n)
    found: dict[str, Interval] = {"raw": (low, high), "pabak": _both((low, high), lambda p: (k * p - 1) / (k - 1))}
    for name, value, spread in (("kappa", kappa, _kappa_error(cells)), ("ac1", ac1, _ac1_error(cells, k))):
        if value is None:
            continue
        found[name] = _clipped(value, spread) if same < n else _implied((low, high), _chance(name, cells, k))
    for name, verdict in zip(("positive", "negative"), poles, strict=True):
        both = cells[verdict, verdict]
        one = sum(count for (a, b), count in cells.items() if (a == verdict) != (b == verdict))
        if 2 * both + one:
            if one:
                spread = math.sqrt(4 * both * one * (both + one)) / (2 * both + one) ** 2
                found[name] = _clipped(2 * both / (2 * both + one), spread, least=0.0)
            else:
                found[name] = wilson(both, both)
    return found


def wilson(hits: int, n: int) -> Interval:
    """The 95 % score interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    share, z2 = hits / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _both(interval: Interval, of: Callable[[float], float]) -> Interval:
    return max(-1.0, of(interval[0])), min(1.0, of(interval[1]))


def _implied(raw: Interval, chance: float) -> Interval:
    return _both(raw, lambda p: (p - chance) / (1 - chance))


def _clipped(value: float, error: float, least: float = -1.0) -> Interval:
    return max(least, value - _Z * error), min(1.0, value + _Z * error)


def _chance(name: str, cells: Counter[tuple[str, str]], k: int) -> float:
    """Agreement by chance, as kappa or AC1 has it."""
    n = sum(cells.values())
    first, second = _margins(cells)
    if name == "kappa":
        return sum(first[v] * second[v] for v in first) / (n * n)
    share = [(first[v] + second[v]) / (2 * n) for v in set(first) | set(second)]
    return sum(p * (1 - p) for p in share) / (k - 1)


def _margins(cells: Counter[tuple[str, str]]) -> tuple[Counter[str], Counter[str]]:
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (a, b), count in cells.items():
        first[a] += count
        second[b] += count
    return first, second


def _kappa_error(cells: Counter[tuple[str, str]]) -> float:
    n = sum(cells.values())
    first, second = _margins(cells)
    chance = _chance("kappa", cells, 2)
    if chance == 1:
        return 0.0
    raw = sum(count for (a, b), count in cells.items() if a == b) / n
    kappa = (raw - chance) / (1 - chance)
    alike = sum(
        count / n * (1 - (first[a] + second[a]) / n * (1 - kappa)) ** 2 for (a, b), count in cells.items() if a == b
    )
    apart = sum(count / n * ((second[a] + first[b]) / n) ** 2 for (a, b), count in cells.items() if a != b)
    variance = (alike + (1 - kappa) ** 2 * apart - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    return math.sqrt(max(variance, 0.0))


def _ac1_error(cells: Counter[tuple[str, str]], k: int) -> float:
    n = sum(cells.values())
    if n < 2:
        return 0.0
    first, second = _margins(cells)
    share = {v: (first[v] + second[v]) / (2 * n) for v in set(first) | set(second)}
    chance = _chance("ac1", cells, k)
    raw = sum(count for (a, b), count in cells.items() if a == b) / n
    ac1 = (raw - chance) / (1 - chance)
    total = 0.0
    for (a, b), count in cells.items():
        here = ((1.0 if a == b else 0.0) - chance) / (1 - chance)
        chance_here = ((1 - share[a]) + (1 - share[b])) / 2 / (k - 1)
        here -= 2 * (1 - ac1) * (chance_here - chance) / (1 - chance)
        total += count * (here - ac1) ** 2
    return math.sqrt(total / (n * (n - 1)))
