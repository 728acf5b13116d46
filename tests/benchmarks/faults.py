"""What breaks a review, tried over and over: python tests/benchmarks/faults.py kills|rot|crowd|team [HOW MANY [FROM]]

kills   SIGKILL at a random moment of votes, imports, merges, upgrades and backups: nothing acknowledged is lost,
        nothing is half done, and doing it again makes nothing twice (default 1000; FROM is the first trial's number, so
        that a long run can be made in pieces)
rot     one random bit of the database flipped: every change of what the review says is found, and said where (default
        500)
crowd   ten processes vote as fast as they can for so many seconds (default 60): none is refused, nothing is lost, none
        waits two seconds, and the slowest casts at least 0.7 of the votes of the fastest
team    fifty people vote once a second for so many seconds (default 600): 99 of 100 votes take less than 150 ms or 25
        syncs of this disk, whichever is more
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.record import Source
from review_tool.services import reviews
from review_tool.services.gathering import importing
from review_tool.services.history import auditing, bundling
from review_tool.services.judging import screening
from review_tool.services.safety import backing_up, doctoring
from review_tool.store.database.driver import sqlite_module
from review_tool.store.safety import copies
from tests.benchmarks import older
from tests.benchmarks.postgresql import prepared
from tests.reviews import make_review

Say = Callable[[str], None]


def open_(folder: Path, device: str = "desk") -> reviews.Review:
    return reviews.open_review(folder, around=reviews.Surroundings(device))


# What is killed. Each says a line when something is acknowledged.


def votes(folder: Path, say: Say) -> None:
    review = open_(folder)
    for number in range(10_000):
        verdict = Verdict.INCLUDE if number % 2 else Verdict.EXCLUDE
        say(screening.decide(review, 1 + number % 5, Stage.TITLE_ABSTRACT, verdict, by="AK").event)


def imports(folder: Path, say: Say) -> None:
    review = open_(folder)
    say("ready")
    importing.import_file(review, folder.parent / "many.ris", Source("PubMed"), by="AK")
    say("done")


def merges(folder: Path, say: Say) -> None:
    review = open_(folder)
    say("ready")
    bundling.merge(review, folder.parent / "away.zip", by="AK")
    say("done")


def backups(folder: Path, say: Say) -> None:
    review = open_(folder)
    say("ready")
    say(backing_up.back_up(review).file)


def upgrades(folder: Path, say: Say) -> None:
    say("ready")
    open_(folder).close()
    say("done")


def killed(deed: Callable[[Path, Say], None], folder: Path, wait: float) -> list[str]:
    """Run a deed in a process of its own, kill it, and give what it said before."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_told, args=(deed, folder, there))
    process.start()
    there.close()
    said = []
    end = None
    while True:
        if here.poll(0.0005):
            try:
                said.append(str(here.recv()))
            except EOFError:
                break
            end = end or time.monotonic() + wait
        if end is not None and time.monotonic() > end:
            break
    if process.pid is not None and process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    while here.poll():
        try:
            said.append(str(here.recv()))
        except EOFError:
            break
    return said


def _told(deed: Callable[[Path, Say], None], folder: Path, pipe: Any) -> None:
    deed(folder, pipe.send)
    os._exit(0)


DEEDS = (votes, imports, merges, upgrades, backups)
LONGEST = {votes: 0.1, imports: 1.0, merges: 0.6, upgrades: 1.0, backups: 0.1}
"""Seconds after which a deed is over here, about: kills fall before, amid and after what it does."""


def kills(trials: int, start: int = 0) -> bool:
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as here:
        base = Path(here) / "base"
        base.mkdir()
        make_review(base).close()
        many = "".join(f"TY  - JOUR\nTI  - Made up {n}\nPY  - 2020\nER  - \n\n" for n in range(2000))
        (base / "many.ris").write_text(many, encoding="utf-8")
        bundling.export(open_(base / "review"), base / "out.zip")
        bundling.create(base / "out.zip", base / "away")
        away = open_(base / "away")
        for number in range(1, 6):
            screening.decide(away, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="BR")
        bundling.export(away, base / "away.zip")
        away.close()
        # What an older version of this program left behind.
        old = Path(here) / "old"
        shutil.copytree(base, old)
        older.as_of("0005", old / "review" / "review.db")
        for trial in range(start, start + trials):
            chance = random.Random(trial)
            deed = DEEDS[trial % len(DEEDS)]
            place = Path(here) / "trial"
            shutil.copytree(old if deed is upgrades else base, place)
            said = killed(deed, place / "review", chance.uniform(0, LONGEST[deed]))
            found += after_kill(deed, place, said)
            shutil.rmtree(place)
            if trial % 100 == 99:
                print(f"{trial + 1}: {dict(found)}", flush=True)
    print(dict(found))
    return not {key for key in found if key.startswith("WRONG")}


def after_kill(deed: Any, place: Path, said: list[str]) -> Counter[str]:
    found = Counter([f"{deed.__name__} killed"])
    review = open_(place / "review")
    try:
        if (checked := auditing.check(review)) and not checked.ok:
            found["WRONG: not sound"] += 1
        if deed is votes:
            numbers = auditing.numbers(review, auditing.Looking(kind="decision.made"))
            there = {told.event.id for told in auditing.tell(review, numbers)}
            found["votes acknowledged"] += len(said)
            found["WRONG: votes lost"] += len(set(said) - there)
        elif deed is imports:
            ids = len(screening.ids(review, _all()))
            found["WRONG: half an import"] += ids not in (6, 2006)
            found["WRONG: import lost"] += "done" in said and ids != 2006
            importing.import_file(review, place / "many.ris", Source("PubMed"), by="AK")
            found["WRONG: twice or not at all"] += len(screening.ids(review, _all())) != 2006
        elif deed is merges:
            came = [told for told in told_votes(review) if told.event.actor == "BR"]
            found["WRONG: half a merge"] += len(came) not in (0, 5)
            found["WRONG: merge lost"] += "done" in said and len(came) != 5
            bundling.merge(review, place / "away.zip", by="AK")
            found["WRONG: merged twice or not at all"] += (
                len([t for t in told_votes(review) if t.event.actor == "BR"]) != 5
            )
        elif deed is upgrades:
            found["WRONG: half an upgrade"] += len(screening.ids(review, _all())) != 6
            kept = [one for one in backing_up.listed(review.folder) if one.why == "before-upgrade"]
            found["WRONG: upgraded without a backup"] += not any(one.sound for one in kept)
            found["upgraded before the kill"] += "done" in said
        else:
            kept = backing_up.listed(review.folder)
            for one in kept:
                found["WRONG: half a backup"] += not copies.look(one.path).sound
            found["WRONG: backup lost"] += bool(said[1:]) and not any(one.sound for one in kept)
            found["WRONG: no backup afterwards"] += not copies.look(Path(backing_up.back_up(review).file)).sound
    finally:
        review.close()
    return +found


def _all() -> Any:
    from review_tool.domain.report import Which

    return Which(Stage.TITLE_ABSTRACT, "all")


def told_votes(review: reviews.Review) -> list[Any]:
    return auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="decision.made")))


# Bits that rot.


def rot(flips: int, start: int = 0) -> bool:
    """Flip a bit, and compare what the review says then with what it said; what differs must be found."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as here:
        review = make_review(Path(here))
        for number in range(1, 6):
            screening.decide(review, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        backing_up.back_up(review, Path(here) / "sound.db")
        review.close()
        sound = (Path(here) / "sound.db").read_bytes()
        said = everything(sound, Path(here) / "look")
        for trial in range(start, start + flips):
            chance = random.Random(trial)
            bit = chance.randrange(len(sound) * 8)
            flipped = bytearray(sound)
            flipped[bit // 8] ^= 1 << bit % 8
            now = everything(bytes(flipped), Path(here) / "look")
            if now == said:
                found["harmless"] += 1
                continue
            words = noticed(bytes(flipped), Path(here) / "check")
            located = [one for one in words if _PLACE.search(one)]
            found["changed, found and located" if located else "WRONG: not found"] += 1
            if not located:
                print(f"bit {bit}: {words}")
    print(dict(found))
    return not found["WRONG: not found"]


def everything(data: bytes, place: Path) -> object:
    """Every row of every table of the review; None where it cannot be read."""
    place.mkdir(exist_ok=True)
    (place / "review.db").write_bytes(data)
    for rest in ("-wal", "-shm"):
        (place / f"review.db{rest}").unlink(missing_ok=True)
    plain = sqlite_module().connect(f"file:{place / 'review.db'}?immutable=1", uri=True)
    try:
        tables = [row[0] for row in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(map(repr, plain.execute(f'SELECT * FROM "{name}"')))
            for name in tables
            if not name.startswith(("record_search", "sqlite_"))
        }
    except (sqlite_module().DatabaseError, UnicodeDecodeError, OverflowError):
        return None
    finally:
        plain.close()


_PLACE = re.compile(
    r"event \d+ of|Record \d+|kept file \w+|[Tt]able \w+|index \w+|trigger \w+|row \d+|[Pp]age \d+|column|import of"
    r"|is damaged or is not a database|newer version|not a review|cannot be (looked at|read to its end)"
)
"""What names the place of a fault; a file that does not open at all is a place, too."""


def noticed(data: bytes, place: Path) -> list[str]:
    """What the doctor says is wrong; nothing where all seems well."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (place / "review.db").write_bytes(data)
    (place / "review.db").chmod(0o600)
    checks = doctoring.of_address(str(place), reviews.Surroundings("desk"))
    return [one.words for one in checks if not one.ok]


# A crowd on one file.


def _voter(folder: Path, number: int, start: float, until: float, every: float, out: Any) -> None:
    """Judge one report after another until the end, as fast as can be or one in so many seconds.

    Puts how long each vote took, and refusals.
    """
    review = open_(folder, f"desk{number}")
    took: list[float] = []
    refused = 0
    chance = random.Random(number)
    queue = screening.ids(review, _all())  # everything is imported and open before the clock starts
    chance.shuffle(queue)
    time.sleep(max(0.0, start - time.time()) + chance.uniform(0, every))
    while time.time() < until:
        begun = time.perf_counter()
        try:
            verdict = Verdict.INCLUDE if len(took) % 2 else Verdict.EXCLUDE
            report = queue[len(took) % len(queue)]
            screening.decide(review, report, Stage.TITLE_ABSTRACT, verdict, by=f"P{number}")
        except Exception as error:
            refused += 1
            print(f"{number}: {error}", flush=True)
        took.append(time.perf_counter() - begun)
        if every:
            time.sleep(max(0.0, every * chance.uniform(0.5, 1.5) - took[-1]))
    out.put((took, refused))
    review.close()


def sync_time(folder: Path) -> float:
    """The median of what it takes this disk to hold a page, in seconds."""
    took = []
    with (folder / "sync").open("wb") as file:
        for _ in range(100):
            file.write(bytes(4096))
            file.flush()
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - begun)
    return sorted(took)[50]


def voted(people: int, seconds: int, every: float) -> tuple[list[list[float]], int, int, bool, float]:
    """Have so many processes vote: (what each one's votes took, refusals, votes lost, log whole, seconds of a sync)."""
    with tempfile.TemporaryDirectory() as here:
        folder = Path(prepared(Path(here)))
        sync = sync_time(Path(here))
        context = multiprocessing.get_context("fork")
        out = context.Queue()
        start = time.time() + 2 + people / 10
        voters = [
            context.Process(target=_voter, args=(folder, n, start, start + seconds, every, out)) for n in range(people)
        ]
        for voter in voters:
            voter.start()
        told = [out.get() for _ in voters]
        for voter in voters:
            voter.join()
        review = open_(folder)
        written = len(auditing.numbers(review, auditing.Looking(kind="decision.made")))
        sound = auditing.check(review).ok
        review.close()
    refused = sum(one[1] for one in told)
    return [one[0] for one in told], refused, sum(len(one[0]) for one in told) - refused - written, sound, sync


def crowd(seconds: int, _start: int = 0) -> bool:
    took, refused, lost, sound, sync = voted(10, seconds, 0)
    counts, every = [len(one) for one in took], sorted(one for person in took for one in person)
    fair, slowest = min(counts) / max(counts), every[-1]
    print(
        f"{len(every)} votes of 10 processes in {seconds} s, {refused} refused, {lost} lost, sync {1000 * sync:.2f} ms"
    )
    print(f"{_spread(every)}; fairness (fewest/most) {fair:.2f}; log {'whole' if sound else 'NOT whole'}")
    return not refused and not lost and sound and slowest < 2 and fair >= 0.7


def team(seconds: int, _start: int = 0) -> bool:
    took, refused, lost, sound, sync = voted(50, seconds, 1)
    every = sorted(one for person in took for one in person)
    allowed = max(0.150, 25 * sync)
    print(f"{len(every)} votes of 50 people in {seconds} s, {refused} refused, {lost} lost, sync {1000 * sync:.2f} ms")
    print(f"{_spread(every)}, allowed {1000 * allowed:.0f} ms; log {'whole' if sound else 'NOT whole'}")
    return not refused and not lost and sound and every[len(every) * 99 // 100] < allowed


def _spread(every: list[float]) -> str:
    middle, late = every[len(every) // 2], every[len(every) * 99 // 100]
    return f"p50 {1000 * middle:.1f} ms, p99 {1000 * late:.1f} ms, slowest {1000 * every[-1]:.0f} ms"


def main() -> None:
    trials: dict[str, tuple[Callable[[int, int], bool], int]] = {
        "kills": (kills, 1000),
        "rot": (rot, 500),
        "crowd": (crowd, 60),
        "team": (team, 600),
    }
    if len(sys.argv) < 2 or sys.argv[1] not in trials:
        raise SystemExit(__doc__)
    trial, usual = trials[sys.argv[1]]
    many, start = (int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((2, usual), (3, 0)))
    raise SystemExit(0 if trial(many, start) else 1)


if __name__ == "__main__":
    main()
