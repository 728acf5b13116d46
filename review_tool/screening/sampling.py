"""What a random sample says of the whole it was drawn from."""

from __future__ import annotations


def interval(total: int, drawn: int, hits: int, alpha: float = 0.05) -> tuple[int, int]:
    """The smallest and the largest number of hits in the whole that the sample does not rule out.

    Exact (hypergeometric), each side at half of alpha. `hits` of `drawn` are known, of `total` in all.
    """
    from scipy.stats import hypergeom

    def few_enough(whole: int) -> bool:
        """So many would not make it unlikely to find so few."""
        return bool(hypergeom.cdf(hits, total, whole, drawn) >= alpha / 2)

    def enough(whole: int) -> bool:
        """So few would not make it unlikely to find so many."""
        return bool(hypergeom.sf(hits - 1, total, whole, drawn) >= alpha / 2)

    low, top = hits, total - (drawn - hits)
    high, most = low, top
    while high < most:
        middle = (high + most + 1) // 2
        high, most = (middle, most) if few_enough(middle) else (high, middle - 1)
    while low < top:
        middle = (low + top) // 2
        low, top = (low, middle) if enough(middle) else (middle + 1, top)
    return low, high
