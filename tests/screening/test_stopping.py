"""The tests for stopping, against sums done the long way."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from review_tool.screening.stopping import ALPHA, Reading, outlook, p_below, p_left
from review_tool.screening.stopping_rules import BOLD, RULES, played


def reading(signs: str, total: int, before: int = 0) -> Reading:
    return Reading(np.array([sign == "1" for sign in signs], dtype=np.bool_), total, before)


def chance(found: int, drawn: int, there: int, relevant: int) -> float:
    """Of at most so many relevant among those drawn without putting back."""
    ways = math.comb(there, drawn)
    return sum(
        math.comb(relevant, k) * math.comb(there - relevant, drawn - k) for k in range(found + 1) if k <= relevant
    ) / (ways or 1)


@pytest.mark.parametrize("signs", ["0110000100000000", "1111000000", "0000", "1"])
@pytest.mark.parametrize("left", [1, 2, 5])
def test_the_hypergeometric_test_is_exact(signs: str, left: int) -> None:
    total, ones = 40, signs.count("1")
    by_hand = min(
        chance(later, len(signs) - start, total - start, later + left)
        for start in range(len(signs) + 1)
        for later in (signs[start:].count("1"),)
    )
    assert p_left(reading(signs, total), left) == pytest.approx(by_hand)
    assert ones + left <= total


def test_recall_below_the_target_means_so_many_unread() -> None:
    now = reading("1" * 19 + "0" * 40, 100)
    assert p_below(now, target=0.95) == p_left(now, 2), "one of 20 may be missed, two may not"
    assert p_below(now, target=0.5) == p_left(now, 20)


def test_what_was_known_before_counts_as_found() -> None:
    assert p_below(reading("0" * 30, 60, before=30)) < p_below(reading("0" * 30, 60, before=1))


def test_an_urn_that_leans_is_surer() -> None:
    now = reading("1" * 5 + "0" * 60, 100)
    assert p_below(now, lean=1.5) < p_below(now, lean=1.0)
    # 35 of 95 unread; an unread relevant one is 1.5 times as unlikely to be so, in logarithms.
    assert p_left(now, 1, lean=1.5) == pytest.approx((1 - 60 / 94) ** 1.5)


def test_the_outlook_s_bounds_are_those_of_the_test() -> None:
    now = reading("1" * 12 + "0" * 50, 90)
    look = outlook(now, lean=1.0)
    assert p_left(now, look.left_high) >= 0.05 > p_left(now, look.left_high + 1)
    assert p_left(now, look.left) >= 0.5 > p_left(now, look.left + 1)
    assert look.recall_low == 12 / (12 + look.left_high)
    assert (outlook(reading("", 5)).recall, outlook(reading("", 5)).p, outlook(reading("", 5)).left_high) == (
        None,
        1,
        5,
    )
    whole = outlook(reading("1000", 4))
    assert (whole.p, whole.recall_low, whole.left_high) == (0, 1, 0)


def test_a_random_order_is_stopped_too_early_as_seldom_as_promised() -> None:
    buscar = next(rule for rule in RULES if rule.name == "buscar")
    chance = random.Random(4)
    early = 0
    for _ in range(100):
        order = [n < 20 for n in range(300)]
        chance.shuffle(order)
        early += played(buscar, order).recall < 0.95
    assert early <= 12


def test_rules_that_count_in_a_row_stop_where_they_say() -> None:
    fifty = next(rule for rule in RULES if rule.name == "50 in a row")
    order = [True, *[False] * 60, True, *[False] * 138]
    done = played(fifty, order)
    assert (done.read, done.recall, done.saved) == (51, 0.5, 1 - 51 / 200)
    assert played(fifty, [True] * 10).read == 10
    assert not fifty.safe
    assert RULES[0].safe


def test_quiet_waits_for_silence_unless_the_hypergeometric_test_says_stop() -> None:
    quiet, buscar = (next(rule for rule in RULES if rule.name == name) for name in ("quiet", "buscar"))

    def after(silence: int) -> Reading:
        return Reading(np.array([True] * 130 + [False] * silence), 1000)

    assert p_below(after(190), lean=BOLD) < ALPHA
    assert not quiet.reached(after(190))
    stops = next(n for n in range(800) if quiet.reached(after(n)))
    assert stops >= 200
    assert stops < next(n for n in range(800) if buscar.reached(after(n)))
    late = Reading(np.array([True] * 130 + [False] * 860 + [True]), 1000)
    assert buscar.reached(late)
    assert quiet.reached(late)


def test_a_rule_says_what_it_looks_at_and_stops_as_its_conditions_say() -> None:
    for silence in (0, 150, 260, 700):
        now = Reading(np.array([True] * 130 + [False] * silence), 1000)
        for rule in RULES:
            ways = rule.stands(now)
            assert rule.reached(now) == any(all(one.met for one in way) for way in ways), rule.name
    (row, bold), (safe,) = RULES[0].stands(Reading(np.array([True] * 130 + [False] * 260), 1000))
    assert row.words == "260 irrelevant in a row, stops at 200"
    assert bold.words.endswith("by lean 1.75, stops below 0.05")
    assert safe.words.endswith("by buscar, stops below 0.05")
    assert bold.value < ALPHA < safe.value, "it may say stop while another p does not"
