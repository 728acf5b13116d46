"""A hundred studies with 5,000 excerpts: how long a key takes to show on the synthesis screen, view by view.

Run it with `python tests/benchmarks/synthesis.py [EXCERPTS]`. Processor time, as other programs run beside it; the
budget is 16 ms p95.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from review_tool.domain.decision import Stage, Verdict  # noqa: E402
from review_tool.domain.evidence import ExcerptKind  # noqa: E402
from review_tool.domain.record import Source  # noqa: E402
from review_tool.domain.synthesis import Finding, Link, Recommendation, TargetKind  # noqa: E402
from review_tool.services import reviews  # noqa: E402
from review_tool.services.fulltexts import marking  # noqa: E402
from review_tool.services.gathering import importing  # noqa: E402
from review_tool.services.judging import screening  # noqa: E402
from review_tool.services.reviews import Review  # noqa: E402
from review_tool.services.synthesis import coding, synthesising  # noqa: E402
from review_tool.tui.app import ReviewApp  # noqa: E402
from review_tool.tui.screens.synthesis.screen import SynthesisScreen  # noqa: E402
from review_tool.tui.widgets.record_list import RecordList  # noqa: E402
from tests.tui.frames import settle  # noqa: E402

STUDIES, CODES, THEMES, CLAIMS, KEYS = 100, 120, 20, 15, 60
_WORDS = ("time", "pay", "trust", "power", "rooms", "training")


def filled(folder: Path, excerpts: int) -> Review:
    review = reviews.create(folder / "review", "A full review", by="AK", around=reviews.Surroundings("bench"))
    file = folder / "made-up.ris"
    entries = (f"TY  - JOUR\nTI  - Made-up study {n}\nAU  - Name{n}, A\nPY  - 2020\nER  -\n" for n in range(STUDIES))
    file.write_text("\n".join(entries), encoding="utf-8")
    importing.import_file(review, file, Source("made up"), by="AK")
    chance = random.Random(7)
    codes = [f"code {n}" for n in range(CODES)]
    marked = []
    with review.writing() as unit:
        for number in range(1, STUDIES + 1):
            for stage in Stage:
                screening.vote(unit, number, stage, Verdict.INCLUDE, by="AK", reason="", note="")
    with review.writing() as unit:
        for n in range(excerpts):
            text = f"Passage {n}: " + " ".join(chance.choice(_WORDS) for _ in range(40))
            by, two = ("AK", "BR")[n % 2], tuple(chance.sample(codes, 2))
            kind = ExcerptKind.QUOTE
            report = 1 + n % STUDIES
            marked.append(marking.write_excerpt(unit, report, text, locator="p. 1", kind=kind, by=by, codes=two))
        for n in range(THEMES):
            own = tuple(codes[n * 6 : n * 6 + 6])
            coding.write_theme(unit, f"theme {n}", description="", codes=own, by="AK")
    with review.writing() as unit:
        for n in range(CLAIMS):
            links = tuple(Link(TargetKind.EXCERPT, one) for one in chance.sample(marked, 30))
            finding = synthesising.write_claim(unit, Finding(f"Finding {n}"), links=links, by="AK")
            rests = (Link(TargetKind.FINDING, finding.id), Link(TargetKind.THEME, f"theme {n}"))
            synthesising.write_claim(unit, Recommendation(f"Recommendation {n}"), links=rests, by="AK")
    return review


async def measured(review: Review) -> None:
    app = ReviewApp("a-folder", "AK", opener=lambda: review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("9")
        await settle(pilot)
        for view in ("claims", "findings", "excerpts", "themes", "strands", "map"):
            screen = app.screen
            assert isinstance(screen, SynthesisScreen)
            times = [moved(screen, view, 1 if n % 20 < 15 else -1) for n in range(KEYS)]
            p95 = sorted(times)[int(len(times) * 0.95)]
            print(f"{view:10} median {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms")
            start = time.process_time()
            await pilot.press("right_square_bracket")
            await settle(pilot)
            print(f"           to the next view {(time.process_time() - start) * 1000:6.1f} ms")


def moved(screen: SynthesisScreen, view: str, by: int) -> float:
    """One key's work, from the cursor's move to the lines of the screen: milliseconds of processor time."""
    start = time.process_time()
    if view == "claims":
        tree = screen.views.claims_tree
        tree.action_cursor_down() if by > 0 else tree.action_cursor_up()
    elif view == "map":
        screen.views.grid.action_move(by, 0)
    else:
        screen.query_one(f"#{view}", RecordList).action_move(by)
    screen._show()
    screen._compositor.render_strips()
    return (time.process_time() - start) * 1000


def main() -> None:
    excerpts = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        review = filled(Path(folder), excerpts)
        print(f"{STUDIES} studies, {excerpts} excerpts")
        asyncio.run(measured(review))
        review.close()


if __name__ == "__main__":
    main()
