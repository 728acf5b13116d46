"""Real files, where the folder with them stands beside the repository."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from review_tool.domain.errors import Problem, ReviewError
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.nbib import NBIB
from review_tool.formats.ris import RIS
from review_tool.formats.source import Source
from review_tool.formats.tagged import record_text
from review_tool.formats.wos import WOS

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DEV = DATA / "formats" / "dev"
SMALL = 30_000
"""Bytes of the largest file of the quick subset."""
NAMES = {"bib": "bibtex", "enw": "refer"}
"""Formats that the folder calls otherwise than we do."""


@cache
def files(manifest: str) -> dict[str, dict[str, Any]]:
    path = DEV / manifest
    if not path.exists():
        return {}
    return {file["file"]: file for file in json.loads(path.read_text(encoding="utf-8"))["files"]}


def read(path: Path) -> tuple[str, list[Entry], list[Problem]]:
    data = path.read_bytes()
    found, _ = detect(Source.of(data), path.name)
    items = list(found.read(Source.of(data)))
    return (
        found.name,
        [item for item in items if isinstance(item, Entry)],
        [item for item in items if isinstance(item, Problem)],
    )


def counts(file: dict[str, Any]) -> list[int]:
    return list(file.get("records_accept") or [file["records"]])


@pytest.mark.parametrize("folder", sorted({name.split("/")[0] for name in files("manifest.json")} or {"none"}))
def test_every_record_and_abstract_of_a_format_s_small_files(folder: str) -> None:
    if not files("manifest.json"):
        pytest.skip("../shared is not here")
    for name, file in files("manifest.json").items():
        if not name.startswith(f"{folder}/") or file["bytes"] > SMALL:
            continue
        form, entries, _ = read(DEV / name)
        assert form == NAMES.get(folder, folder), name
        assert len(entries) in counts(file), name
        assert sum(bool(e.citation.abstract) for e in entries) >= (file.get("n_with_abstract") or 0), name


def test_hostile_files_are_read_or_refused_with_the_remedy() -> None:
    if not files("hostile/manifest.json"):
        pytest.skip("../shared is not here")
    refused: dict[str, str] = {}
    for name, file in files("hostile/manifest.json").items():
        if file.get("generator"):
            continue
        try:
            _, entries, problems = read(DEV / name)
        except ReviewError as refusal:
            refused[name] = refusal.hint
            continue
        assert all(problem.hint for problem in problems), name
        if file.get("refuse"):
            assert not entries, name
            assert problems, name
        elif file["records"] is not None:
            assert len(entries) in counts(file), name
        for text in (file.get("forbid"), "root:x:"):
            assert not text or not any(text in str(entry.citation) for entry in entries), name
        for kept in file.get("must_keep", ()):
            assert any(kept.encode() in entry.raw for entry in entries), (name, kept)
    assert all(refused.values())
    assert refused.keys() <= {name for name, file in files("hostile/manifest.json").items() if file.get("refuse")}


@pytest.mark.parametrize("form", [RIS, NBIB, WOS], ids=lambda form: form.name)
def test_no_value_of_a_tagged_file_is_lost(form: Any) -> None:
    """Every line of every record is in exactly one of its tokens: values out are values in, in order, with repeats."""
    if not files("manifest.json"):
        pytest.skip("../shared is not here")
    for name, file in files("manifest.json").items():
        if name.split("/")[0] != form.name or file["bytes"] > SMALL:
            continue
        for entry in read(DEV / name)[1]:
            lines = record_text(entry.raw).split("\n")
            told: list[int] = []
            for token in form.tokens(entry.raw):
                for number, value in enumerate(token.value.split("\n"), token.line):
                    assert lines[number - 1].strip().endswith(value.strip()), (name, token)
                    told.append(number)
            assert len(told) == len(set(told)), name
            assert [line for n, line in enumerate(lines, 1) if n not in told and line.strip()] == [], name


@pytest.mark.parametrize(
    ("file", "form", "records"),
    [("reference_manager.bib", "bibtex", 171), ("database_export.ris", "ris", 265), ("database_export.csv", "csv", 96)],
)
def test_the_co_production_sample_is_read_whole(file: str, form: str, records: int) -> None:
    path = DATA / "coproduction" / file
    if not path.exists():
        pytest.skip("../shared is not here")
    found, entries, problems = read(path)
    assert found == form
    assert len(entries) == records
    assert not [problem for problem in problems if problem.refused]
