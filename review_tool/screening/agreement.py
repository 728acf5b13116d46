"""How far two reviewers agree on the reports both judged.

Several measures stand side by side because each misleads somewhere: kappa falls when one verdict is rare although
the reviewers hardly differ (Feinstein & Cicchetti 1990, doi:10.1016/0895-4356(90)90158-L). There are no words such
as “good”: the Cochrane Handbook (5.1, 7.2.6) advises against cut-points and for looking at the disagreements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


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

    return Agreement(
        n=n,
        same=same,
        raw=raw,
        positive=specific(positive),
        negative=specific(negative),
        kappa=None if by_chance == n * n else (same * n - by_chance) / (n * n - by_chance),
        pabak=(k * raw - 1) / (k - 1),
        ac1=(raw - gwet_chance) / (1 - gwet_chance),
    )
