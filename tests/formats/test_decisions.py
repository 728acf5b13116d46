"""Each program's way of writing decisions is told by its own signs, and read in its own words."""

from __future__ import annotations

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.formats.decisions import DIALECTS, Said, dialect_of, rows
from review_tool.formats.decisions.rows import Row
from review_tool.formats.decisions.said import verdict

SAMPLES = {
    "rayyan": 'title,notes\nx,"RAYYAN-INCLUSION: {""Emily""=>""Maybe""} | RAYYAN-LABELS: a"\n',
    "covidence": "Title,Covidence #,Notes,Tags\nx,#1,,a; Included\n",
    "asreview": "title,asreview_label,asreview_note\nx,1,why\n",
    "eppi": "title,codes\nx,EXCLUDE on full text: no findings\n",
    "spreadsheet": "title,verdict,stage,reason,tags\nx,exclude,full-text,dull,a;b\n",
}
SAID = {
    "rayyan": [Said(Verdict.MAYBE, "Emily"), Said(None, tags=("a",))],
    "covidence": [Said(Verdict.INCLUDE, tags=("a",))],
    "asreview": [Said(Verdict.INCLUDE, note="why")],
    "eppi": [Said(Verdict.EXCLUDE, stage=Stage.FULL_TEXT, reason="no findings")],
    "spreadsheet": [Said(Verdict.EXCLUDE, stage=Stage.FULL_TEXT, reason="dull", tags=("a", "b"))],
}


def test_every_dialect_has_a_sample_here() -> None:
    assert {known.name for known in DIALECTS} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_is_told_and_read(name: str) -> None:
    found = rows(SAMPLES[name].encode(), "in.csv")
    known = dialect_of(found, "in.csv")
    assert known.name == name
    assert known.read(found[0]) == SAID[name]


@pytest.mark.parametrize(
    "note", ["ASReview_relevant", "<div><p>ASReview_relevant</p>", 'RAYYAN-INCLUSION: {"E"=>"Included"}']
)
def test_ris_notes_hold_decisions(note: str) -> None:
    found = rows(f"TY  - JOUR\nTI  - A title\nDO  - 10.5555/a\nN1  - mine\nN1  - {note}\nER  - \n".encode(), "in.ris")
    (said,) = dialect_of(found, "in.ris").read(found[0])
    assert said.verdict is Verdict.INCLUDE
    assert (found[0].get("doi"), found[0].line) == ("10.5555/a", 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"title,verdict\n", "line 1"),
        (b"title,colour\na,b\n", "line 1"),
        (b"title,verdict\na,include,more\n", "line 2: more cells"),
        (b'title,verdict\n"a,include\n', "line"),
        (b"title,verdict\n\x00,1\n", "no text"),
        (b"PK\x03\x04nothing", "broken workbook"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(ReviewError, match=said):
        dialect_of(rows(data, "in.csv"), "in.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_sheet_in_any_encoding_that_spreadsheets_save(encoding: str) -> None:
    data = "title;decision;note\nÜber Pläne;y;für später\nNoch ein Plan;?;\n".encode(encoding)
    one, two = rows(data, "votes.csv")
    assert (one.get("title"), verdict(one.get("decision")), one.get("note")) == (
        "Über Pläne",
        Verdict.INCLUDE,
        "für später",
    )
    assert verdict(two.get("decision")) == Verdict.MAYBE


def test_ris_lines_in_a_cell_do_not_make_a_sheet_ris() -> None:
    data = b'title,abstract,verdict\nOne,"Pasted:\nTY  - JOUR\nER  - ",include\n'
    (row,) = rows(data, "in.csv")
    assert dialect_of([row], "in.csv").read(row) == [Said(Verdict.INCLUDE)]


def test_rayyan_s_notes_may_hold_brackets() -> None:
    notes = (
        'RAYYAN-INCLUSION: {"E"=>"Included", "B"=>"Excluded"} | USER-NOTES: {"E"=>["see [IL-6], p. 3"], "B"=>["no"]}'
    )
    row = Row(2, {"notes": notes})
    assert [said.note for said in dialect_of([row], "in.csv").read(row)] == ["see [IL-6], p. 3", "no"]


def test_an_older_label_is_no_decision_where_asreview_s_own_is_empty() -> None:
    data = b"title,included,asreview_label\nOne,1,\nTwo,1,0\n"
    said = [dialect_of(rows(data, "in.csv"), "in.csv").read(row)[0].verdict for row in rows(data, "in.csv")]
    assert said == [None, Verdict.EXCLUDE]
