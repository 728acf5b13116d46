"""Real files, where the folder with them stands beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import detect

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.mark.parametrize(
    ("file", "form", "records"),
    [("reference_manager.bib", "bibtex", 171), ("database_export.ris", "ris", 265), ("database_export.csv", "csv", 96)],
)
def test_the_co_production_sample_is_read_whole(file: str, form: str, records: int) -> None:
    path = DATA / "coproduction" / file
    if not path.exists():
        pytest.skip("../shared is not here")
    data = path.read_bytes()
    found, _ = detect(data, file)
    items = list(found.read(data))
    assert found.name == form
    assert sum(isinstance(item, Entry) for item in items) == records
    assert not [item for item in items if isinstance(item, Problem) and item.refused]
