"""How long the large exports take. Run it with `python tests/benchmarks/exports.py [RECORDS]`.

The budget: a workbook of 500 studies by 40 fields within 5 seconds. Seconds are processor time, so that a busy machine
does not count; the workbook is written into memory.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from review_tool.domain.table import Column, Table
from review_tool.reporting import TABLE_FORMATS

WORDS = [f"word{n}" for n in range(5000)]


def table(name: str, rows: int, columns: int, words: int) -> Table:
    """Cells of made-up words; a few hundred different ones, because making them is not what is measured."""
    chance = random.Random(1)
    cells = [" ".join(chance.choices(WORDS, k=words)) for _ in range(300)]
    heads = tuple(Column(f"c{n}", f"Column {n}", "What it means.") for n in range(columns))
    return Table(name, name, heads, tuple(tuple(chance.choices(cells, k=columns)) for _ in range(rows)))


def main() -> None:
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    studies, many = table("500 studies x 40 fields", 500, 40, 12), table(f"{records:,} records x 24", records, 24, 12)
    for made, suffixes in ((studies, [known.suffix for known in TABLE_FORMATS]), (many, [".csv", ".xlsx"])):
        for known in TABLE_FORMATS:
            if known.suffix in suffixes:
                begun = time.process_time()
                size = len(known.write(made))
                print(f"{made.name:<28}{known.suffix:<7}{time.process_time() - begun:>7.2f} s{size / 1e6:>8.1f} MB")


if __name__ == "__main__":
    main()
