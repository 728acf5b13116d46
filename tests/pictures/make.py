"""Takes the README's pictures from the running app, on the demonstration: `python tests/pictures/make.py`."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from review_tool.domain.record import Source  # noqa: E402
from review_tool.services import demonstrating, reviews  # noqa: E402
from review_tool.services.gathering import deduping, importing  # noqa: E402
from review_tool.services.reviews import Review, Surroundings  # noqa: E402
from review_tool.tui.app import ReviewApp  # noqa: E402
from tests.tui.frames import settle  # noqa: E402

VISITOR = "You"
DONE: dict[str, tuple[str, ...]] = {
    "home": ("1",),
    "synthesis": ("9", "down", "enter", "down", "enter"),
}
"""Picture → the keys that lead to it, in the finished demonstration."""
BEGUN: dict[str, tuple[str, ...]] = {
    "duplicates": ("3",),
    "screening": ("4", "slash", *"summary", "enter", "right_square_bracket", "right_square_bracket"),
}
"""The same, in a review that has only been imported and looked through for duplicates."""


def surroundings() -> Surroundings:
    return Surroundings("desk", lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


async def take(review: Review, name: str, keys: tuple[str, ...]) -> None:
    app = ReviewApp("a-folder", VISITOR, opener=lambda: review, clock=lambda: datetime(2026, 3, 2, 10, 41))
    async with app.run_test(size=(112, 32)) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        svg = app.export_screenshot(title="Review Tool")
    # Programs that draw SVG swallow leading blanks otherwise.
    svg = re.sub(r"<svg ", '<svg xml:space="preserve" ', svg, count=1)
    (Path(__file__).with_name(f"{name}.svg")).write_text(svg, encoding="utf-8")


def begun(folder: Path, files: Path) -> Review:
    """The sample imported, its doubtful pairs waiting, nothing screened."""
    plan = demonstrating.protocol_of_the_sample()
    review = reviews.create(
        folder, "Value of co-production (demonstration)", by=VISITOR, around=surroundings(), protocol=plan
    )
    for path in sorted(files.iterdir(), reverse=True):
        importing.import_file(review, path, Source(path.stem.replace("_", " ")), by=VISITOR)
    deduping.run(review, by=VISITOR)
    return review


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        demonstrating.demonstrate(folder / "done", by=VISITOR, around=surroundings())
        for review, shots in (
            (reviews.open_review(folder / "done", around=surroundings()), DONE),
            (begun(folder / "begun", folder / "done" / "imports"), BEGUN),
        ):
            for name, keys in shots.items():
                asyncio.run(take(review, name, keys))
            review.close()


if __name__ == "__main__":
    main()
