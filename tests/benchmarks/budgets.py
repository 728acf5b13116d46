"""The budgets that a person feels: start, first paint, key to paint, one vote.

Run it with `python tests/benchmarks/budgets.py [RECORDS [FOLDER]]`. With a folder, the review made there is kept, and
used again by the next run; without one it is made anew, which takes most of the time.

Each figure is a whole process's, beside its measure taken in the same minute: a bare Python, a bare Textual app, the
disk's own fsync. Ratios are what to look at; the seconds are this machine's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.made_up import Words, made_file  # noqa: E402
from tests.benchmarks.terminal import Terminal  # noqa: E402

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("painted")
Bare().run()
"""


def in_turn(n: int, a: Callable[[], float], b: Callable[[], float]) -> tuple[list[float], list[float]]:
    """A, B, A, B …, so that a drift of the machine falls on both."""
    a(), b()
    pairs = [(a(), b()) for _ in range(n)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def spent(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def painted(text: bytes, *command: str) -> float:
    terminal = Terminal(list(command))
    try:
        return terminal.until(text)
    finally:
        terminal.end()


def fsync(folder: Path) -> float:
    """The median of 50 fsyncs of a small write."""
    times = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(50):
            file.write(b"x" * 512)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # who uses the program has it compiled
    tool = str(Path(sys.executable).with_name("review-tool"))
    ours, bare = in_turn(9, lambda: spent(tool, "--version"), lambda: spent(sys.executable, "-c", "pass"))
    allowed = 2 * statistics.median(bare) + 0.060
    print(f"--version: {ms(statistics.median(ours))}; allowed 2 × bare Python + 60 ms = {ms(allowed)}")

    with nullcontext(sys.argv[2]) if len(sys.argv) > 2 else tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        review = big_review(folder, records)
        searches(review)
        ours, bare = in_turn(
            9,
            lambda: painted(b"Review Tool", tool, "--review", review, "--as", "AK"),
            lambda: painted(b"painted", sys.executable, "-c", BARE),
        )
        ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
        print(
            f"first paint: {ms(statistics.median(ours))}, bare Textual {ms(statistics.median(bare))}: "
            f"ratio {ratio:.2f} (budget 1.2)"
        )
        opened(tool, review)
        sync = fsync(folder)
        print(f"one fsync here: {ms(sync)}")
        keys(tool, review, records)
        first_votes(tool, review)
        durable = one_vote(review)
        print(f"one vote durable: median {ms(durable)} = {durable / sync:.1f} fsyncs (budget 3)")


def opened(tool: str, review: str) -> None:
    """From the shell to the first record of one's queue."""
    waited, used = [], []
    for _ in range(5):
        terminal = Terminal([tool, "--review", review, "--as", "AK", "screen"])
        waited.append(terminal.until(b" left"))
        used.append(terminal.cpu())
        terminal.end()
    print(
        f"open to first record: median {ms(statistics.median(waited))}, "
        f"of it {ms(statistics.median(used))} of processor time (budget 1 s)"
    )


def keys(tool: str, review: str, records: int) -> None:
    """From a key to the next record painted, in the screening screen, and how much memory that takes."""
    terminal = Terminal([tool, "--review", review, "--as", "AK", "screen"])
    terminal.until(b" left")
    terminal.quiet(1.5)
    for what, some in (("key to next record", (b"]",)), ("vote to next record saved and painted", (b"i", b"e"))):
        before = terminal.cpu()
        waited = [terminal.answer(some[n % len(some)]) for n in range(60)]
        used = (terminal.cpu() - before) / len(waited)
        print(
            f"{what}, {records} records: median {ms(statistics.median(waited))}, p95 {ms(p95(waited))} "
            f"(budget 16 ms + the disk's own fsyncs); {ms(used)} of processor time for each, what follows it included"
        )
    print(f"peak memory with ranking off: {terminal.peak():.0f} MB (budget 200 MB)")
    terminal.end()


def first_votes(tool: str, review: str) -> None:
    """The first vote of a session, after a moment of reading, beside the one that follows it."""
    first, second = [], []
    for _ in range(5):
        terminal = Terminal([tool, "--review", review, "--as", "AK", "screen"])
        terminal.until(b" left")
        terminal.quiet(1.5)
        first.append(terminal.answer(b"i"))
        second.append(terminal.answer(b"i"))
        terminal.end()
    print(f"first vote of a session: median {ms(statistics.median(first))}; the second {ms(statistics.median(second))}")


def big_review(folder: Path, records: int) -> str:
    """A review of that many made-up records, unless the folder has one; says how long bringing them in took, and how
    much memory.
    """
    if (folder / "review" / "review.db").exists():
        return str(folder / "review")
    folder.mkdir(parents=True, exist_ok=True)
    import resource

    from review_tool.domain.record import Source
    from review_tool.services import reviews
    from review_tool.services.gathering import importing

    path = made_file(folder, "ris", records)
    review = reviews.create(folder / "review", "Benchmark", by="AK", around=reviews.Surroundings("bench"))
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu = time.perf_counter(), time.process_time()
    importing.import_file(review, path, Source("Made up"), by="AK")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{records} records read, stored and indexed: {time.perf_counter() - start:.1f} s "
        f"({time.process_time() - cpu:.1f} s CPU, peak {peak - idle:.0f} MB above idle; budget: 60 s, 150 MB)"
    )
    review.close()
    return str(folder / "review")


def searches(folder: str) -> None:
    """Searches of the whole review for two of its words, and for a word as it is typed: by two letters of it."""
    from review_tool.domain.report import Which
    from review_tool.services import reviews
    from review_tool.services.judging import screening

    review, words = reviews.open_review(folder, around=reviews.Surroundings("bench")), Words()

    def found(some: str) -> float:
        start = time.perf_counter()
        screening.ids(review, Which(words=some))
        return time.perf_counter() - start

    times = [found(" ".join(words.some(2))) for _ in range(100)]
    print(f"search for two words: median {ms(statistics.median(times))}, p99 {ms(max(times))} (budget p99 50 ms)")
    times = [found(f"{word[:2]}*") for word in words.some(30)]
    print(f"search for what begins with two letters: median {ms(statistics.median(times))}, most {ms(max(times))}")
    review.close()


def one_vote(folder: str) -> float:
    from review_tool.domain.decision import Stage, Verdict
    from review_tool.services import reviews
    from review_tool.services.judging import screening

    review = reviews.open_review(folder, around=reviews.Surroundings("bench"))
    times = []
    for number in range(1, 101):
        start = time.perf_counter()
        screening.decide(review, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        times.append(time.perf_counter() - start)
    review.close()
    return statistics.median(times)


if __name__ == "__main__":
    main()
