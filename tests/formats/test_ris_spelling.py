"""RIS whose tags are spelled otherwise."""

from __future__ import annotations

import pytest

from review_tool.domain.record import Entry
from review_tool.formats import Source, detect
from review_tool.formats.ris import tokens
from review_tool.formats.ris_spelling import odd_spelling

PLAIN = (
    "TY  - JOUR\nTI  - Plans and\n  their uses\nAU  - Roe, Ann\nPY  - 2011\nAB  - An UV-light\nUV-light is used.\n"
    "ER  - \n"
)


def spelled(dash: str, small: bool = False) -> bytes:
    text = PLAIN * 2
    for tag in ("TY", "TI", "AU", "PY", "AB", "ER"):
        text = text.replace(f"{tag}  - ", f"{tag.lower() if small else tag}{dash}")
    return text.encode()


@pytest.mark.parametrize("part", [40, 1 << 20])
@pytest.mark.parametrize(
    ("dash", "small"),
    [
        ("  - ", True),
        (" - ", True),
        ("\t-\t", False),
        ("  -\t", False),
        ("\xa0\xa0-\xa0", False),
        ("  – ", False),
        ("-", False),
    ],
)
def test_a_file_spelled_throughout_in_another_way_is_read(dash: str, small: bool, part: int) -> None:
    source = Source.of(spelled(dash, small), part=part)
    found = list(detect(source, "odd.ris")[0].read(source))
    entries = [item for item in found if isinstance(item, Entry)]
    assert found == entries
    assert [entry.line for entry in entries] == [1, 9]
    for entry in entries:
        c = entry.citation
        assert (c.title, c.authors, c.year) == ("Plans and their uses", ("Roe, Ann",), 2011)
        assert (c.type, c.abstract) == ("JOUR", "An UV-light UV-light is used.")
        assert [token.tag for token in tokens(entry.raw)] == ["TY", "TI", "AU", "PY", "AB", "ER"]


def test_files_as_ris_has_them_are_left_as_they_are() -> None:
    for text in (PLAIN, PLAIN.replace("  - ", " - "), PLAIN.replace("TY  - ", "TY  -"), "TI  - Without a type\n", ""):
        assert odd_spelling(text.encode()) is None


def test_prose_that_begins_with_the_letters_is_no_type() -> None:
    for text in (b"Ty - man of letters\nsaid so\n", b"It is ty - me\n", b"TYPE - a word\n", b"TY- 5\n"):
        assert odd_spelling(text) is None
