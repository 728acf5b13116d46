"""Files are read part by part, and how large the parts are makes no difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from review_tool.domain.errors import Problem, ReviewError
from review_tool.domain.record import Entry
from review_tool.formats import FORMATS, Source, detect, json_records, reading, source
from tests.formats.test_every_format import BINARY, BY_NAME, file_of

DEV = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "formats" / "dev"
TEXTS = [f.name for f in FORMATS if f.name not in BINARY]

SHORTENED = {"ris", "nbib", "wos", "refer"}
"""Formats made of lines, which say who wrote what in the first of them."""


def read(name: str, data: bytes, part: int) -> list[Entry | Problem]:
    return list(BY_NAME[name].read(Source.of(data, part=part)))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_small_parts_give_the_records_lines_and_problems_of_the_whole(name: str, encoding: str) -> None:
    text = file_of(name, [f"Zoë’s plan {n}" if n % 3 else "" for n in range(8)])
    for ends in ("\n", "\r\n", "\r"):
        data = text.replace("\n", ends).encode(encoding)
        whole = read(name, data, 1 << 20)
        assert sum(isinstance(item, Entry) for item in whole) >= 5
        for part in (1, 7, 100):
            assert read(name, data, part) == whole, (name, encoding, ends, part)


@pytest.mark.parametrize("part", [11, 700])
def test_small_parts_of_real_files(part: int) -> None:
    if not DEV.exists():
        pytest.skip("../shared is not here")
    names = [file["file"] for file in json.loads((DEV / "manifest.json").read_text(encoding="utf-8"))["files"]]
    for path in [*(DEV / name for name in names), *sorted((DEV / "hostile").iterdir())]:
        if path.stat().st_size > 6000:
            continue
        data = path.read_bytes()
        try:
            found, _ = detect(Source.of(data), path.name)
        except ReviewError:
            continue
        assert list(found.read(Source.of(data, part=part))) == list(found.read(Source.of(data))), path.name


@pytest.mark.parametrize("name", [n for n in TEXTS if n not in ("csv", "tsv")])
def test_a_record_too_large_is_shortened_or_refused_by_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it is, no more of it is held than a record may have, and its line and number are told."""
    monkeypatch.setattr(source, "MAX_RECORD", 3000)
    monkeypatch.setattr(source, "_KEPT", 300)
    monkeypatch.setattr(reading, "MAX_RECORD", 3000)
    monkeypatch.setattr(json_records, "_BEGINNING", 100)
    found = read(name, file_of(name, ["One", "Long " * 4000, "Three", "And one more, the last"]).encode(), 500)
    entries = [item.citation.title for item in found if isinstance(item, Entry)]
    told = [item for item in found if isinstance(item, Problem) and "MB" in item.what]
    assert told
    assert told[0].refused == (name not in SHORTENED)
    assert entries[:1] == ["One"]
    if name in SHORTENED:
        assert [item.position for item in found if isinstance(item, Entry)] == [1, 2, 3, 4]
        assert told[0].record == 2
        assert told[0].line == next(item.line for item in found if isinstance(item, Entry) and item.position == 2)
        assert entries[1].startswith("Long Long")
        assert "Long […] Long" in entries[1]
        assert len(entries[1]) < 1000
    assert entries[-2:] == ["Three", "And one more, the last"]


def test_nothing_is_held_of_what_was_read() -> None:
    """A part at a time: the bytes of a long file are never all in memory."""
    import tracemalloc

    data = file_of("ris", ["A plan"]).encode() * 20_000
    tracemalloc.start()
    count = sum(isinstance(item, Entry) for item in BY_NAME["ris"].read(Source.of(data, part=1 << 16)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < len(data) / 2


@pytest.mark.parametrize("name", ["ris", "nbib", "wos", "refer", "refworks", "ovid", "bibtex"])
def test_marks_within_joined_files_and_before_them_hide_no_record(name: str) -> None:
    one = file_of(name, ["Plan"]).encode("utf-8-sig")
    data = b"\xef\xbb\xbf" + one + one + one
    for part in (1, 2, 3, 1 << 20):
        found = read(name, data, part)
        assert [item.citation.title for item in found if isinstance(item, Entry)] == ["Plan"] * 3, (name, part)
