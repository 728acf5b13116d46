"""What the rules for odd exports must leave alone: ordinary data that only looks like them."""

from __future__ import annotations

import json

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation, Entry
from review_tool.formats import Source, detect
from review_tool.formats.bibtex_names import people as bibtex_people
from review_tool.formats.fields import people, printed_text
from review_tool.formats.headers import columns
from review_tool.formats.latex import plain_text
from review_tool.formats.source_line import told_apart


def cited(text: str) -> Citation:
    data = text.encode()
    return next(f.citation for f in detect(Source.of(data), "x")[0].read(Source.of(data)) if isinstance(f, Entry))


def test_columns_of_a_sheet_of_studies_are_no_fields_of_a_citation() -> None:
    row = ["Serial", "Title", "Authors", "Period", "PS", "PageCount", "Study issue", "Study date", "Record date"]
    assert columns([*row, "Serial number", "Document pages"]) == {"title": [1], "authors": [2]}
    assert columns(["Titel (en)", "Titel", "Autoren"])["title"] == [1, 0]


@pytest.mark.parametrize(
    "name", ["Plans Symp. Dec. 5, 2019.", "Proc. of the 6th Int. 10, 2003 Conf", "Plans. 12, 2019"]
)
def test_a_day_in_a_journal_s_name_is_no_volume(name: str) -> None:
    assert told_apart(Citation(journal=name)).journal == name


def test_an_article_without_pages_has_no_issue_of_that_name() -> None:
    told = told_apart(Citation(journal="Plans. 9 (no pagination), 2021. Article Number: 12."))
    assert (told.journal, told.volume, told.issue, told.pages) == ("Plans", "9", "", "")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ann Roe and\nDan Doe", ("Ann Roe", "Dan Doe")),
        ("Roe A |\nDoe D", ("Roe A", "Doe D")),
        ("Roe AB, Doe\nCD, Poe EF", ("Roe AB", "Doe CD", "Poe EF")),
    ],
)
def test_lines_that_go_on_below_are_no_people(cell: str, names: tuple[str, ...]) -> None:
    assert people(cell) == names


@pytest.mark.parametrize("text", ["risk < p > 0.05 & more", "where a < b > c", "for u < i > v"])
def test_signs_of_mathematics_are_no_markup(text: str) -> None:
    assert printed_text(text) == text


@pytest.mark.parametrize(
    ("written", "printed"),
    [("Really?``Yes''", "Really?“Yes”"), ("?`Qu\\'e pasa en 5' ?", "¿Qué pasa en 5' ?")],
)
def test_a_quotation_behind_a_question_turns_no_mark(written: str, printed: str) -> None:
    assert plain_text(written) == printed


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Healthy People 2030 and Ann Roe", ("Healthy People 2030", "Roe, Ann")),
        ("van den Roe, IV", ("van den Roe, IV",)),
        ("KIM A and LEE B", ("KIM, A", "LEE, B")),
        ("Roe A and World Plan Organization", ("Roe, A", "Organization, World Plan")),
    ],
)
def test_names_that_only_look_like_another_kind(written: str, names: tuple[str, ...]) -> None:
    assert bibtex_people(written) == names


def test_a_chapter_s_crossref_names_its_book_s_doi() -> None:
    assert not cited("@incollection{one,\n title={T},\n crossref={10.1234/book}\n}\n").doi
    assert cited("@article{one,\n title={T},\n crossref={10.1234/own}\n}\n").doi == "10.1234/own"


def test_a_summary_may_begin_with_an_address() -> None:
    assert cited("@misc{k,\n title={T},\n summary={https://x.example is told of}\n}\n").abstract
    assert not cited("@misc{k,\n title={T},\n summary={https://x.example}\n}\n").abstract


def test_numbers_within_a_note_s_sentence_are_another_work_s() -> None:
    item = {"id": "1", "type": "article", "title": "T", "note": "See PMID: 12345678, a comment on DOI: 10.1234/x"}
    told = cited(json.dumps([item]))
    assert (told.pmid, told.doi) == ("", "")


def test_a_line_of_text_is_no_volume_of_refworks() -> None:
    assert cited("RT Journal Article\nT1 Plans\nAB We ask\nvo ters\nYR 2020\n").abstract == "We ask vo ters"


def test_a_heading_within_an_abstract_is_no_label() -> None:
    head = "Document 1 of 1\n\nAuthor: Roe A\n\nTitle: T\n\n"
    told = cited(f"{head}Abstract: We ask.\nSubjects:\nTwelve.\n\nPublication year: 2020\n")
    assert (told.abstract, told.keywords, told.year) == ("We ask. Subjects: Twelve.", (), 2020)


def test_an_organisation_s_semicolon_parts_nobody() -> None:
    name = "Department of Plans; Education, Welfare"
    record = f"<record><ref-type>17</ref-type><contributors><authors><author>{name}</author></authors></contributors>"
    assert cited(f"<xml><records>{record}<titles><title>T</title></titles></record></records></xml>").authors == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "<list><record><contributors><person>Ann</person></contributors></record></list>",
        "<list><article><crossref><journal>Plans</journal></crossref></article></list>",
    ],
)
def test_other_xml_is_refused(text: str) -> None:
    with pytest.raises(ReviewError):
        detect(Source.of(text.encode()), "x.xml")
