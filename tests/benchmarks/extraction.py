"""Extraction with many studies: 500 studies of 40 fields, opened as a matrix and walked cell by cell.

Run it with `python tests/benchmarks/extraction.py [STUDIES] [FIELDS]`. Figures are this machine's, in one process;
on a busy machine the processor's time says more than the wall's.
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

from review_tool.domain.decision import Stage  # noqa: E402
from review_tool.domain.record import Source  # noqa: E402
from review_tool.services import people, reviews  # noqa: E402
from review_tool.services.gathering import importing  # noqa: E402
from review_tool.services.reviews import Review, Surroundings  # noqa: E402
from review_tool.services.studies import extraction_sheet, forms  # noqa: E402
from review_tool.tui.app import ReviewApp  # noqa: E402


def made(folder: Path, studies: int, fields: int) -> Review:
    """A review with every study included and two thirds of the fields filled, some of them verified."""
    review = reviews.create(folder / "review", "Many studies", by="AK", around=Surroundings("bench"))
    people.join(review, "BR", by="AK")
    file = folder / "many.csv"
    rows = (f"{n},Title number {n} of a made-up study,Author{n},2020" for n in range(1, studies + 1))
    file.write_text("id,title,authors,year\n" + "\n".join(rows), encoding="utf-8")
    importing.import_file(review, file, Source("Made up"), by="AK")
    asked = "".join(f'[[fields]]\nid = "f{n}"\nlabel = "Field number {n}"\n' for n in range(fields))
    form = folder / "form.toml"
    form.write_text(f'id = "many"\ntitle = "Many"\n{asked}', encoding="utf-8")
    name = forms.adopt(review, form, by="AK").name
    with review.writing() as unit:
        for number in range(1, studies + 1):
            for stage in Stage:
                vote = {"stage": stage.value, "verdict": "include", "reason": "", "note": ""}
                unit.record("decision.made", f"report:{number}", vote, by="AK")
            for n in range(fields * 2 // 3):
                value = {"field": f"f{n}", "value": f"value {n}", "not_reported": False, "excerpt": None}
                value |= {"form": name, "why": "", "corrects": ""}
                event = unit.record("value.extracted", f"study:{number}", value, by="AK")
                if n % 3 == 0:
                    check = {"field": f"f{n}", "of": event.id, "note": "", "form": name}
                    unit.record("value.verified", f"study:{number}", check, by="BR")
    return review


Seconds = tuple[float, float]
"""By the wall, and of the processor."""


def now() -> Seconds:
    return time.perf_counter(), time.process_time()


def since(start: Seconds) -> Seconds:
    wall, spent = now()
    return wall - start[0], spent - start[1]


def told(seconds: Seconds) -> str:
    return f"{seconds[0] * 1000:.0f} ms, {seconds[1] * 1000:.0f} ms of the processor"


async def walked(review: Review) -> tuple[Seconds, Seconds, list[Seconds]]:
    """From the stage's key to its screen, from `g` to the matrix, and from cell to cell."""
    app = ReviewApp("a-folder", "AK", opener=lambda: review)
    async with app.run_test(size=(120, 36)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        start = now()
        await pilot.press("8")
        await pilot.pause()
        stage = since(start)
        start = now()
        await pilot.press("g")
        await pilot.pause()
        grid = since(start)
        steps = []
        for key in ("down", "right") * 40:
            start = now()
            await pilot.press(key)
            steps.append(since(start))
    return stage, grid, steps


def main() -> None:
    studies, fields = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (500, 40)
    with tempfile.TemporaryDirectory() as folder:
        review = made(Path(folder), studies, fields)
        start = now()
        sheet = extraction_sheet.sheet(review, "AK")
        read = since(start)
        stage, grid, steps = asyncio.run(walked(review))
        review.close()
    print(f"{studies} studies of {fields} fields, {len(sheet.cells)} of them filled")
    print(f"reading where every field stands: {told(read)}")
    print(f"the stage's key to its screen: {told(stage)}")
    print(f"`g` to the matrix: {told(grid)} (budget 300 ms)")
    wall, spent = (statistics.median(times) for times in zip(*steps, strict=True))
    print(f"cell to cell, median: {wall * 1000:.1f} ms, {spent * 1000:.1f} ms of the processor (budget 16 ms)")


if __name__ == "__main__":
    main()
