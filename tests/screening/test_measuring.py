"""Figures of an order, on orders short enough to check by hand."""

from __future__ import annotations

import math

import pytest

from review_tool.screening.measuring import measure


def order(signs: str) -> list[bool]:
    return [sign == "1" for sign in signs]


def test_the_best_order_loses_nothing_and_the_worst_everything() -> None:
    assert measure(order("1100000000"))["loss"] == 0
    assert measure(order("0000000011"))["loss"] == 1
    assert measure(order("1100000000"))["ndcg"] == pytest.approx(1)


def test_the_figures_of_one_order_by_hand() -> None:
    found = measure(order("0100100000"))  # ranks 2 and 5 of 10
    assert found["loss"] == pytest.approx((2 * 9.5 - (0 + 1 + 1 + 1 + 2 * 6)) / 16)
    assert found["ndcg"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(6)) / (1 + 1 / math.log2(3)))
    assert [found[f"recall_{n}"] for n in (5, 10, 20, 50)] == [0, 0, 0.5, 1]
    assert found["wss_95"] == pytest.approx(0.5 - 0.05)
    assert found["wss_100"] == pytest.approx(0.5)
    assert found["atd"] == pytest.approx(0.35)
    assert found["first_relevant"] == 2


@pytest.mark.parametrize("signs", ["", "000", "11"])
def test_nothing_to_find_has_no_figures(signs: str) -> None:
    assert measure(order(signs)) == {}
