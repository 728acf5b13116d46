"""A JSON value that is too large is passed over alone, wherever its pieces are cut."""

from __future__ import annotations

import json

import pytest

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import Source, detect, json_records, reading, source
from review_tool.formats.csl_json import CSL_JSON
from review_tool.formats.json_end import ValueEnd

ODD = {"title": 'a "quoted" [bracket} \\', "note": ["}", {"x": "\\\\"}, "]"], "é": "{" * 7}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("begin", [b"", b"[", b" ,\n"])
def test_the_end_is_found_wherever_the_pieces_are_cut(size: int, begin: bytes) -> None:
    value = json.dumps(ODD).encode()
    data = begin + value + b', {"title": "next"}]'
    end, at = ValueEnd(len(begin) if size > len(begin) else 0), 0
    if size <= len(begin):
        data = data[len(begin) :]
    while (found := end.within(data[at : at + size])) < 0:
        at += size
        assert at < len(data)
    assert at + found == data.index(value) + len(value)


def test_what_never_closes_has_no_end() -> None:
    end = ValueEnd(0)
    assert [end.within(b'{"a": [') for _ in range(3)] == [-1] * 3


@pytest.mark.parametrize("shape", ["list", "items", "lines", "keyed"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_record_too_large_is_refused_alone(shape: str, place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_RECORD", 200_000)
    monkeypatch.setattr(source, "_KEPT", 1000)
    monkeypatch.setattr(reading, "MAX_RECORD", 200_000)
    records = [{"type": "article-journal", "title": f"Plan {n}", "DOI": f"10.1/{n}"} for n in range(3)]
    records.insert(place, {"type": "article-journal", "title": "Long", "note": 'x} "] ' * 60_000, "id": "long"})
    text = {
        "list": json.dumps(records, indent=1),
        "items": json.dumps({"total": 4, "items": records}),
        "lines": "\n".join(map(json.dumps, records)),
        "keyed": json.dumps({f"k{n}": one for n, one in enumerate(records)}),
    }[shape]
    data = text.encode()
    found, _ = detect(Source.of(data), "a.json")
    items = list(found.read(Source.of(data, part=10_000)))
    assert [one.citation.title for one in items if isinstance(one, Entry)] == ["Plan 0", "Plan 1", "Plan 2"]
    refused = [one for one in items if isinstance(one, Problem) and one.refused]
    assert [one.record for one in refused] == [place + 1]
    if shape == "list":
        assert refused[0].line == text[: text.index('"Long"')].count("\n") - 1  # its brace stands two lines above


def test_a_long_record_is_not_read_before_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    decode = json_records._DECODE

    def counted(text: str, at: int) -> tuple[object, int]:
        read.append(len(text))
        return decode(text, at)

    monkeypatch.setattr(json_records, "_DECODE", counted)
    data = json.dumps(
        [{"type": "article", "title": "Long", "note": [{"k": "v"}] * 100_000}, {"title": "Next"}]
    ).encode()
    found = list(CSL_JSON.read(Source.of(data, part=10_000)))
    assert [one.citation.title for one in found if isinstance(one, Entry)] == ["Long", "Next"]
    assert sum(size < len(data) - 30_000 for size in read) == 1
