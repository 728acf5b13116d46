"""How fast the appraisal screen is with 500 studies and a checklist of 40 items, all answered.

Run it with `python tests/benchmarks/appraisal.py [STUDIES [ITEMS]]`. Budgets: the matrix opens in 0.3 s, from cell to
cell in 16 ms. Processor time is measured, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from review_tool.domain.decision import Stage, Verdict  # noqa: E402
from review_tool.domain.record import Source  # noqa: E402
from review_tool.services import reviews  # noqa: E402
from review_tool.services.gathering import importing  # noqa: E402
from review_tool.services.judging import screening  # noqa: E402
from review_tool.services.reviews import Review  # noqa: E402
from review_tool.services.studies import appraising, checklists  # noqa: E402
from review_tool.tui.app import ReviewApp  # noqa: E402
from tests.reviews import surroundings  # noqa: E402


def made(folder: Path, studies: int, items: int) -> Review:
    """Every study included and every item answered by one reviewer."""
    review = reviews.create(folder / "review", "Many", by="AK", around=surroundings())
    citations = folder / "many.ris"
    entry = "TY  - JOUR\nID  - {n}\nTI  - Work number {n} on something else\nAU  - Name{n}, A\nPY  - 2020\nER  -\n\n"
    citations.write_text("".join(entry.format(n=n) for n in range(studies)), encoding="utf-8")
    importing.import_file(review, citations, Source("Made up"), by="AK")
    with review.writing() as unit:
        for stage in Stage:
            for number in range(1, studies + 1):
                screening.vote(unit, number, stage, Verdict.INCLUDE, by="AK")
    checklist = folder / "long.toml"
    head = checklists.template().split("[[items]]")[0].replace("template = true", "").replace("own-template", "long")
    asked = "".join(f'[[items]]\nid = "{n}"\ntext = "Question {n}?"\n' for n in range(1, items + 1))
    checklist.write_text(head + asked, encoding="utf-8")
    tool = checklists.adopt(review, checklist, by="AK")
    checklists.assign(review, tool.id, ["any"], by="AK")
    with review.writing() as unit:
        for number in range(1, studies + 1):
            for item in tool.items:
                payload = {"checklist": tool.id, "item": item.id, "answer": "yes", "note": "p. 1", "version": "1"}
                unit.record("appraisal.answered", f"study:{number}", payload, by="AK")
    return review


async def measured(review: Review) -> tuple[float, list[float], list[float]]:
    """Seconds to open the matrix, from cell to cell, and to write an answer and draw it."""
    app = ReviewApp("a-folder", "AK", opener=lambda: review)
    async with app.run_test(size=(120, 36)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("7")
        await pilot.pause()
        screen = app.screen
        screen.tool = appraising.checklist(review, "long")  # type: ignore[attr-defined]
        start = time.process_time()
        screen.load()  # type: ignore[attr-defined]
        opened = time.process_time() - start
        await pilot.pause()
        matrix = screen.matrix  # type: ignore[attr-defined]
        moves, answers = [], []
        while screen._uncounted:  # type: ignore[attr-defined]
            await pilot.pause(0.1)
        for n in range(100):
            start = time.process_time()
            await pilot.press(("down", "right")[n % 2])
            moves.append(time.process_time() - start)
        for n in range(20):
            matrix.go_to(n + 1, "1")
            await pilot.pause()
            start = time.process_time()
            screen._answer(screen._options[0])  # type: ignore[attr-defined]
            answers.append(time.process_time() - start)
            await pilot.pause()
    return opened, moves, answers


def main() -> None:
    studies, items = (int(word) for word in (*sys.argv[1:3], "500", "40")[:2])
    with tempfile.TemporaryDirectory() as place:
        review = made(Path(place), studies, items)
        opened, moves, answers = asyncio.run(measured(review))
        review.close()
    print(f"{studies} studies, {items} items, {studies * items} answers")
    print(f"matrix opens        {opened * 1000:7.1f} ms  (budget 300)")
    print(f"cell to cell median {statistics.median(moves) * 1000:7.1f} ms  (budget 16), with the press itself")
    print(f"cell to cell p95    {statistics.quantiles(moves, n=20)[-1] * 1000:7.1f} ms")
    print(f"an answer, median   {statistics.median(answers) * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
