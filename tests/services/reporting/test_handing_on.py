"""Records handed on to other tools: in the right unit and state, in their words, and nothing lost without a word."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from bibtexparser.entrypoint import parse_string

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source
from review_tool.services import reviews
from review_tool.services.gathering import deduping, importing, voting_in
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting, handing_on
from review_tool.services.reporting.wanted import Wanted
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising
from tests.reviews import HOSTILE, RIS, last_verdict, make_review

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    deduping.merge(made, [2, 5], by="AK")
    screening.decide(made, 1, TA, Verdict.INCLUDE, by="AK", note="good")
    screening.decide(made, 3, TA, Verdict.EXCLUDE, by="AK", reason="protocol only")
    screening.tag(made, 1, "late", by="AK")
    yield made
    made.close()


def out(review: Review, path: Path, what: str = "records", **wanted: object) -> exporting.Exported:
    return exporting.export(review, what, path, by="AK", wanted=replace(Wanted(), **wanted))  # type: ignore[arg-type]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_citation_files_hold_reports_and_tables_records(review: Review, tmp_path: Path) -> None:
    assert out(review, tmp_path / "r.ris").rows == 5
    assert out(review, tmp_path / "r.csv").rows == 6
    assert out(review, tmp_path / "r.bib", unit="records").rows == 6
    assert out(review, tmp_path / "s.csv", unit="reports").rows == 5
    merged = next(row for row in table(tmp_path / "s.csv") if row["record_id"] == "2")
    assert merged["source"] == "Embase; Zotero"
    assert len(parse_string((tmp_path / "r.bib").read_text(encoding="utf-8")).entries) == 6
    out(review, tmp_path / "r.json")
    assert len(json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))) == 5


def test_ris_goes_out_as_it_came(review: Review, tmp_path: Path) -> None:
    made = out(review, tmp_path / "r.ris", unit="records")
    text = (tmp_path / "r.ris").read_text(encoding="utf-8")
    for block in RIS.split("\n\n")[1:4]:
        assert block.strip() in text
    assert text.startswith("TY  - JOUR\n")
    assert "\x1b" not in text
    assert made.losses == ()


def test_only_those_in_a_state(review: Review, tmp_path: Path) -> None:
    assert out(review, tmp_path / "i.ris", state="included").rows == 1
    assert HOSTILE in (tmp_path / "i.ris").read_text(encoding="utf-8")
    assert out(review, tmp_path / "e.csv", state="excluded").rows == 1
    assert out(review, tmp_path / "o.txt", state="open").rows == 3
    assert out(review, tmp_path / "f.ris", state="included", stage=FT).rows == 0
    for wrong in ({"state": "lost"}, {"unit": "kilos"}, {"receiver": "fax"}):
        with pytest.raises(ReviewError, match="There is no"):
            out(review, tmp_path / "x.ris", **wrong)
    assert not (tmp_path / "x.ris").exists()


def test_rayyan_gets_its_columns_and_its_decisions_come_back(review: Review, tmp_path: Path) -> None:
    made = out(review, tmp_path / "r.csv", receiver="rayyan")
    rows = table(tmp_path / "r.csv")
    assert rows[0]["notes"] == (
        'RAYYAN-INCLUSION: {"AK"=>"Included"} | RAYYAN-LABELS: late | USER-NOTES: {"AK"=>["good"]}'
    )
    assert rows[2]["notes"].endswith("RAYYAN-EXCLUSION-REASONS: protocol only") is False, "a reason is of full text"
    assert {loss.field for loss in made.losses} >= {"type", "source_id"}
    done = voting_in.import_votes(review, tmp_path / "r.csv", by="BR", told=voting_in.Told({"AK": "BR"}))
    assert (done.program, done.rows, done.votes, done.tags, done.unmapped) == ("rayyan", 5, 2, 1, ())
    seen = screening.report(review, 1, reviewer="BR")
    assert last_verdict(seen, TA, "BR") is Verdict.INCLUDE
    assert [vote.note for vote in seen.votes if vote.reviewer == "BR"] == ["good"]


def test_asreview_gets_labels_in_table_and_ris(review: Review, tmp_path: Path) -> None:
    out(review, tmp_path / "a.csv", receiver="asreview")
    assert [row["asreview_label"] for row in table(tmp_path / "a.csv")] == ["1", "", "0", "", ""]
    out(review, tmp_path / "a.ris", receiver="asreview")
    text = (tmp_path / "a.ris").read_text(encoding="utf-8")
    assert [text.count(f"N1  - ASReview_{word}\n") for word in ("relevant", "irrelevant", "not_seen")] == [1, 1, 3]
    done = voting_in.import_votes(review, tmp_path / "a.ris", by="BR")
    assert (done.program, done.votes, done.blank) == ("asreview", 2, 3)
    out(review, tmp_path / "a.xlsx", receiver="asreview")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["record_id", "title", "authors"]


def test_revman_gets_study_names_and_covidence_its_columns(review: Review, tmp_path: Path) -> None:
    out(review, tmp_path / "n.ris", receiver="revman")
    assert "NS  - Kim & Lee 2021\n" in (tmp_path / "n.ris").read_text(encoding="utf-8")
    out(review, tmp_path / "c.csv", receiver="covidence")
    assert table(tmp_path / "c.csv")[0]["Tags"] == "late; included"
    with pytest.raises(ReviewError, match="RevMan does not take"):
        out(review, tmp_path / "n.csv", receiver="revman")
    assert out(review, tmp_path / "z.ris", receiver="zotero", unit="records").losses == ()


def test_another_s_vote_stays_at_home_until_there_is_an_outcome(tmp_path: Path) -> None:
    dual = make_review(tmp_path, reviewers=2)
    screening.decide(dual, 1, TA, Verdict.INCLUDE, by="BR", note="secret")
    out(dual, tmp_path / "r.csv", receiver="rayyan")
    assert "RAYYAN" not in (tmp_path / "r.csv").read_text(encoding="utf-8")
    assert "secret" not in (tmp_path / "r.csv").read_text(encoding="utf-8")
    dual.close()


def test_files_are_split_on_demand(review: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert out(review, tmp_path / "one.ris", split=True).files == (str(tmp_path / "one.ris"),)
    monkeypatch.setattr(handing_on, "MOST_RECORDS", 2)
    made = out(review, tmp_path / "c.ris", receiver="covidence", split=True)
    assert [Path(file).name for file in made.files] == ["c-1.ris", "c-2.ris", "c-3.ris"]
    assert [Path(file).read_text(encoding="utf-8").count("TY  - ") for file in made.files] == [2, 2, 1]
    assert made.rows == 5
    monkeypatch.setattr(handing_on, "MOST_RECORDS", 99)
    monkeypatch.setattr(handing_on, "MOST_BYTES", 1600)
    made = out(review, tmp_path / "d.xml", split=True)
    assert len(made.files) > 1
    assert all(Path(file).read_text(encoding="utf-8").endswith("</records></xml>\n") for file in made.files)


def test_losses_name_fields_and_count_records(review: Review, tmp_path: Path) -> None:
    made = out(review, tmp_path / "r.bib", unit="records")
    assert [(loss.field, loss.records) for loss in made.losses] == [("source_id", 4)]
    merged = out(review, tmp_path / "m.bib")
    assert ("what its other records say differently", 1) in [(loss.field, loss.records) for loss in merged.losses]


def test_robvis_gets_a_row_a_study(review: Review, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="No study was appraised"):
        out(review, tmp_path / "b.csv", "appraisal", receiver="robvis")
    screening.decide(review, 1, FT, Verdict.INCLUDE, by="AK")
    for item, level in zip("ABCD", ("high", "medium", "low", "low"), strict=True):
        appraising.answer(review, 1, "weight-of-evidence", item, level, by="AK")
    out(review, tmp_path / "b.csv", "appraisal", receiver="robvis")
    assert (tmp_path / "b.csv").read_text(encoding="utf-8") == (
        "Study,D1,D2,D3,Overall\nKim & Lee 2021,Low,Some concerns,High,High\n"
    )
    appraising.answer(review, 1, "weight-of-evidence", "A", "low", by="BR")
    made = out(review, tmp_path / "b.csv", "appraisal", receiver="robvis")
    assert table(tmp_path / "b.csv")[0]["D1"] == "No information"
    assert made.losses[0].records == 1
    with pytest.raises(ReviewError, match="robvis only"):
        out(review, tmp_path / "b.csv", "appraisal", receiver="rayyan")
    with pytest.raises(ReviewError, match="cannot be chosen from"):
        out(review, tmp_path / "v.csv", "votes", state="included")


def test_a_mixed_methods_appraisal_has_as_many_domains_as_its_widest_study(review: Review, tmp_path: Path) -> None:
    screening.decide(review, 1, FT, Verdict.INCLUDE, by="AK")
    tool = appraising.checklist(review, "mmat-2018-structure")
    group = tool.groups[0][0]
    appraising.answer(review, 1, tool.id, appraising.DESIGN, group, by="AK")
    for item in tool.items_for(group):
        if item.group:
            appraising.answer(review, 1, tool.id, item.id, "yes", by="AK")
    out(review, tmp_path / "m.csv", "appraisal", receiver="robvis")
    (row,) = table(tmp_path / "m.csv")
    assert set(row.values()) == {"Kim & Lee 2021", "Low"}


def test_an_export_for_others_is_told_in_the_log(review: Review, tmp_path: Path) -> None:
    from review_tool.services.history import auditing

    out(review, tmp_path / "r.ris", receiver="covidence", state="included")
    told = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="export")))
    assert told[-1].event.payload["for"] == "covidence"
    assert told[-1].event.payload["state"] == "included"
    assert reviews.title(review)


def test_studies_of_one_name_are_told_apart_and_reports_of_one_study_are_not(tmp_path: Path) -> None:
    with closing(make_review(tmp_path)) as review:
        twins = "".join(f"TY  - JOUR\nTI  - Paper {n}\nAU  - Roe, Ann\nPY  - 2018\nER  - \n\n" for n in range(30))
        (tmp_path / "twins.ris").write_text(twins, encoding="utf-8")
        importing.import_file(review, tmp_path / "twins.ris", Source("Scopus"), by="AK")
        out(review, tmp_path / "n.ris", receiver="revman")
        names = re.findall(r"^NS  - (Roe 2018.*)$", (tmp_path / "n.ris").read_text(encoding="utf-8"), re.MULTILINE)
        assert names[:3] == ["Roe 2018", "Roe 2018b", "Roe 2018c"]
        assert len(set(names)) == 30
        deduping.merge(review, [7, 8], by="AK")
        out(review, tmp_path / "c.csv", receiver="covidence", unit="records")
        rows = [row["Study"] for row in table(tmp_path / "c.csv") if row["Title"].startswith("Paper ")]
        assert (len(rows), len(set(rows))) == (30, 29)


def test_receivers_get_what_ris_says_beside_our_fields_but_no_decision_made_elsewhere(tmp_path: Path) -> None:
    record = (
        "TY  - JOUR\nT1  - One\nA1  - Roe, Ann\nY1  - 2018/03/02/\nJF  - Journal\nSN  - 1234-5678\nPB  - Press\n"
        'N1  - Export Date: 1 May\nN1  - RAYYAN-INCLUSION: {"Eve"=>"Included"}\nN1  - ASReview_relevant\n'
        "UR  - http://a\nUR  - http://b\nZZ  - odd\nAN  - L12\nER  - \n"
    )
    with closing(make_review(tmp_path)) as review:
        (tmp_path / "one.ris").write_text(record, encoding="utf-8")
        importing.import_file(review, tmp_path / "one.ris", Source("Scopus"), by="AK")
        made = out(review, tmp_path / "o.ris", receiver="rayyan")
        text = (tmp_path / "o.ris").read_text(encoding="utf-8")
        mine = text[text.index("TI  - One") :].splitlines()
        assert mine[:4] == ["TI  - One", "AU  - Roe, Ann", "PY  - 2018", "T2  - Journal"]
        for line in (
            "DA  - 2018/03/02/",
            "SN  - 1234-5678",
            "PB  - Press",
            "N1  - Export Date: 1 May",
            "UR  - http://b",
        ):
            assert mine.count(line) == 1, line
        assert mine.count("ZZ  - odd") == 1
        assert "RAYYAN" not in text
        assert "ASReview" not in text
        assert "N1 (ris)" in {loss.field for loss in made.losses}, "the decisions are named as left behind"


def test_a_text_longer_than_a_cell_of_excel_is_told(tmp_path: Path) -> None:
    with closing(make_review(tmp_path)) as review:
        (tmp_path / "one.ris").write_text(f"TY  - JOUR\nTI  - One\nAB  - {'word ' * 8000}\nER  - \n", encoding="utf-8")
        importing.import_file(review, tmp_path / "one.ris", Source("Scopus"), by="AK")
        told = {loss.field: loss.records for loss in out(review, tmp_path / "a.xlsx", receiver="asreview").losses}
        assert told["the end of a text longer than Excel's cells"] == 1
        assert "Excel" not in str(out(review, tmp_path / "a.csv", receiver="asreview").losses)
