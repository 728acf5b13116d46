"""What samples say of the whole, against enumeration."""

from __future__ import annotations

import math

import pytest

from review_tool.screening.missed import by_dual_share, by_verified
from review_tool.screening.sampling import interval


@pytest.mark.parametrize(("total", "drawn", "hits"), [(30, 10, 0), (30, 10, 3), (30, 30, 4), (12, 5, 5), (9, 0, 0)])
def test_the_interval_is_all_that_the_sample_does_not_rule_out(total: int, drawn: int, hits: int) -> None:
    def likely(whole: int) -> bool:
        ways = math.comb(total, drawn)
        shares = [math.comb(whole, k) * math.comb(total - whole, drawn - k) / ways for k in range(drawn + 1)]
        return sum(shares[: hits + 1]) >= 0.025 and sum(shares[hits:]) >= 0.025

    possible = [whole for whole in range(total + 1) if likely(whole)]
    assert interval(total, drawn, hits) == (possible[0], possible[-1])


def test_verified_excludes() -> None:
    found = by_verified(excluded=200, checked=50, wrong=1)
    assert (found.estimate, found.n) == (3.0, 50)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 3 <= found.high
    assert by_verified(excluded=50, checked=50, wrong=2).high == 0
    assert by_verified(excluded=9, checked=0, wrong=0).estimate is None


def test_the_dual_share() -> None:
    found = by_dual_share(kept=36, lost=4, found=90)
    assert found.estimate == pytest.approx(10)
    assert found.low is not None
    assert found.high is not None
    assert 3 < found.low < 10 < found.high < 30
    assert "not estimable" in by_dual_share(0, 0, 9).words
