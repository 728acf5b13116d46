"""The content decides which format a file is; what is no citation file is refused with the remedy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Entry
from review_tool.formats import FORMATS, detect
from review_tool.formats.source import Source

RIS = b"TY  - JOUR\nTI  - Shared plans\nER  - \n"
BIB = b"@article{roe2020,\n title = {Shared plans}\n}\n"
NBIB = b"PMID- 123\nTI  - Shared plans\nFAU - Roe, Ann\n"
CSV = b"Title,Authors,Year\nShared plans,Ann Roe,2020\n"
TSV = CSV.replace(b",", b"\t")


@pytest.mark.parametrize(("data", "name"), [(RIS, "ris"), (BIB, "bibtex"), (NBIB, "nbib"), (CSV, "csv"), (TSV, "tsv")])
def test_content_wins_over_the_name(data: bytes, name: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be"):
        found, why = detect(Source.of(data.decode().encode(encoding)), "wrong.xml")
        assert found.name == name
        assert why


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"PK\x03\x04\x00\x00 word/document.xml", "Word"),
        (b"PK\x03\x04\x00\x00 refs.ris " + RIS, "ZIP"),
        (b"%PDF-1.7\n" + RIS, "PDF"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"<!DOCTYPE html><html>Please sign in</html>", "web page"),
        (b'<?xml version="1.0"?><rss><item/></rss>', "XML"),
        (b'[{"title": "x"}]', "JSON"),
        (b"Dear all, here are the notes of our meeting.\n", "not a citation file"),
        (bytes(range(32)) * 20, "binary"),
        (b"12345678\n23456789\r\n", "list of numbers"),
        (b"Scopus\r\nEXPORT DATE:2 May\r\n\r\nRoe, A.\r\nPlans\r\n", "Scopus's text for reading"),
        (b'<rdf:RDF xmlns:z="http://www.zotero.org/namespaces/export#"><a/></rdf:RDF>', "Zotero's RDF"),
        (b"10.1234/ab\nhttps://doi.org/10.1234/cd\n", "list of numbers"),
        (b"1. Ways. 2011;3(2):1-9. doi: 10.1234/ab.\n\nPlans.\n\nRoe A.\n\nPMID: 45\n", "PubMed's text for reading"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument table"),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>Title', "table in an old form"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1" + bytes(100), "old Excel"),
        (b"Ward;Beds;Nurses\nA;12;7\nB;20;9\n", "names columns"),
    ],
)
def test_what_is_no_citation_file_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises(ReviewError, match=says) as refusal:
        detect(Source.of(data), "search.ris")
    assert "search.ris" in str(refusal.value)
    assert refusal.value.hint


def test_a_broken_workbook_is_no_archive_to_unpack() -> None:
    with pytest.raises(ReviewError, match="a broken Excel workbook"):
        detect(Source.of(b"PK\x03\x04 cut short"), "search.xlsx")


def test_a_person_may_name_the_format() -> None:
    assert detect(Source.of(RIS), "a.ris", "csv")[0].name == "csv"
    with pytest.raises(ReviewError, match="no format") as refusal:
        detect(Source.of(RIS), "a.ris", "word")
    assert all(f.name in refusal.value.hint for f in FORMATS)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_format_or_refused(data: bytes) -> None:
    try:
        found, _ = detect(Source.of(data), "x")
    except ReviewError:
        return
    assert found in FORMATS


@pytest.mark.parametrize("inside", [RIS, BIB, NBIB])
def test_a_table_is_a_table_whatever_stands_in_its_cells(inside: bytes) -> None:
    cell = inside.replace(b'"', b"'")
    data = b'title,authors,year,abstract\nOne,"Kim, Ji",2020,"Pasted:\n' + cell + b'"\nTwo,"Lee, Su",2021,x\n'
    found, _ = detect(Source.of(data), "a.csv")
    assert found.name == "csv"
    assert len([one for one in found.read(Source.of(data)) if isinstance(one, Entry)]) == 2
