"""The parts of a check done by several processes at once, where a large review is in a file and there are processors.

Run as a program it is one of those processes: it reads a part a line, and answers each with a line of what it found.
They only read. What none of them could do is done by whoever asked, so that a check never depends on them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from sqlalchemy import Connection

from review_tool.store.database import driver, postgresql
from review_tool.store.history import verify
from review_tool.store.history.verify import Each, Part

_WORTH_IT = 3
"""From so many parts of the log on: of fewer, half the time would go into starting."""
_AT_MOST = 8
_FOR_LONG = ("standings", "records", "files")
"""Parts that nothing divides, longest first: they are begun first."""

Answer = tuple[Part, list[str]]


def problems(connection: Connection, each: Each = verify.silent) -> Iterator[str]:
    """As `verify.problems`, of what was committed, by as many processes as the computer has processors."""
    todo = verify.parts(connection)
    count = min(_processors(), _AT_MOST)
    database = "" if postgresql.is_ours(connection) else connection.engine.url.database
    if count < 2 or not database or sum(name == "log" for name, *_ in todo) < _WORTH_IT:
        yield from verify.problems(connection, each)
        return
    found = dict(_answers(Path(database), todo, each, count))
    for part in todo:
        if part not in found:
            found[part] = list(verify.watched(connection, part, len(found), len(todo), each))
    yield from verify.told_once(sentence for part in todo for sentence in found[part])


def _processors() -> int:
    """How many of them this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _answers(database: Path, todo: Sequence[Part], each: Each, count: int) -> Iterator[Answer]:
    """What the processes find, as it comes; they end with this, whatever ends it."""
    waiting: SimpleQueue[Part] = SimpleQueue()
    for part in sorted(todo, key=lambda part: (part[0] not in _FOR_LONG, *part)):
        waiting.put(part)
    answers: SimpleQueue[Answer | None] = SimpleQueue()
    with ExitStack() as at_the_end:
        working = 0
        for _ in range(count):
            with suppress(OSError):  # nothing may be started here, as in a browser's session
                child = _started(database)
                at_the_end.enter_context(child)
                at_the_end.callback(child.kill)
                Thread(target=_asked, args=(child, waiting, answers), daemon=True).start()
                working += 1
        done = 0
        while working:
            each(done, len(todo), "the log, the records and what follows from them")
            try:
                answer = answers.get(timeout=0.2)
            except Empty:
                continue
            if answer is None:
                working -= 1
            else:
                done += 1
                yield answer


def _started(database: Path) -> subprocess.Popen[str]:
    ours = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join([ours, *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        text=True,
        encoding="utf-8",
    )


def _asked(child: subprocess.Popen[str], waiting: SimpleQueue[Part], answers: SimpleQueue[Answer | None]) -> None:
    """Give one process part after part until none waits; what it does not answer is nobody's."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        while True:
            part = waiting.get_nowait()
            child.stdin.write(json.dumps(part) + "\n")
            child.stdin.flush()
            answers.put((part, json.loads(child.stdout.readline())))
    except (Empty, OSError, ValueError):
        answers.put(None)


def main() -> None:
    """One of the processes."""
    engine = driver.sqlite_engine(Path(sys.argv[1]))
    for line in sys.stdin:
        name, start, stop = json.loads(line)
        with engine.connect() as connection:
            print(json.dumps(list(verify.run(connection, (name, start, stop)))), flush=True)


if __name__ == "__main__":
    main()
