"""A crowd on PostgreSQL: python tests/benchmarks/postgresql.py crowd|stop [WRITERS [SECONDS]]

crowd   votes a second by one connection, then by so many processes with one each (default 50, 10 seconds): many shall
        reach five times the rate of one, where the disk and not the processors are what one waits for
stop    the server is stopped at once (`pg_ctl stop -m immediate`) while so many write, five times: no vote that was
        acknowledged is lost, the log is whole, and every writer goes on once the server is back

`--slow-disk MILLISECONDS` has each commit wait so much longer for its sync, as on a disk of a busy server. `--waits`
says what the connections of a crowd were at, looked at fifty times a second; `--every SECONDS` has each of them vote
only so often.

A crowd that votes as fast as it can says how many votes a second there may be, and little of how long somebody waits:
whoever votes waits for all the others at it, so that the mean is the writers divided by the votes a second, whatever is
short. On two processors these are short: of 50 connections nine in ten were within a vote with the server waiting for
our program, of which 50 processes wait for two processors and each vote takes about 5 to 10 ms; one in twenty was at a
commit, one in a hundred waited for another's lock, and none for a connection, since each process has its own. So the
p99 follows the processors, and `--every 1` shows what people at their own pace, on computers of their own, wait for.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source
from review_tool.services import people, reviews
from review_tool.services.gathering import importing
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from tests import engines
from tests.reviews import made_in, make_review

RECORDS = 2000
TEAM = 50


def open_(address: str, device: str) -> reviews.Review:
    return reviews.open_review(address, around=reviews.Surroundings(device))


def prepared(folder: Path) -> str:
    """A review of many records and people; its address."""
    review = make_review(folder, reviewers=2)
    text = "".join(f"TY  - JOUR\nID  - m{n}\nTI  - Made-up study {n}\nPY  - 2020\nER  -\n\n" for n in range(RECORDS))
    (folder / "many.ris").write_text(text, encoding="utf-8")
    importing.import_file(review, folder / "many.ris", Source("Made up"), by="AK")
    for number in range(TEAM):
        people.join(review, f"P{number}", by="AK")
    review.close()
    return review.address


def vote(address: str, number: int, start: float, until: float, every: float, out: Any) -> None:
    """Vote, so often or as fast as can be.

    Puts how long each vote took, the ids of the votes, the refusals, and the processor's time.
    """
    review = open_(address, f"desk{number}")
    chance = random.Random(number)
    took, made, refused = [], list[str](), 0
    screening.decide(review, 1 + number % RECORDS, Stage.TITLE_ABSTRACT, Verdict.MAYBE, by=f"P{number}")
    time.sleep(max(0.0, start - time.time()))
    time.sleep(chance.random() * every)
    busy = time.process_time()
    while time.time() < until:
        begun = time.perf_counter()
        verdict = Verdict.INCLUDE if len(made) % 2 else Verdict.EXCLUDE
        try:
            report = chance.randrange(1, RECORDS)
            made.append(screening.decide(review, report, Stage.TITLE_ABSTRACT, verdict, by=f"P{number}").event)
            took.append(time.perf_counter() - begun)
            time.sleep(max(0.0, every - took[-1]))
        except ReviewError:
            refused += 1
            time.sleep(0.1)
    out.put((took, made, refused, time.process_time() - busy))
    review.close()


def crowd(
    address: str, writers: int, seconds: float, between: Any = None, *, every: float = 0
) -> tuple[list[float], list[str], int, float]:
    """Have so many processes vote; `between` is done while they do."""
    context = multiprocessing.get_context("fork")
    out = context.Queue()
    start = time.time() + 2 + writers / 5
    people = [
        context.Process(target=vote, args=(address, number, start, start + seconds, every, out))
        for number in range(writers)
    ]
    for person in people:
        person.start()
    if between is not None:
        time.sleep(max(0.0, start - time.time()))
        between()
    done = [out.get() for _ in people]
    for person in people:
        person.join()
    took = sorted(one for each, _, _, _ in done for one in each)
    return took, [event for _, made, _, _ in done for event in made], sum(d[2] for d in done), sum(d[3] for d in done)


_AT = """
SELECT CASE
    WHEN state = 'active' AND wait_event IS NULL THEN 'server at work, or waiting for a processor'
    WHEN wait_event_type = 'Lock' THEN 'waiting for another transaction: ' || wait_event
    WHEN state = 'idle' THEN 'between votes: our program'
    WHEN state LIKE 'idle in%' OR wait_event = 'ClientRead' THEN 'within a vote: our program'
    ELSE 'commit: ' || wait_event END
FROM pg_stat_activity WHERE application_name = 'review-tool' AND datname = current_database()
"""


def looked(server: engines.Server, address: str, seconds: float) -> Counter[str]:
    """What the connections were at while so many seconds passed."""
    found: Counter[str] = Counter()
    until = time.time() + seconds
    with server.connect(address.partition("?")[0].rpartition("/")[2]) as admin:
        while time.time() < until:
            found.update(at for (at,) in admin.execute(_AT).fetchall())
            time.sleep(0.02)
    return found


def lost(address: str, made: list[str]) -> tuple[int, bool]:
    """How many of these events are not there, and whether all else is well."""
    review = open_(address, "desk")
    with review.reading() as connection:
        from review_tool.store.history import log

        here = set(log.ids_after(connection, 0))
    found = auditing.check(review)
    review.close()
    return len(set(made) - here), found.ok


def say(what: str, took: list[float], seconds: float, busy: float) -> float:
    rate = len(took) / seconds
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(
        f"{what}: {rate:.0f} votes/s, p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, max {took[-1] * 1000:.0f} ms, "
        f"{busy / len(took) * 1000:.1f} ms of our processor a vote",
        flush=True,
    )
    return rate


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("what", choices=("crowd", "stop"))
    asked.add_argument("writers", nargs="?", type=int, default=50)
    asked.add_argument("seconds", nargs="?", type=float, default=10)
    asked.add_argument("--every", type=float, default=0, metavar="SECONDS")
    asked.add_argument("--waits", action="store_true")
    asked.add_argument("--slow-disk", type=float, default=0, metavar="MILLISECONDS")
    given = asked.parse_args()
    with engines.running() as server, tempfile.TemporaryDirectory() as here, made_in(server):
        address = prepared(Path(here))
        if given.slow_disk:
            with server.connect() as admin:
                admin.execute(f"ALTER SYSTEM SET commit_delay = {int(given.slow_disk * 1000)}")
                admin.execute("ALTER SYSTEM SET commit_siblings = 0")
                admin.execute("SELECT pg_reload_conf()")
        if given.what == "crowd":
            took, made, refused, busy = crowd(address, 1, given.seconds, every=given.every)
            one = say("one connection", took, given.seconds, busy)
            seen: list[Counter[str]] = []
            look = (lambda: seen.append(looked(server, address, given.seconds))) if given.waits else None
            took, more, refused_, busy = crowd(address, given.writers, given.seconds, look, every=given.every)
            many = say(f"{given.writers} connections", took, given.seconds, busy)
            for found in seen:
                for at, n in found.most_common():
                    print(f"    {n / found.total():6.1%} {at}")
            gone, whole = lost(address, made + more)
            print(f"{many / one:.1f} times; {refused + refused_} refused, {gone} lost, log whole: {whole}")
            return
        for trial in range(5):

            def stop() -> None:
                time.sleep(given.seconds / 3)
                engines.stop(server.folder, "immediate")
                engines.restart(server.folder)

            took, made, refused, _ = crowd(address, given.writers, given.seconds, stop)
            gone, whole = lost(address, made)
            print(f"stop {trial + 1}: {len(made)} acknowledged, {refused} refused, {gone} lost, log whole: {whole}")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
