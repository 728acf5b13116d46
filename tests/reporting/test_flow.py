from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from review_tool.domain.flow import Flow, ReasonCount
from review_tool.reporting.flow import flow_svg, flow_table, flow_text

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
SVG = "{http://www.w3.org/2000/svg}"
DONE = Flow(
    database_results=532,
    duplicates=98,
    records_screened=434,
    records_excluded=195,
    dbr_sought_reports=239,
    dbr_assessed=239,
    dbr_excluded=(ReasonCount("wrong population; young, mostly", 120), ReasonCount(HOSTILE, 60)),
    new_studies=58,
    new_reports=59,
)
HALF = replace(
    DONE,
    records_excluded=175,
    records_to_do=20,
    dbr_to_do=9,
    new_studies=49,
    new_reports=60,
    website_results=12,
    citations_results=3,
    other_duplicates=1,
    other_sought_reports=14,
    other_notretrieved_reports=1,
    other_assessed=13,
    other_excluded=(ReasonCount("wrong topic", 3),),
)


def counts(flow: Flow) -> dict[str, str]:
    return {row[0]: row[-1] for row in flow_table(flow).rows}


def words(svg: str) -> str:
    """All that is drawn, as one text."""
    return " ".join(element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def boxes(svg: str) -> dict[str, tuple[float, float, float, float]]:
    return {
        r.attrib["data-box"]: tuple(float(r.attrib[k]) for k in ("x", "y", "width", "height"))  # type: ignore[misc]
        for r in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if "data-box" in r.attrib
    }


def test_the_samples_add_up() -> None:
    assert DONE.faults() == []
    assert HALF.faults() == []


def test_the_table_has_the_columns_and_rows_of_the_r_package() -> None:
    table = flow_table(DONE)
    assert [c.key for c in table.columns] == [
        "data", "node", "box", "description", "boxtext", "tooltips", "url", "n",
    ]  # fmt: skip
    assert " ".join(row[0] for row in table.rows if row[0] != "NA") == (
        "previous_studies previous_reports database_results register_results website_results organisation_results "
        "citations_results duplicates excluded_automatic excluded_other records_screened records_excluded "
        "dbr_sought_reports dbr_notretrieved_reports other_sought_reports other_notretrieved_reports dbr_assessed "
        "dbr_excluded other_assessed other_excluded new_studies new_reports total_studies total_reports "
        "identification screening included"
    )
    assert {len(row) for row in table.rows} == {8}
    headings = [row[2] for row in table.rows if row[0] == "NA"]
    assert headings == ["prevstud", "newstud", "othstud"]
    nodes = [row[1] for row in table.rows if row[1] != "NA"]
    assert sorted(nodes, key=lambda node: int(node[4:])) == [f"node{n}" for n in range(1, 23)]


def test_no_row_of_ours_is_found_by_a_name_of_the_package() -> None:
    """It looks a count up by any row whose name holds the count's."""
    names = [row[0] for row in flow_table(HALF).rows]
    own = names[names.index("included") + 1 :]
    assert own == ["records_to_do", "dbr_to_do", "other_already_known"]
    packages = set(names) - set(own)
    assert not [(ours, theirs) for ours in own for theirs in packages if theirs in ours]


def test_the_counts_are_the_flows() -> None:
    found = counts(DONE)
    assert (found["database_results"], found["register_results"], found["duplicates"]) == ("532", "0", "98")
    assert (found["previous_studies"], found["total_studies"], found["total_reports"]) == ("0", "58", "59")
    assert "records_to_do" not in found
    assert (counts(HALF)["records_to_do"], counts(HALF)["dbr_to_do"]) == ("20", "9")
    assert counts(HALF)["other_excluded"] == "wrong topic, 3"


def test_reasons_and_their_counts_can_be_told_apart_again() -> None:
    parts = [part.rsplit(", ", 1) for part in counts(DONE)["dbr_excluded"].split("; ")]
    assert parts == [["wrong population – young – mostly", "120"], [HOSTILE, "60"]]


def test_the_text_says_every_box() -> None:
    text = flow_text(HALF)
    assert "  Records screened: 434\n    Still to decide: 20\n" in text
    assert "  Reports excluded (n = 180):\n    wrong population; young, mostly: 120\n" in text
    assert f"    {HOSTILE}: 60\n" in text
    assert "Identification of studies via other methods\n  Records identified from:\n    Websites: 12\n" in text
    assert "other methods" not in flow_text(DONE)
    assert "Still" not in flow_text(DONE)


@pytest.mark.parametrize("draw", [flow_text, lambda flow: words(flow_svg(flow, "t"))])
def test_boxes_that_do_not_add_up_say_so(draw) -> None:  # type: ignore[no-untyped-def]
    wrong = replace(DONE, new_reports=61)
    assert "do not add up" in draw(wrong)
    assert "59 is not 61" in draw(wrong)
    assert "do not add up" not in draw(DONE)


def test_the_diagram_shows_each_count_and_a_text_alternative() -> None:
    svg = flow_svg(DONE, HOSTILE)
    shown = words(svg)
    for said in ("Databases (n = 532)", "Records screened (n = 434)", "Reports excluded (n = 180):", "(n = 120)"):
        assert said in shown
    assert HOSTILE in shown
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == HOSTILE
    described = root.findtext(f"{SVG}desc") or ""
    assert "Records screened 434." in described
    assert "Reports excluded (n = 180): wrong population; young, mostly 120; [Article" in described
    assert "Still" not in shown


def test_other_methods_have_their_own_arm_only_where_they_found_something() -> None:
    assert "other-identified" not in boxes(flow_svg(DONE, "t"))
    svg = flow_svg(HALF, "t")
    assert {"other-identified", "other-sought", "other-not-retrieved", "other-assessed"} <= set(boxes(svg))
    assert "Still to decide (n = 20)" in words(svg)
    assert "Still to assess (n = 9)" in words(svg)


def test_boxes_never_overlap_and_their_text_stays_inside() -> None:
    reasons = tuple(ReasonCount(f"a rather long reason number {n} " * 4 + "x" * 90, n) for n in range(12))
    svg = flow_svg(replace(HALF, dbr_excluded=reasons), "A title " * 30)
    placed = list(boxes(svg).values())
    for at, (x, y, width, height) in enumerate(placed):
        for ox, oy, owidth, oheight in placed[at + 1 :]:
            assert x + width <= ox or ox + owidth <= x or y + height <= oy or oy + oheight <= y
    root = ElementTree.fromstring(svg)
    _, _, width, height = (float(n) for n in root.attrib["viewBox"].split())
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["y"]) < height
    assert max(x + w for x, _, w, _ in placed) <= width
    assert max(len(text.text or "") for text in root.iter(f"{SVG}text")) < 90


def test_markup_in_a_reason_is_text() -> None:
    svg = flow_svg(replace(DONE, dbr_excluded=(ReasonCount("<script>&\x1b[31mred", 180),)), "t")
    assert "<script>&red (n = 180)" in words(svg)
    assert not re.search(r"<script|\x1b", svg)
