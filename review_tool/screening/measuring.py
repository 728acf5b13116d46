"""How good an order of labelled records was: the figures that studies of ranking report.

An order is a list of labels, first shown first, True for relevant; the records known before it began are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

SHARES = (5, 10, 20, 50)
"""Per cent of the records at which recall is given."""


def measure(order: Sequence[bool]) -> dict[str, float]:
    """The figures of an order.

    `loss`: the area above the recall curve, 0 for a perfect order and about 0.5 for chance; `ndcg`: the same with more
    weight on the first ranks (both as ASReview defines them, so that figures can be compared). `recall_10`: the share
    of relevant records found once 10 % are read. `wss_95`: work saved over sampling, the share unread when 95 % are
    found, less the 5 % that chance would have saved too (Cohen 2006, doi:10.1197/jamia.M1929). `atd`: how far down, on
    average, a relevant record stands. Empty where there is nothing to find, or nothing else.
    """
    ranks = [rank for rank, relevant in enumerate(order, start=1) if relevant]
    n, r = len(order), len(ranks)
    if not r or r == n:
        return {}
    found = r * (n + 1) - sum(ranks)  # the recall curve summed over the records
    figures = {
        "loss": (r * (n - (r - 1) / 2) - found) / (r * (n - r)),
        "ndcg": sum(1 / math.log2(rank + 1) for rank in ranks) / sum(1 / math.log2(i + 1) for i in range(1, r + 1)),
    }
    for share in SHARES:
        read = max(math.ceil(n * share / 100), 1)
        figures[f"recall_{share}"] = sum(rank <= read for rank in ranks) / r
    for wanted in (95, 100):
        last = ranks[math.ceil(wanted * r / 100) - 1]
        figures[f"wss_{wanted}"] = (n - last) / n - (1 - wanted / 100)
    figures["atd"] = sum(ranks) / r / n
    figures["first_relevant"] = ranks[0]
    return figures
