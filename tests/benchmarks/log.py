"""How long a large review takes to open and to verify: python tests/benchmarks/log.py [RECORDS [EVENTS]]

Made in a temporary folder: so many records, and so many events about them (votes by fifty reviewers, notes, tags).
Prints seconds and peak memory; the budget for 100,000 records and 1,000,000 events is 2 s to open, 30 s to verify.
"""

from __future__ import annotations

import hashlib
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from review_tool.domain.event import GENESIS, Event, digest
from review_tool.domain.protocol import Protocol
from review_tool.services import overview, reviews
from review_tool.services.history import auditing
from review_tool.store import schema
from review_tool.store.database import driver
from review_tool.store.database.loading import content_hash
from review_tool.store.history import making

REVIEW = "00000000-0000-4000-8000-000000000000"


def rows(records: int, imported: str, chance: random.Random) -> Iterator[dict[str, Any]]:
    words = [f"word{number}" for number in range(5000)]
    for number in range(1, records + 1):
        row: dict[str, Any] = {
            "id": number, "imported": imported, "file": FILE, "file_name": "made-up.ris", "source": "Made up",
            "position": number, "line": number, "raw": b"", "raw_key": str(number),
            "title": " ".join(chance.choices(words, k=12)), "authors": "[]", "year": 2020, "journal": "", "volume": "",
            "issue": "", "pages": "", "doi": "", "pmid": "", "abstract": " ".join(chance.choices(words, k=180)),
            "keywords": "[]", "url": "", "type": "", "language": "", "source_id": "",
        }  # fmt: skip
        yield {**row, "hash": content_hash(row)}


FILE = hashlib.sha256(b"made up").hexdigest()


class Log:
    """Events of many writers, one after another."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._heads: dict[str, tuple[int, str]] = {}

    def add(self, by: str, kind: str, subject: str, payload: dict[str, Any], id: str = "") -> None:
        tick = len(self.events) + 1
        seq, prev = self._heads.get(by, (0, GENESIS))
        event = Event(
            REVIEW, f"{by}@desk", seq + 1, id or f"id-{tick}", "2026-03-02T09:00:00.000000+00:00", by, kind, subject,
            payload, "0", prev, tick=tick,
        )  # fmt: skip
        event = replace(event, hash=digest(event))
        self._heads[by] = event.seq, event.hash
        self.events.append(event)


def make(folder: Path, records: int, events: int) -> None:
    chance = random.Random(1)
    log = Log()
    log.add("R0", "review.created", f"review:{REVIEW}", {"title": "A large review"})
    for number in range(50):
        log.add("R0", "reviewer.joined", f"reviewer:R{number}", {"role": "lead" if not number else "reviewer"})
    plan = Protocol(reviewers_title_abstract=2).amended()
    log.add("R0", "protocol.amended", "protocol", plan.to_payload() | {"why": "first version"})
    whole = hashlib.sha256()
    for row in rows(records, "import", chance):
        whole.update(row["hash"].encode())
    payload = {
        "file": "made-up.ris", "sha256": FILE, "format": "ris", "read": records, "added": records,
        "already_present": 0, "refused": 0, "first": 1, "digest": whole.hexdigest(), "problems": [],
    }  # fmt: skip
    log.add("R0", "records.imported", "source:Made up", payload, id="import")
    for number in range(events - len(log.events)):
        report, by = f"report:{1 + number % records}", f"R{chance.randrange(50)}"
        if number % 10 < 8:
            said = {
                "stage": "title-abstract",
                "verdict": chance.choice(("include", "exclude")),
                "reason": "",
                "note": "",
            }
            log.add(by, "decision.made", report, said)
        elif number % 10 == 8:
            log.add(by, "tag.set", report, {"tag": "look again", "present": True})
        else:
            log.add(by, "note.written", report, {"text": "Something of note about this one."})
    folder.mkdir(parents=True)
    engine = driver.sqlite_engine(folder / "review.db")
    with engine.connect() as plain:
        connection = plain.execution_options(**{driver.WRITING: True})
        schema.upgrade(connection)
        chance = random.Random(1)
        again = rows(records, "import", chance)
        making.write_facts(connection, REVIEW, "2026-03-02", log.events, again, [(FILE, b"made up")])
        connection.commit()
    engine.dispose()


def main() -> None:
    records, events = (
        int(sys.argv[i]) if len(sys.argv) > i else default for i, default in ((1, 100_000), (2, 1_000_000))
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "review"
        timed("made", lambda: make(folder, records, events))
        review = timed("opened", lambda: reviews.open_review(folder, around=reviews.Surroundings("desk")))
        timed("counted", lambda: overview.flow(review))
        found = timed("verified", lambda: auditing.check(review))
        print(f"{found.events:,} events of {found.writers} writers: {'whole' if found.ok else found.first_problem}")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB (making included)")


def timed(what: str, do: Any) -> Any:
    start, cpu = time.perf_counter(), time.process_time()
    result = do()
    print(f"{what:10} {time.perf_counter() - start:7.2f} s, {time.process_time() - cpu:7.2f} s CPU", flush=True)
    return result


if __name__ == "__main__":
    main()
