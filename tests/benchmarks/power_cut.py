"""What a power cut leaves: python tests/benchmarks/power_cut.py [VOTES [POINTS]]; needs Linux with strace.

A process casts votes while strace writes down every write, sync, truncation and removal of the review's files. Then the
disk is rebuilt as it may look after a power cut at every point of that trace: what was synced is there; of what was
not, nothing, all, or any part, torn in the middle of a write too. Every such disk is opened: the database must be
whole, and no vote that was acknowledged before the cut may be missing. The same is tried with `synchronous=NORMAL`,
where votes must be lost: else this would prove nothing.

Of a long trace POINTS moments are tried, spread evenly (default 1500; 0 for every one); at each of them three disks.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from review_tool.domain.decision import Stage, Verdict
from review_tool.services import reviews
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.store.database.driver import sqlite_module
from tests.reviews import make_review

FILES = ("review.db", "review.db-wal", "review.db-journal")
_CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<rest>.*)\) = (?P<result>-?\d+)")
_FD = re.compile(r"^\d+<(?P<path>[^>]*)>(?:, (?P<more>.*))?$")


def vote(folder: Path, votes: int, level: str) -> None:
    """The process that is traced: an acknowledgement on stdout after each vote."""
    from sqlalchemy import event

    review = reviews.open_review(folder, around=reviews.Surroundings("desk"))
    if level != "FULL":
        engine = review._engine
        engine.dispose()
        event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA synchronous={level}"))
    for number in range(votes):
        verdict = Verdict.INCLUDE if number % 3 else Verdict.EXCLUDE
        done = screening.decide(review, 1 + number % 4, Stage.TITLE_ABSTRACT, verdict, by="AK")
        sys.stdout.write(f"ack {done.event}\n")
        sys.stdout.flush()


@dataclass
class Op:
    """One call of the trace."""

    name: str
    file: str = ""
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What is synced of each file, and what is not yet, in order."""

    synced: dict[str, bytearray]
    pending: list[Op] = field(default_factory=list)

    def see(self, op: Op) -> None:
        if op.name == "sync":
            mine = [one for one in self.pending if one.file == op.file]
            self.pending = [one for one in self.pending if one.file != op.file]
            for one in mine:
                apply(self.synced, one)
        else:
            self.pending.append(op)

    def after(self, kept: list[Op]) -> dict[str, bytearray]:
        files = {name: bytearray(data) for name, data in self.synced.items()}
        for one in kept:
            apply(files, one)
        return files


def apply(files: dict[str, bytearray], op: Op) -> None:
    if op.name == "remove":
        files.pop(op.file, None)
        return
    content = files.setdefault(op.file, bytearray())
    if op.name == "truncate":
        del content[op.at :]
        content.extend(bytes(op.at - len(content)))
    else:
        content.extend(bytes(max(0, op.at + len(op.data) - len(content))))
        content[op.at : op.at + len(op.data)] = op.data


def unescaped(text: str) -> bytes:
    return bytes.fromhex(text.strip('"').replace("\\x", ""))


def parsed(trace: Path) -> list[Op]:
    ops = []
    for line in trace.open():
        call = _CALL.match(line)
        if call is None or int(call["result"]) < 0:
            continue
        name, rest = call["name"], call["rest"]
        if name == "unlink":
            file = Path(unescaped(rest).decode()).name
            ops.append(Op("remove", file))
            continue
        fd = _FD.match(rest)
        if fd is None:
            continue
        file = Path(unescaped(fd["path"]).decode(errors="replace")).name
        more = fd["more"] or ""
        if name == "pwrite64":
            data, _, rest = more.rpartition('", ')
            ops.append(Op("write", file, int(rest.split(", ")[1]), unescaped(data)))
        elif name == "ftruncate":
            ops.append(Op("truncate", file, int(more)))
        elif name in ("fsync", "fdatasync"):
            ops.append(Op("sync", file))
        elif name == "write" and rest.startswith("1<"):
            ops.append(Op("said", data=unescaped(more.rpartition('", ')[0])))
    return [op for op in ops if op.name == "said" or op.file in FILES]


def traced(folder: Path, votes: int, level: str) -> list[Op]:
    trace = folder.parent / f"trace-{level}"
    calls = "pwrite64,write,fsync,fdatasync,ftruncate,unlink"
    command: list[str | Path] = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={calls}", "-o", trace]
    subprocess.run(
        [*command, sys.executable, __file__, "--vote", folder, str(votes), level], check=True, stdout=subprocess.PIPE
    )
    return parsed(trace)


def torn(op: Op, chance: random.Random) -> Op:
    """A write of which only whole sectors at its beginning came down."""
    if op.name != "write" or len(op.data) < 512:
        return op
    return Op(op.name, op.file, op.at, op.data[: 512 * chance.randrange(1, len(op.data) // 512 + 1)])


def lost_after(ops: list[Op], base: dict[str, bytearray], place: Path, points: int) -> tuple[int, int, int]:
    """(disks tried, disks not whole, acknowledged votes missing from a disk) over so many points of the trace."""
    step = max(1.0, len(ops) / points) if points else 1.0
    due = 0.0
    chance = random.Random(1)
    disk = Disk({name: bytearray(data) for name, data in base.items()})
    said, acked = b"", list[str]()
    tried = broken = lost = 0
    for number, op in enumerate(ops):
        if op.name == "said":
            said += op.data
            acked = re.findall(r"ack (\S+)\n", said.decode())
            if not said.endswith(b"\n"):
                continue
        else:
            disk.see(op)
        if number < due:
            continue
        due += step
        some = [torn(one, chance) for one in disk.pending if chance.random() < 0.5]
        for kept in ([], list(disk.pending), some):
            tried += 1
            whole, there = looked_at(disk.after(kept), place)
            broken += not whole
            lost += len(set(acked) - there)
    return tried, broken, lost


def looked_at(files: dict[str, bytearray], place: Path) -> tuple[bool, set[str]]:
    for name in (*FILES, "review.db-shm"):
        (place / name).unlink(missing_ok=True)
    for name, data in files.items():
        (place / name).write_bytes(data)
    connection = sqlite_module().connect(str(place / "review.db"))
    try:
        whole = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        votes = connection.execute("SELECT event.id FROM event JOIN vote ON vote.n = event.n").fetchall()
    except sqlite_module().DatabaseError:
        return False, set()
    finally:
        connection.close()
    return whole, {row[0] for row in votes}


def main() -> None:
    if "--vote" in sys.argv:
        vote(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
        return
    if shutil.which("strace") is None:
        raise SystemExit("There is no strace here.")
    votes, points = (int(sys.argv[at]) if len(sys.argv) > at else usual for at, usual in ((1, 200), (2, 1500)))
    proved = True
    for level in ("FULL", "NORMAL"):
        with tempfile.TemporaryDirectory() as here:
            review = make_review(Path(here))
            review.close()
            base = {
                name: bytearray((review.folder / name).read_bytes())
                for name in FILES
                if (review.folder / name).exists()
            }
            ops = traced(review.folder, votes, level)
            place = Path(here) / "disk"
            place.mkdir()
            tried, broken, lost = lost_after(ops, base, place, points)
            last = reviews.open_review(review.folder, around=reviews.Surroundings("desk"))
            sound = auditing.check(last).ok
            last.close()
        print(f"{level:7} {votes} votes, {len(ops)} moments, {tried} disks:", end=" ")
        print(f"{broken} not whole, {lost} acked votes missing; log {sound}", flush=True)
        proved = proved and (lost == broken == 0 if level == "FULL" else lost > 0)
    raise SystemExit(0 if proved else 1)


if __name__ == "__main__":
    main()
