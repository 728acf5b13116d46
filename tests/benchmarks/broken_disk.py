"""Every call to the disk fails in turn: python tests/benchmarks/broken_disk.py [EVERY [DEED …]]; needs Linux and a C
compiler.

For each deed, first the first call that writes fails, then the second, and so on until it comes through; each once
with the disk full (and staying so), failing (once), and read-only. Each time the deed must be refused in plain words or
done; the program goes on; done again with the disk mended it succeeds; and at the end the review is whole and holds
every vote that was acknowledged, each once. EVERY tries only each so-manieth call.

With 0 for EVERY the calls are told apart by what is called, on which file, and from which lines of the program: of
those that are alike the 1st, 2nd, 4th, 8th … and the last fail. A deed of thousands of calls comes to its end so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

SOURCE = Path(__file__).with_suffix(".c")
FAULTS = (("full", errno.ENOSPC, 1_000_000), ("failing", errno.EIO, 1), ("read-only", errno.EROFS, 1_000_000))
CALLS_AT_MOST = 400
_CHOOSES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p)
Place = tuple[str, str, tuple[tuple[str, int], ...]]
"""What was called, on which file (digits left out), and the lines of the program that led there."""


def compiler() -> str | None:
    """A C compiler, where this system can do what is needed here."""
    return shutil.which("cc") if sys.platform == "linux" else None


@contextmanager
def loaded(here: Path) -> Iterator[dict[str, str]]:
    """The environment of a process whose disk under `here`/disk can be broken."""
    library, place = here / "broken_disk.so", here.resolve() / "disk"
    subprocess.run([compiler() or "cc", "-shared", "-fPIC", "-O1", "-w", "-o", library, SOURCE, "-ldl"], check=True)
    place.mkdir()
    yield os.environ | {
        "LD_PRELOAD": str(library),
        "BROKEN_UNDER": str(place),
        "PYTHONPATH": os.pathsep.join([str(SOURCE.parents[2]), os.environ.get("PYTHONPATH", "")]),
        "XDG_STATE_HOME": str(here / "state"),
    }


def run(every: int, deeds: list[str] | None = None, *, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Compile the disk, and try the deeds in a process that has it; the code is 0 where all went well.

    Its output is passed on, or, if `quiet`, given back.
    """
    with tempfile.TemporaryDirectory() as here, loaded(Path(here)) as environment:
        place = environment["BROKEN_UNDER"]
        command = [sys.executable, str(Path(__file__)), "--on", place, str(every), *(deeds or DEEDS)]
        return subprocess.run(command, env=environment, text=True, capture_output=quiet, check=False)


class Disk:
    """The library that is loaded before the C library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.broken_disk.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_long)
        self._library.broken_calls.restype = ctypes.c_long
        self._library.broken_asks.argtypes = (ctypes.c_void_p,)
        self.calls = 0
        """How many there were, the last time that it was mended."""
        self._asked: Any = None
        """The function that is asked; it must stay for as long as it may be."""

    def break_where(self, chooses: Callable[[Place], bool], error: int, times: int) -> None:
        """Fail from the first call on for which this is true."""
        self._asked = _CHOOSES(lambda call, path: chooses(_place(call, path)))
        self._library.broken_asks(self._asked)
        self._library.broken_disk(0, error, times)

    def break_at(self, call: int, error: int, times: int) -> None:
        self._library.broken_disk(call, error, times)

    def mend(self) -> int:
        """Returns how many calls there were since it was broken."""
        self.calls = int(self._library.broken_calls())
        self._library.broken_disk(0, 0, 0)
        self._library.broken_asks(None)
        return self.calls


def _place(call: bytes, path: bytes) -> Place:
    lines: list[tuple[str, int]] = []
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if "review_tool" in (name := frame.f_code.co_filename):
            lines.append((name.rpartition("review_tool")[2], frame.f_lineno))
        frame = frame.f_back
    name = re.sub(r"\.\d+(?=\.)", "", Path(os.fsdecode(path)).name)  # the second backup of one second
    return call.decode(), re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "#", name), tuple(lines)


class Trial:
    """One review, and the deeds that are tried on it. A deed returns what it acknowledged, "" for a refusal."""

    def __init__(self, place: Path) -> None:
        from review_tool.services import reviews
        from tests.reviews import make_review

        self.place = place
        self.around = reviews.Surroundings("desk")
        made = make_review(place)
        self.folder = made.folder
        made.close()
        self.review = reviews.open_review(self.folder, around=self.around)
        self.votes: list[str] = []
        self.count = 0
        self._away: Any = None
        """A copy of the review, beside the disk that breaks."""
        self._bundle: Path | None = None
        self._waiting: list[str] = []
        """Votes in the copy that were not merged yet."""

    def prepare(self, deed: str) -> None:
        """What a deed needs to have something to do; and of the backups only the newest stay."""
        from review_tool.services.safety import backing_up

        if deed == "undoing":
            self.vote()
        if deed == "restore" and not backing_up.listed(self.folder):
            self.backup()
        backups = [path for path in (self.folder / "backups").glob("*Z-*") if path.is_file()]
        for path in sorted(backups)[:-6]:
            path.unlink()

    def vote(self) -> str:
        """A vote in a review that is open, as on the screens."""
        return self._vote(self.review)

    def _vote(self, review: Any) -> str:
        from review_tool.domain.decision import Stage, Verdict
        from review_tool.services.judging import screening

        self.count += 1
        verdict = Verdict.INCLUDE if self.count % 2 else Verdict.EXCLUDE
        event = screening.decide(review, 1 + self.count % 5, Stage.TITLE_ABSTRACT, verdict, by="AK").event
        self.votes.append(event)
        return str(event)

    def opening(self) -> str:
        """The same, opening the review for it."""
        from review_tool.services import reviews

        review = reviews.open_review(self.folder, around=self.around)
        try:
            return self._vote(review)
        finally:
            review.close()

    def importing(self) -> str:
        from review_tool.domain.record import Source
        from review_tool.services.gathering import importing

        self.count += 1
        file = self.place.parent / f"{self.count}.ris"  # beside the disk that breaks
        file.write_text(f"TY  - JOUR\nTI  - Made up {self.count}\nPY  - 2020\nER  - \n", encoding="utf-8")
        done = importing.import_file(self.review, file, Source("PubMed"), by="AK")
        assert done.added == 1, done
        return "imported"

    def undoing(self) -> str:
        from review_tool.services.history import undoing

        return str(undoing.undo_last(self.review, by="AK", kinds=("decision.made",)) and "undone")

    def backup(self) -> str:
        from review_tool.services.safety import backing_up

        return backing_up.back_up(self.review).file

    def restore(self) -> str:
        from review_tool.services import reviews
        from review_tool.services.safety import backing_up

        chosen = backing_up.find(self.folder, "newest")
        self.review.close()  # as on the command line: what is open in this process stays as it was when it was opened
        try:
            return backing_up.restore(self.folder, chosen, by="AK", around=self.around).kept
        finally:
            self.review = reviews.open_review(self.folder, around=self.around)

    def merge(self) -> str:
        from review_tool.services import reviews
        from review_tool.services.history import bundling

        if self._away is None:
            out, away = self.place.parent / "out.zip", self.place.parent / "away"
            bundling.export(self.review, out)
            bundling.create(out, away)
            self._away = reviews.open_review(away, around=self.around)
        if self._bundle is None:
            self._waiting.append(self._vote(self._away))
            self.votes.remove(self._waiting[-1])
            self._bundle = self.place.parent / f"away{self.count}.zip"
            bundling.export(self._away, self._bundle)
        bundling.merge(self.review, self._bundle, by="AK")
        self._bundle = None
        self.votes += self._waiting
        self._waiting.clear()
        return "merged"

    def export(self) -> str:
        from review_tool.services.reporting import exporting

        self.count += 1
        target = self.folder / "exports" / f"votes{self.count}.csv"
        exporting.export(self.review, "votes", target, by="AK")
        return str(target)

    def command(self) -> str:
        """A verb of the command line; refused, it must end with 1 and in plain words."""
        from click.testing import CliRunner

        from review_tool.cli.main import tool
        from review_tool.domain.errors import ReviewError

        here = ["--review", str(self.folder), "--as", "AK"]
        self.count += 1
        done = CliRunner().invoke(tool, ["screen", "--plain", *here], input="i\nq\n" if self.count % 2 else "e\nq\n")
        if done.exit_code == 0:
            return "ran"
        if done.exit_code == 1 and "could not be taken" in done.stderr and "fault of this program" not in done.output:
            raise ReviewError(done.stdout.strip().splitlines()[-2])
        raise AssertionError((done.exit_code, done.stderr[-300:], repr(done.exception)))


DEEDS = ["vote", "opening", "importing", "undoing", "backup", "restore", "merge", "export", "command"]


Break = Callable[[int, int], None]
"""Breaks the disk with an error, for so many calls."""


def every_call(disk: Disk, every: int) -> Iterator[Break]:
    """Each call in turn, until a deed comes through."""
    for call in range(1, CALLS_AT_MOST, every):
        yield partial(disk.break_at, call)
        if disk.calls < call:
            return
    print(f"    cut after {CALLS_AT_MOST} calls: try 0 for EVERY")


def every_place(disk: Disk, deed: Callable[[], object]) -> Iterator[Break]:
    """Each place in the program from which the deed calls the disk, at its 1st, 2nd, 4th … and last call."""
    found: Counter[Place] = Counter()
    disk.break_where(lambda place: bool(found.update([place])), 0, 0)
    deed()
    disk.mend()
    nths = {place: sorted({count, *(2**n for n in range(count.bit_length()))}) for place, count in found.items()}
    print(f"    {found.total()} calls from {len(found)} places: {sum(map(len, nths.values()))} are tried", flush=True)
    missed: Counter[str] = Counter()
    for place in found:
        for nth in nths[place]:
            yield partial(disk.break_where, wanted := _NthFrom(place, nth))
            if not wanted.came:
                missed[f"{place[0]} of {place[1]}"] += 1
    if missed:
        print(f"    {missed.total()} of them never came: {dict(missed.most_common(5))}")


class _NthFrom:
    """Whether a call is the n-th from a place."""

    def __init__(self, place: Place, nth: int) -> None:
        self._place, self._left = place, nth

    @property
    def came(self) -> bool:
        return self._left <= 0

    def __call__(self, place: Place) -> bool:
        self._left -= place == self._place
        return self._left == 0


def tried(place: Path, every: int, deeds: list[str]) -> bool:
    from review_tool.domain.errors import ReviewError
    from review_tool.services.history import auditing

    disk, wrong = Disk(), False
    trial = Trial(place)
    for name in deeds:
        deed: Callable[[], str] = getattr(trial, name)
        for fault, error, times in FAULTS:
            found: Counter[str] = Counter()
            words: Counter[str] = Counter()
            trial.prepare(name)
            for break_it in every_call(disk, every) if every else every_place(disk, deed):
                trial.prepare(name)
                break_it(error, times)
                try:
                    deed()
                    found["done all the same"] += 1
                except ReviewError as refusal:
                    found["refused"] += 1
                    words[str(refusal).replace(str(place), "…").splitlines()[0][:90]] += 1
                except BaseException as fault_of_ours:
                    found["WRONG: not in plain words"] += 1
                    words[f"WRONG {type(fault_of_ours).__name__}: {str(fault_of_ours)[:200]}"] += 1
                disk.mend()
                try:
                    trial.prepare(name)
                    deed()
                except Exception as stuck:
                    found["WRONG: not alive afterwards"] += 1
                    words[f"WRONG afterwards {type(stuck).__name__}: {str(stuck)[:200]}"] += 1
            wrong = wrong or any(key.startswith("WRONG") for key in found)
            print(f"{name}, disk {fault}: {dict(found)}", flush=True)
            for said, times_said in words.most_common(6):
                print(f"    {times_said} × {said}")
    checked = auditing.check(trial.review)
    events = [told.event.id for told in auditing.tell(trial.review, auditing.numbers(trial.review))]
    lost = len(set(trial.votes) - set(events))
    twice = len(events) - len(set(events))
    print(f"{len(trial.votes)} votes acknowledged, {lost} lost, {twice} twice; {checked.first_problem or 'log whole'}")
    left = sorted(path.name for path in trial.folder.rglob("*.partial*"))
    print(f"half files left: {left or 'none'}")
    return not wrong and checked.ok and not lost and not twice


def main() -> None:
    if sys.argv[1:2] == ["--on"]:
        raise SystemExit(0 if tried(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]) else 1)
    if compiler() is None:
        raise SystemExit("This needs Linux and a C compiler.")
    done = run(int(sys.argv[1]) if len(sys.argv) > 1 else 1, sys.argv[2:])
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
