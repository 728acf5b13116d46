"""Records that are easy to read are read by a shorter way, which must say the same as the careful one."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import nbib, ris, wos
from review_tool.formats.format import Format
from review_tool.formats.source import Source

DEV = Path(__file__).resolve().parents[3] / "shared" / "data" / "formats" / "dev"
RIS_FILE = """TY  - JOUR
TI  - Shared  plans
AU  - Roe, Ann; Doe, Dan
AU  - Müller,Eva
PY  - 2019/03//
KW  - one; two
AB  - First.
N2  - First.
ER  -

TY  - JOUR
T1  - Second &amp; <i>last</i>
DA  - 199
UR  - https://pubmed.ncbi.nlm.nih.gov/4567/
ER  -
"""
NBIB_FILE = """
PMID- 1
TI  - Shared plans that
      are wrapped
FAU - Roe, Ann
AU  - Roe A
DP  - 2020 Jan
AB  - One  and
       two.
OT  - a long
      keyword

PMID- 2
TI  - Zweiter Plan für alle
LID - 10.1234/AB [doi]
SO  - Somewhere. 2019;3
"""
WOS_FILE = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Roe, A
   Doe, D
TI Shared plans  that
   are wrapped
ID ONE; TWO
PY 2019
UT WOS:1
ER

PT J
AF Müller, Eva
TI Second
SO Journal of Plans
ER

EF
"""
# What stands now and then in real files, so that a record is no longer easy.
ODD = (
    "", " ", "Words of no tag", "ER  - visits", "ER  -", "TY  - BOOK", "PT J", "PMID- 3", "TI  -Glued",
    "AB -  One blank",
    "AB  - a\ttab", "TI  - \x1b[31mred", "KW  - soft\u00adhyphen", "OT  - no\u00a0break", "AU  - ",
    "      wrapped", "   and so",
    "\u2028", "TI  - \ud7ff", "\ufeff",
)  # fmt: skip


def carefully(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is easy any more."""
    monkeypatch.setattr(ris, "_EASY", re.compile(rb"(?!)"))
    for module in (nbib, wos):
        monkeypatch.setattr(module, "_EASY_VALUE", re.compile(r"(?!)"))
    for module in (ris, nbib, wos):
        monkeypatch.setattr(module, "is_plain", lambda *_: False)


def read(format: Format, data: bytes) -> list[Entry | Problem]:
    return [thing for part in (64, 1 << 20) for thing in format.read(Source.of(data, part=part))]


def altered(text: str) -> list[bytes]:
    """The file as it is and with odd lines in it, in each way to end a line."""
    chance, found = random.Random(text), []
    for _ in range(60):
        lines = text.split("\n")
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(lines))
            lines[at : at + chance.randrange(2)] = [chance.choice(ODD)]
        found.append(chance.choice(["\n", "\n", "\r\n", "\r"]).join(lines).encode())
    return [*found, text.encode().replace("ü".encode(), b"\xfc"), text.encode().replace(b" ", b"\xc3 \xa0")]


@pytest.mark.parametrize(("format", "text"), [(ris.RIS, RIS_FILE), (nbib.NBIB, NBIB_FILE), (wos.WOS, WOS_FILE)])
def test_the_short_way_says_what_the_careful_one_says(
    format: Format, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = altered(text)
    shortly = [read(format, file) for file in files]
    carefully(monkeypatch)
    for file, said in zip(files, shortly, strict=True):
        assert said == read(format, file), file


@pytest.mark.skipif(not DEV.exists(), reason="no shared data beside the repository")
@pytest.mark.parametrize(("format", "folder"), [(ris.RIS, "ris"), (nbib.NBIB, "nbib"), (wos.WOS, "wos")])
def test_and_so_it_does_of_real_files(format: Format, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [path.read_bytes() for path in sorted((DEV / folder).iterdir()) if path.stat().st_size < 60_000]
    shortly = [list(format.read(Source.of(file))) for file in files]
    carefully(monkeypatch)
    assert shortly == [list(format.read(Source.of(file))) for file in files]


def test_most_records_are_easy() -> None:
    data = RIS_FILE.encode()
    assert [(data[s.start : s.start + 2], s.fault) for s in ris._spans(data, True)] == [(b"TY", ""), (b"TY", "")]
    assert len(ris._EASY.findall(data)) == 2
    records = NBIB_FILE.strip().split("\n\n")
    assert [len(nbib._easy_pairs(record)) for record in records] == [7, 4]
