"""How many relevant reports screening by one person may have missed, from what a second person looked at.

Two samples tell of it: reports that two people judged blind (the dual share), and excluded reports that a second
person verified. Neither is spread over reports it was not drawn from, and each comes with its interval.
"""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.screening.agreement import wilson
from review_tool.screening.sampling import interval


@dataclass(frozen=True, slots=True)
class Missed:
    """An estimate with its 95 % interval; or why there is none."""

    source: str
    """`dual share` or `verified excludes`."""
    estimate: float | None
    low: float | None
    high: float | None
    n: int
    """Votes or reports it rests on."""
    words: str


def by_dual_share(kept: int, lost: int, found: int) -> Missed:
    """Relevant reports missed where one person judged, from how often one person misses what two keep.

    Args:
        kept: of the votes on reports of the dual share that came out included, those that included.
        lost: those that excluded.
        found: reports that one person included, where no second one looked.

    The chance that one person sees a relevant report is taken from the votes (Wilson's interval, Wilson 1927,
    doi:10.1080/01621459.1927.10502953), and applied to what single screening found. What both missed is in neither.
    """
    n = kept + lost
    if not kept:
        return Missed("dual share", None, None, None, n, "not estimable: two people have not included any report yet")
    low, high = wilson(kept, n)

    def missed(seen: float) -> float:
        return found * (1 - seen) / seen

    return Missed(
        "dual share",
        missed(kept / n),
        missed(high),
        missed(low),
        n,
        f"one person saw {kept} of {n} times what two people kept; what both miss is not in it",
    )


def by_verified(excluded: int, checked: int, wrong: int) -> Missed:
    """Relevant reports among the excludes that no second person looked at, from those that one did (exact interval).

    Args:
        excluded: reports that one person excluded, in all.
        checked: of these, looked at again.
        wrong: of these, found to belong in the review.
    """
    rest = excluded - checked
    if not checked:
        return Missed("verified excludes", None, None, None, 0, "not estimable: no exclude has been verified")
    low, high = interval(excluded, checked, wrong)
    return Missed(
        "verified excludes",
        rest * wrong / checked,
        float(low - wrong),
        float(high - wrong),
        checked,
        f"{wrong} of {checked} verified excludes belonged in the review; {rest} are not verified",
    )
