"""BibTeX: entries cut one by one, LaTeX made plain."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats.bibtex import BIBTEX, _parsed, _regular
from review_tool.formats.latex import plain_text
from review_tool.formats.source import Source


def read(text: str) -> tuple[list[Entry], list[Problem]]:
    found = list(BIBTEX.read(Source.of(text.encode())))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_the_fields_of_an_entry() -> None:
    ((entry,), problems) = read(
        '@string{jp = "Journal of " # "Plans"}\n@Article(roe2020,\n  Title = "Shared {P}lans",\n'
        "  author = {Ann van den Roe and {World Plan Organization} and Doe, Dan and others},\n"
        "  journal = jp, year = 2020,\n"
        "  pages = {12--20}, number = 2, volume = {3}, doi = {https://doi.org/10.1234/AB_c}, keywords = {a, b}\n)\n"
    )
    c = entry.citation
    assert not problems
    assert (c.title, c.year, c.journal) == ("Shared Plans", 2020, "Journal of Plans")
    assert c.authors == ("van den Roe, Ann", "World Plan Organization", "Doe, Dan")
    assert (c.volume, c.issue, c.pages, c.doi) == ("3", "2", "12-20", "10.1234/ab_c")
    assert (c.keywords, c.type, c.source_id, entry.line) == (("a", "b"), "article", "roe2020", 2)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\"U}ber \'{e} \v{S}koda na{\"\i}ve Garc{\'\i}a {\o}", "Über é Škoda naïve García ø"),
        (r"{\c{C}}etin Aks{\i}n \L{}\'od\'z \H{o} \r{u}", "Çetin Aksın Łódź ő ů"),
        (r"$\alpha$-{TNF} \& H$_2$O, 50\% \textit{in} $10^{-3}$", "α-TNF & H₂O, 50% in 10⁻³"),
        (r"one---two ``said'' a\_b \{x\} \$5", "one—two “said” a_b {x} $5"),
        (r"Nguy{\~{\^e}}n, \frac{1}{2} $p\bar{p}$ \glqq{}so\grqq{} \enquote{said}", "Nguyễn, 1/2 pp̄ „so“ “said”"),
        (
            r"\LaTeX{} at \url{https://a.example/b_c~d--e}, 2\,{\mbox{$\mu$}}J",
            "LaTeX at <https://a.example/b_c~d--e>, 2 μJ",
        ),
        (
            r"The \LaTeX\ book, z\~{}2, \^{} and {\~{}}50, \textalpha-\textmu{} \upbeta",
            "The LaTeX book, z~2, ^ and ~50, α-µ β",
        ),
        (r"{\CYRM}{\cyra}{\cyrchar\cyrshch} $A \oplus B$, C$\backslash$D", "Мащ A ⊕B, C\\D"),
        (r"?`Qu{\'e}? `so' and 'tis \mkbibquote{{\"U}ber} \"a word\" f\"ur", "¿Qué? ‘so’ and 'tis “Über” “a word” für"),
    ],
)
def test_latex_as_it_is_printed(latex: str, text: str) -> None:
    assert plain_text(latex) == text


def test_doubled_keys_and_fields_are_kept_and_said() -> None:
    found, problems = read(
        "@article{k, title={One}, note={a}, note={b}}\n@article{k, title={Two}}\n@article{a,b c, title={Three}}\n"
    )
    assert [(e.citation.title, e.citation.source_id) for e in found] == [("One", "k"), ("Two", "k"), ("Three", "a,b c")]
    assert [(p.line, p.refused) for p in problems] == [(1, False), (2, False)]
    assert b"note={b}" in found[0].raw


def test_a_broken_entry_harms_no_other() -> None:
    found, problems = read(
        "@article{a, title={One}}\n@article{b, title={Open { brace}\n@article{c, title={Two}}\n"
        '@article{d, title "no sign"}\n@article{e, title={Three}}\n'
    )
    assert [e.citation.source_id for e in found] == ["a", "b", "c", "e"]
    assert [(p.line, p.record, p.refused) for p in problems] == [(2, 2, False), (4, 4, True)]


def test_fields_after_a_brace_closed_too_early_are_kept_and_said() -> None:
    text = (
        "@article{a, title={One}},\n  volume = {3}, month = jan,\n  abstract = {Not } lost}\n}\n@misc{b, title={Two}}\n"
    )
    (one, two), problems = read(text)
    assert (one.citation.title, one.citation.volume, one.citation.abstract) == ("One", "3", "Not lost")
    assert (two.citation.title, [(p.line, p.record) for p in problems]) == ("Two", [(1, 1)])


def test_fields_that_belong_to_no_entry_are_said() -> None:
    found, problems = read("@misc{a, title={One}}\n@misc b, title = {Two}}\n@misc{c, title={Three}}\n")
    assert [entry.citation.title for entry in found] == ["One", "Three"]
    assert [p.line for p in problems] == [2]


def test_fields_in_remarks_between_entries_belong_to_none() -> None:
    found, problems = read(
        '%%%  BibTeX-file{\n%%%     author = "Nobody",\n%%%  }\n@misc{a, title={One}}\n% publisher = {Press},\n'
        "\t%% year = {2001}, note = {x}\n@misc{b, title={Two}}\n% x = {y}\n volume = {3}\n"
    )
    assert [entry.citation.title for entry in found] == ["One", "Two"]
    assert [p.line for p in problems] == [9]


def test_remarks_between_fields_are_no_part_of_them() -> None:
    ((entry,), problems) = read(
        "@misc{a,\n author = {Roe, Ann}, % first, second = {x}\n author+an:role = {1=director},\n"
        " title = {50% {of} 60% {it}}   % to do, note = {x}\n , % year = {1990},\n year = {2001} % read\n}\n"
    )
    c = entry.citation
    assert (c.title, c.authors, c.year, problems) == ("50% of 60% it", ("Roe, Ann",), 2001, [])
    ((entry,), problems) = read('@misc{a,\n title = "Of {10} % more",\n note = {{a} % b\n},\n year = {2020},\n}')
    assert (entry.citation.title, entry.citation.year, problems) == ("Of 10 % more", 2020, [])


def test_a_doi_where_producers_put_it() -> None:
    found, _ = read(
        "@article{https://doi.org/10.1002/ab.1, title={One}}\n@article{10.1145/3.4, title={Two}, doi={10.1145/3.5}}\n"
        "@article{ref1, title={Three}, crossref={10.1590/S0-1}}\n"
        "@article{k, title={Four}, citeulike-linkout-0={http://dx.doi.org/10.1000/cu.1}, summary={http://a.example}}\n"
        "@inbook{c, title={Five}, crossref={b}}\n@book{b, title={10.1 things}, summary={Of this}}\n"
    )
    assert [entry.citation.doi for entry in found] == [
        "10.1002/ab.1", "10.1145/3.5", "10.1590/s0-1", "10.1000/cu.1", "", "",
    ]  # fmt: skip
    assert [entry.citation.abstract for entry in found] == ["", "", "", "", "Of this", "Of this"]


def test_an_entry_without_the_comma_after_its_key() -> None:
    ((entry,), _) = read("@misc{roe2020 title = {One}, year = 2020}")
    assert (entry.citation.source_id, entry.citation.title, entry.citation.year) == ("roe2020", "One", 2020)
    ((entry,), problems) = read("@misc{roe2020,\ndoi:10.1234/ab,\ntitle = {One},\nyear = 2020}")
    assert (entry.citation.source_id, entry.citation.title, entry.citation.year) == ("roe2020", "One", 2020)
    assert [p.line for p in problems] == [1]


def test_what_producers_add() -> None:
    found, problems = read(
        "@article{a, author={Roe A}, title={EndNote}, keywords={*Humans\nAged, 80 and over\nMiddle Aged},\n"
        " url={<Go to ISI>://WOS:1\nhttps://a.example/b}}\n"
        "@article{b, title={Scopus}, author_keywords={x; y}, keywords={Y; z, w}, volume={n/a}, pages={1 – 2}}\n"
        "@article{c, title={Pages}, note ={PMID: 31234567}, howpublished={\\url{https://doi.org/10.1234/ab}}}\n"
        "@article{e, title={Old< i> E. coli</i> of Scholar}, issue={7}, journal={J}}\n"
        "@article{pmid12345678, Title={TeXMed}, authors={Roe, Ann}, title={Twice}}\n"
    )
    a, b, c, e, d = (entry.citation for entry in found)
    assert (e.title, e.issue) == ("Old E. coli of Scholar", "7")
    assert (a.keywords, a.url) == (("Humans", "Aged, 80 and over", "Middle Aged"), "https://a.example/b")
    assert (b.keywords, b.volume, b.pages) == (("x", "y", "Y", "z, w"), "", "1-2")
    assert (c.pmid, c.doi, c.url) == ("31234567", "10.1234/ab", "https://doi.org/10.1234/ab")
    assert (d.pmid, d.title, d.authors) == ("12345678", "TeXMed", ("Roe, Ann",))
    assert [p.line for p in problems] == [9]


def test_what_is_no_record() -> None:
    found, problems = read(
        'notes\n@comment{@article{x, title={Hidden}}}\n@preamble{"x"}\n% mail me@home\n@misc{m, title={Seen}}'
    )
    assert [e.citation.title for e in found] == ["Seen"]
    assert not problems


def test_a_part_of_one_book_has_its_authors() -> None:
    book = "@book{b, title={Whole}, author={Roe, Ann}, editor={Doe, Dan}, year=2000}\n"
    found, _ = read(
        f"@inbook{{a, crossref={{b}}, title={{Part}}}}\n@incollection{{c, crossref={{b}}, title={{C}}}}\n{book}"
    )
    assert [entry.citation.authors for entry in found[:2]] == [("Roe, Ann",), ("Doe, Dan",)]


def test_a_child_takes_from_its_parent() -> None:
    found, _ = read(
        "@inproceedings{c, crossref={p}, title={Child}}\n"
        "@proceedings{p, title={The Meeting}, year=2011, crossref={c}}\n"
    )
    assert (found[0].citation.journal, found[0].citation.year) == ("The Meeting", 2011)


def test_an_undefined_abbreviation_is_said() -> None:
    ((entry,), problems) = read("@misc{m, title={T}, journal=nope # { x}}")
    assert entry.citation.journal == "nope x"
    assert "nope" in problems[0].what


def test_a_file_without_entries_is_read_as_empty() -> None:
    found, problems = read("%% A BibTeX file\n%% of comments\n")
    assert not found
    assert [p.line for p in problems] == [0]


@given(
    st.lists(st.text(alphabet='ab1 {}"\\=,#@)\n', max_size=14), min_size=1, max_size=3),
    st.sampled_from(["{}", '""', "\n"]),
)
@settings(max_examples=300, deadline=None)
def test_the_quick_way_reads_fields_as_bibtexparser_does(values: list[str], delimiters: str) -> None:
    opened, closed = delimiters[0], delimiters[-1]
    rest = ",\n".join(f"f{n} = {opened}{value}{closed}" for n, value in enumerate(values)) + "\n}"
    quick, parsed = _regular(rest), _parsed("@entry{k," + rest)
    # After two backslashes it takes a brace for text, and finds no end or another; a line with @ it takes for an entry.
    if quick and parsed and "\n@" not in rest and not re.search(r"\\\\[{}]", rest):
        assert [(name, value.strip()) for name, value in quick[0]] == [
            (name, value.strip()) for name, value in parsed[0]
        ]


def test_a_line_of_a_value_that_begins_with_an_at_sign_is_no_entry() -> None:
    found, _ = read("@article{a, title = {One\n@{two}}, year = 2001}\n")
    assert [(entry.citation.title, entry.citation.year) for entry in found] == [("One @two", 2001)]


def test_a_broken_entry_keeps_what_its_fields_say() -> None:
    found, problems = read(
        "@article{a,\n title={No comma}\n author={Roe, Ann},\n year={2000}\n}\n"
        '@article{b, title = "A "word" in it", year=2001}\n'
        "@article{c, title={Open {brace}, author={Doe, Dan}, year=2002}\n\n"
        "@article{d, title={x {y} e = {z}}, year=2003}\n"
    )
    said = [(e.citation.title, e.citation.authors, e.citation.year) for e in found]
    assert said == [
        ("No comma", ("Roe, Ann",), 2000),
        ('A "word" in it', (), 2001),
        ("Open brace", ("Doe, Dan",), 2002),
        ("x y e = z", (), 2003),
    ]
    assert [(p.line, p.refused) for p in problems] == [(1, False), (7, False)]


def test_an_entry_behind_a_per_cent_sign_is_told_and_left_out() -> None:
    found, problems = read("@book{a, title={One}}\n% @book{b,\n%  title={Two}\n%}\n@book{c, title={100% wool}}\n")
    assert [e.citation.source_id for e in found] == ["a", "c"]
    assert [(p.line, p.refused) for p in problems] == [(2, False)]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Jean {Roe Doe} and {Barnes and Noble, Inc.}", ("Roe Doe, Jean", "Barnes and Noble, Inc.")),
        ("family=Roe, given=Ann, prefix=von and Dan Doe", ("von Roe, Ann", "Doe, Dan")),
        (r"Roe ,Ann and {\v S}koda, {\~ A}ke", ("Roe, Ann", "Škoda, Ãke")),
        ("Ann Roe; Dan Doe", ("Roe, Ann", "Doe, Dan")),
        ("Roe, A., Doe, D., Poe, C.", ("Roe, A.", "Doe, D.", "Poe, C.")),
        ("Ann Roe, Dan Doe, Eve Poe and Cy Moe", ("Ann Roe", "Dan Doe", "Eve Poe", "Moe, Cy")),
        ("Roe Doe, Ann Eve,  Poe Moe, Dan Cy", ("Roe Doe, Ann Eve", "Poe Moe, Dan Cy")),
        ("Roe A., Doe D.B.", ("Roe A.", "Doe D.B.")),
        ("Roe A and van den Doe DB and Wei LI", ("Roe, A", "van den Doe, DB", "Wei, LI")),
        ("Wei LI and Ann Roe", ("LI, Wei", "Roe, Ann")),
        (
            "Martin Luther Roe Jr. and Roe, Jr., Ann and van Doe",
            ("Roe, Jr., Martin Luther", "Roe, Jr., Ann", "van Doe"),
        ),
        ("A. Roe, D. B. Doe, and É.-P. Poe", ("A. Roe", "D. B. Doe", "Poe, É.-P.")),
        ("A. Roe, and D. Doe", ("A. Roe", "Doe, D.")),
        ("Ann Roe (Ed.) and Dan Doe (eds) and {et al.}", ("Roe, Ann", "Doe, Dan")),
        ("Аренс З and Roe A", ("Аренс, З", "Roe, A")),
        ("Ann Roe, Jr. and Dan Doe, III", ("Roe, Jr., Ann", "Doe, III, Dan")),
        ("Ann Roe 0001 and Dan D{\\'o}e 0012", ("Roe, Ann", "Dóe, Dan")),
        ("Weinan E and Ann Roe and Dan Doe", ("E, Weinan", "Roe, Ann", "Doe, Dan")),
        ("A. E. Roe and J.M. I", ("Roe, A. E.", "I, J.M.")),
        (r"Ann Roe \& Dan Doe", ("Roe, Ann", "Doe, Dan")),
        ("and Roe, Ann; Doe, Dan and G. Poe et al.", ("Roe, Ann", "Doe, Dan", "Poe, G.")),
    ],
)
def test_names_in_the_ways_they_are_written(written: str, names: tuple[str, ...]) -> None:
    ((entry,), _) = read(f"@misc{{k, title={{T}}, author={{{written}}}}}")
    assert entry.citation.authors == names
