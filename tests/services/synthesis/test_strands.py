"""Evidence beside the studies comes in from CSV files, each row that cannot be read named by its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import Gap, Link, TargetKind
from review_tool.services.history import auditing, undoing
from review_tool.services.reviews import Review
from review_tool.services.synthesis import coding, strands, synthesising
from review_tool.services.synthesis.strands import Columns
from tests.reviews import ESCAPE, HOSTILE, make_review

SHEET = f"""id,answer,tags
A1,"It took
two lines{ESCAPE}",time; pay
A2,{HOSTILE},
A3,,time
,,
A4,'=1+1,pay
A1,"It took
two lines",time
"""


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    yield made
    assert auditing.check(made).ok
    made.close()


def test_rows_become_items_once(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text(SHEET, encoding="utf-8-sig")
    done = strands.import_items(review, path, "Survey", by="AK", kind="responses")
    assert (done.read, done.added, done.already_present, done.refused) == (5, 4, 1, 0)
    assert done.columns == Columns("id", "answer", "tags")
    assert [(p.line, p.refused) for p in done.problems] == [(5, False)]
    ((strand, items),) = strands.strands(review)
    assert (strand.name, strand.kind, strand.size) == ("Survey", "responses", 5)
    assert [(i.label, i.text, i.codes) for i in items] == [
        ("A1", "It took\ntwo lines", ("time", "pay")),
        ("A2", HOSTILE, ()),
        ("A3", "", ("time",)),
        ("A4", "=1+1", ("pay",)),
    ]
    again = strands.import_items(review, path, "Survey", by="AK")
    assert (again.added, again.already_present) == (0, 5)
    claim = synthesising.write(review, Gap("Who waits?"), links=(Link(TargetKind.ITEM, items[1].id),), by="AK")
    assert synthesising.views(review)[0].strands == "Survey: 1"
    coding.code_item(review, items[1].id, "time", by="BR")
    assert {use.code: use.people for use in coding.codes(review)} == {"pay": ("AK",), "time": ("AK", "BR")}
    undoing.undo(review, claim.id, by="AK")
    undoing.undo_last(review, by="BR")
    undoing.undo_last(review, by="AK", kinds=("items.imported",))
    assert strands.strands(review)[0][1] == []


def test_columns_are_told_and_faults_are_named(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "stories.csv"
    path.write_text("nr;was gesagt wurde;x\n1;Wir wurden gehört.;\n2;;\n;;z\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="which column holds the text"):
        strands.import_items(review, path, "Stories", by="AK")
    with pytest.raises(ReviewError, match="no column “story”"):
        strands.import_items(review, path, "Stories", by="AK", columns=Columns(text="story"))
    done = strands.import_items(review, path, "Stories", by="AK", columns=Columns("NR", "was gesagt wurde"))
    assert (done.read, done.added, done.refused) == (3, 2, 1)
    assert [(p.line, p.what) for p in done.problems] == [(3, "“2” has no text"), (4, "the row has no text")]
    path.write_bytes(b"text\ngood\n\xff\xfe\n")
    with pytest.raises(ReviewError, match="line 3: this is not UTF-8"):
        strands.import_items(review, path, "Stories", by="AK")
    with pytest.raises(ReviewError, match="cannot be read"):
        strands.import_items(review, tmp_path / "none.csv", "Stories", by="AK")
    assert len(strands.strands(review)[0][1]) == 2
