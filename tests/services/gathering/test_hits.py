from __future__ import annotations

from contextlib import closing
from pathlib import Path

from review_tool.domain.record import Source
from review_tool.services.gathering import hits, importing
from review_tool.services.history import undoing
from tests.reviews import make_review

_ONE = "TY  - JOUR\nTI  - One\nER  - \n"
_TWO = "TY  - JOUR\nTI  - Two\nER  - \n"


def test_hits_are_held_against_the_different_records_of_all_files_that_stand(tmp_path: Path) -> None:
    with closing(make_review(tmp_path)) as review:
        for name, text in (
            ("a.ris", _ONE),
            ("b.ris", _ONE + _TWO),
            ("c.csv", "title,year,journal\nX,2020,J\nheading\n"),
        ):
            (tmp_path / name).write_text(text, encoding="utf-8")
            importing.import_file(review, tmp_path / name, Source("Scopus"), by="AK")
        importing.import_file(review, tmp_path / "c.csv", Source("Scopus"), by="AK")
        assert hits.delivered(hits.imports(review), "Scopus") == 4, "one, two, X and the heading that was refused"
        undoing.undo_last(review, by="AK", kinds=("records.imported",))
        undoing.undo_last(review, by="AK", kinds=("records.imported",))
        assert hits.delivered(hits.imports(review), "Scopus") == 2
        assert hits.delivered(hits.imports(review), "Embase") == 4


def test_the_difference_is_told_both_ways() -> None:
    assert hits.compared(Source("x"), 3) == ""
    assert hits.compared(Source("x", hits=3), 3) == "✓ 3 hits, as many records"
    assert hits.compared(Source("x", hits=1204), 1200) == "○ 1,204 hits, 1,200 records: 4 fewer"
    assert hits.compared(Source("x", hits=0), 2) == "○ 0 hits, 2 records: 2 more"
    assert hits.compared(Source("x", hits=2), 1) == "○ 2 hits, 1 record: 1 fewer"
