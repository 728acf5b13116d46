"""Figures worked out by hand, and those of Feinstein & Cicchetti's and Gwet's well-known paradox."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_tool.screening.agreement import Agreement, agreement

I, E, M = "include", "exclude", "maybe"  # noqa: E741


def table(a: int, b: int, c: int, d: int) -> list[tuple[str, str]]:
    """a both include, b and c differ, d both exclude."""
    return [(I, I)] * a + [(I, E)] * b + [(E, I)] * c + [(E, E)] * d


def test_a_balanced_table() -> None:
    found = agreement(table(20, 5, 10, 15))
    assert (found.n, found.same) == (50, 35)
    assert found.raw == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.pabak == pytest.approx(0.4)
    assert found.positive == pytest.approx(40 / 55)
    assert found.negative == pytest.approx(30 / 45)
    assert found.ac1 == pytest.approx((0.7 - 0.495) / (1 - 0.495))


def test_rare_includes_pull_kappa_down_and_the_others_not() -> None:
    found = agreement(table(0, 5, 5, 90))
    assert found.raw == pytest.approx(0.9)
    assert found.kappa == pytest.approx((0.9 - 0.905) / (1 - 0.905))
    assert found.pabak == pytest.approx(0.8)
    assert found.ac1 == pytest.approx((0.9 - 0.095) / (1 - 0.095))
    assert found.positive == 0.0
    assert found.negative == pytest.approx(180 / 190)


def test_where_nothing_varies_there_is_no_kappa() -> None:
    found = agreement([(E, E)] * 7)
    assert (found.raw, found.kappa, found.pabak, found.ac1) == (1.0, None, 1.0, 1.0)
    assert (found.positive, found.negative) == (None, 1.0)


def test_a_reviewer_who_never_varies_leaves_kappa_at_nought() -> None:
    found = agreement(table(0, 0, 3, 7))
    assert found.kappa == pytest.approx(0.0)
    assert found.raw == pytest.approx(0.7)


def test_three_verdicts() -> None:
    found = agreement([(I, I), (M, M), (E, E), (I, M)])
    assert found.raw == pytest.approx(0.75)
    assert found.pabak == pytest.approx((3 * 0.75 - 1) / 2)
    assert found.kappa == pytest.approx((3 * 4 - 5) / (16 - 5))


def test_intervals_are_those_of_the_literature() -> None:
    """Kappa 0.4 of a table of 50 has the standard error 0.1270 (Fleiss, Cohen & Everitt 1969, worked out by hand)."""
    found = agreement(table(20, 5, 10, 15)).intervals
    assert found["kappa"] == pytest.approx((0.4 - 1.959964 * 0.126996, 0.4 + 1.959964 * 0.126996), abs=1e-4)
    assert found["raw"] == pytest.approx((0.5625, 0.8090), abs=1e-3)
    assert found["pabak"] == pytest.approx((2 * 0.5625 - 1, 2 * 0.8090 - 1), abs=1e-3)
    low, high = found["ac1"]
    assert low < 0.40594 < high


def test_perfect_agreement_of_a_few_is_not_certain() -> None:
    found = agreement(table(2, 0, 0, 3))
    assert (found.kappa, found.ac1, found.raw) == (1.0, 1.0, 1.0)
    for name in ("raw", "kappa", "ac1", "pabak", "positive", "negative"):
        low, high = found.intervals[name]
        assert low < 0.8, name
        assert high == pytest.approx(1.0), name


def test_no_overlap_is_no_agreement_rather_than_perfect() -> None:
    assert agreement([]) == Agreement(0, 0, None, None, None, None, None, None)


@given(st.lists(st.tuples(st.sampled_from([I, E, M]), st.sampled_from([I, E, M])), min_size=1))
def test_the_measures_stay_in_bounds_and_do_not_care_who_is_first(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    turned = agreement([(b, a) for a, b in pairs])
    for name in ("raw", "positive", "negative", "kappa", "pabak", "ac1"):
        value = getattr(found, name)
        assert value is None or -1.000001 <= value <= 1.000001
        assert getattr(turned, name) == (None if value is None else pytest.approx(value))
        if name in found.intervals:
            low, high = found.intervals[name]
            assert value is not None
            assert -1.000001 <= low <= value + 1e-6
            assert value - 1e-6 <= high <= 1.000001
            assert turned.intervals[name] == pytest.approx((low, high))
