"""What copies are called and how their records are numbered."""

from __future__ import annotations

from itertools import pairwise

from review_tool.domain import replicas


def test_names_do_not_meet_and_numbers_stay_apart() -> None:
    names = [replicas.name() for _ in range(2000)]
    assert len(set(names)) == 2000
    ranges = sorted((replicas.numbers(name) for name in names), key=lambda one: one.start)
    # Of 2,000 ranges in 900 million two are alike once in 450 runs; of fifty, once in 700,000.
    assert sum(a.stop > b.start for a, b in pairwise(ranges)) <= 1
    assert ranges[-1].stop < 10**15, "a spreadsheet rounds longer numbers"


def test_earlier_copies_keep_their_numbers() -> None:
    assert replicas.numbers("") == range(10_000_000)
    assert replicas.numbers("0000") == range(10_000_000, 20_000_000)
    assert replicas.numbers("ffff").stop <= replicas.numbers("0" * 16).start
