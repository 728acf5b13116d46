"""Made-up citation files of any size, one writer for each format, with words used as often as words are."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape

_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up citation."""

    n: int
    title: str
    authors: tuple[str, ...]
    year: int
    journal: str
    abstract: str
    doi: str


class Words:
    """Made-up words; the n-th most frequent is used 1/n as often as the first (Zipf)."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.words = ["".join(self.chance.choices(_SYLLABLES, k=3)) for _ in range(20_000)]
        self.weights = list(itertools.accumulate(1 / (n + 1) for n in range(len(self.words))))
        self.sentences = [" ".join(self.some(30)) for _ in range(20_000)]

    def some(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def citations(self, records: int) -> Iterator[Made]:
        for n in range(records):
            title, journal, *abstract = self.chance.choices(self.sentences, k=8)
            authors = tuple(f"Name{(n + k) % 977}, Ann {chr(65 + k)}" for k in range(1 + n % 6))
            yield Made(
                n, f"{title[:90]} {n}", authors, 1990 + n % 35, journal[:30], ". ".join(abstract), f"10.1000/made.{n}"
            )


def _ris(file: TextIO, made: Iterator[Made]) -> None:
    for m in made:
        people = "".join(f"AU  - {name}\n" for name in m.authors)
        file.write(f"TY  - JOUR\nTI  - {m.title}\n{people}PY  - {m.year}\nJO  - {m.journal}\nVL  - {m.n % 90}\n")
        file.write(f"DO  - {m.doi}\nKW  - one\nKW  - two\nAB  - {m.abstract}\nER  - \n\n")


def _nbib(file: TextIO, made: Iterator[Made]) -> None:
    for m in made:
        people = "".join(f"FAU - {name}\nAU  - {name[:-4]}\nAD  - Somewhere {m.n % 50}\n" for name in m.authors)
        lines = "\n      ".join(m.abstract[at : at + 80] for at in range(0, len(m.abstract), 80))
        file.write(f"PMID- {10_000_000 + m.n}\nOWN - NLM\nSTAT- MEDLINE\nDP  - {m.year} Jan\nTI  - {m.title}\n")
        file.write(f"LID - {m.doi} [doi]\nAB  - {lines}\n{people}LA  - eng\nPT  - Journal Article\nJT  - {m.journal}\n")
        file.write("MH  - Humans\nMH  - Plans\nSO  - Somewhere.\n\n")


def _bibtex(file: TextIO, made: Iterator[Made]) -> None:
    for m in made:
        file.write(f"@article{{name{m.n},\n  title = {{{m.title}}},\n  author = {{{' and '.join(m.authors)}}},\n")
        file.write(f"  year = {{{m.year}}},\n  journal = {{{m.journal}}},\n  doi = {{{m.doi}}},\n")
        file.write(f"  keywords = {{one, two}},\n  abstract = {{{m.abstract}}},\n}}\n\n")


def _wos(file: TextIO, made: Iterator[Made]) -> None:
    file.write("FN Clarivate Analytics Web of Science\nVR 1.0\n")
    for m in made:
        lines = "\n   ".join(m.abstract[at : at + 76] for at in range(0, len(m.abstract), 76))
        people = "\n   ".join(m.authors)
        file.write(f"PT J\nAU {people}\nAF {people}\nTI {m.title}\nSO {m.journal}\nAB {lines}\n")
        file.write(f"PY {m.year}\nDI {m.doi}\nUT WOS:{m.n:015}\nER\n\n")
    file.write("EF\n")


def _csv(file: TextIO, made: Iterator[Made]) -> None:
    rows = csv.writer(file)
    rows.writerow(("Title", "Authors", "Year", "Source title", "DOI", "Abstract", "Author Keywords"))
    for m in made:
        rows.writerow((m.title, "; ".join(m.authors), m.year, m.journal, m.doi, m.abstract, "one; two"))


def _style(text: str) -> str:
    return f'<style face="normal" font="default" size="100%">{escape(text)}</style>'


def _endnote_xml(file: TextIO, made: Iterator[Made]) -> None:
    file.write('<?xml version="1.0" encoding="UTF-8" ?><xml><records>')
    for m in made:
        people = "".join(f"<author>{_style(name)}</author>" for name in m.authors)
        file.write(
            f'<record><database name="made.enl">made.enl</database><rec-number>{m.n}</rec-number>'
            f'<ref-type name="Journal Article">17</ref-type><contributors><authors>{people}</authors></contributors>'
            f"<titles><title>{_style(m.title)}</title><secondary-title>{_style(m.journal)}</secondary-title></titles>"
            f"<keywords><keyword>{_style('one')}</keyword><keyword>{_style('two')}</keyword></keywords>"
            f"<dates><year>{_style(str(m.year))}</year></dates><abstract>{_style(m.abstract)}</abstract>"
            f"<electronic-resource-num>{_style(m.doi)}</electronic-resource-num></record>"
        )
    file.write("</records></xml>\n")


def _pubmed_xml(file: TextIO, made: Iterator[Made]) -> None:
    file.write('<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle" "made.dtd">\n')
    file.write("<PubmedArticleSet>\n")
    for m in made:
        people = "".join(
            f'<Author ValidYN="Y"><LastName>{name.split(",")[0]}</LastName><ForeName>{name.split(", ")[1]}</ForeName>'
            f"<AffiliationInfo><Affiliation>Somewhere {m.n % 50}.</Affiliation></AffiliationInfo></Author>\n"
            for name in m.authors
        )
        pmid = 10_000_000 + m.n
        file.write(
            f'<PubmedArticle>\n<MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>\n<Article>\n<Journal>'
            f"<JournalIssue><Volume>{m.n % 90}</Volume><PubDate><Year>{m.year}</Year></PubDate></JournalIssue>"
            f"<Title>{m.journal}</Title></Journal>\n<ArticleTitle>{m.title}</ArticleTitle>\n"
            f'<ELocationID EIdType="doi">{m.doi}</ELocationID>\n<Abstract><AbstractText Label="ALL">{m.abstract}'
            f"</AbstractText></Abstract>\n<AuthorList>{people}</AuthorList>\n<Language>eng</Language></Article>\n"
            "<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading></MeshHeadingList>\n"
            f'</MedlineCitation>\n<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
            "</ArticleIdList></PubmedData></PubmedArticle>\n"
        )
    file.write("</PubmedArticleSet>\n")


WRITERS: dict[str, tuple[str, Callable[[TextIO, Iterator[Made]], None]]] = {
    "ris": (".ris", _ris),
    "nbib": (".nbib", _nbib),
    "bibtex": (".bib", _bibtex),
    "wos": (".ciw", _wos),
    "csv": (".csv", _csv),
    "endnote-xml": (".xml", _endnote_xml),
    "pubmed-xml": (".xml", _pubmed_xml),
}
"""For each format the suffix of its files and what writes one."""


def made_file(folder: Path, format: str, records: int) -> Path:
    """A file of that many made-up records; made once."""
    suffix, write = WRITERS[format]
    path = folder / f"{format}-{records}{suffix}"
    if not path.exists():
        with path.open("w", encoding="utf-8", newline="") as file:
            write(file, Words().citations(records))
    return path
