from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from review_tool.domain.event import GENESIS, Event, digest, first_fault
from review_tool.reporting.audit import events_jsonl, events_table
from review_tool.reporting.csv_table import write_csv

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"


def chain() -> list[Event]:
    events: list[Event] = []
    for seq, note in enumerate([HOSTILE, "line\u2028end \x9b31m \u202eevil é", "half \ud800 pair"], 1):
        prev = events[-1].hash if events else GENESIS
        event = Event(
            "r1", "ak@desk", seq, f"id-{seq}", "2026-03-12T10:41:00.000001Z", "AK", "decision.made", "report:12",
            {"note": note, "verdict": "include"}, "0.1", prev,
        )  # fmt: skip
        events.append(replace(event, hash=digest(event)))
    return events


def test_the_chain_can_be_checked_from_the_file_alone() -> None:
    data = events_jsonl(chain())
    lines = data.decode("utf-8").split("\n")
    assert lines.pop() == ""
    back = [Event(**json.loads(line)) for line in lines]
    assert back == chain()
    assert first_fault(back) == ""
    assert HOSTILE in lines[0]
    assert "é" in lines[1]
    assert not set("\u2028\x9b\u202e") & set(data.decode())


def test_the_table_has_every_field_and_survives_a_spreadsheet() -> None:
    table = events_table(chain())
    assert {column.key for column in table.columns} == set(Event.__dataclass_fields__)
    rows = list(csv.DictReader(io.StringIO(write_csv(table).decode("utf-8"))))
    assert [row["seq"] for row in rows] == ["1", "2", "3"]
    assert json.loads(rows[0]["payload"]) == {"note": HOSTILE, "verdict": "include"}
    assert json.loads(rows[2]["payload"])["note"] == "half \ud800 pair"
    assert rows[1]["prev"] == rows[0]["hash"]
