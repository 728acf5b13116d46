"""CSV and TSV as databases and spreadsheet programs write them."""

from __future__ import annotations

import pytest

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.fields import people
from review_tool.formats.header_words import FIELDS, LANGUAGES
from review_tool.formats.headers import NAMES, columns, fold_header
from review_tool.formats.source import Source


def read(text: str) -> tuple[list[Entry], list[Problem]]:
    data = text.encode()
    found = list(detect(Source.of(data), "table.csv")[0].read(Source.of(data)))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_the_fields_of_a_row() -> None:
    ((entry,), problems) = read(
        "\ufeffAuthors,Article Title,Publication Year,Source title,Volume,Issue,"
        "Page start,Page end,DOI,"
        "PubMed ID,Abstract,Author Keywords,Document Type,Record ID\n"
        '"Roe, A.; Doe, D.","Two ""big""\nplans",2020,J Plans,3,2,12,20,'
        'https://doi.org/10.1234/AB,="4567","=1+1",a; b,Article,R7\n'
    )
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.year) == ('Two "big" plans', ("Roe, A.", "Doe, D."), 2020)
    assert (c.journal, c.volume, c.issue, c.pages) == ("J Plans", "3", "2", "12-20")
    assert (c.doi, c.pmid, c.abstract, c.keywords) == ("10.1234/ab", "4567", "=1+1", ("a", "b"))
    assert (c.type, c.source_id, entry.line) == ("Article", "R7", 2)
    assert entry.raw.startswith(b'"Roe, A.;')


def test_heading_under_a_preamble_and_odd_rows() -> None:
    found, problems = read(
        "SEARCH QUERY;plans\n----\n;;\nTitle;Authors;Year\nOne;A;2020\nTwo;B\n\n"
        "A section\nThree;C;2021;x\n'=cmd;D;2022\n"
    )
    assert [e.citation.title for e in found] == ["One", "Two", "Three", "=cmd"]
    assert [e.position for e in found] == [1, 2, 4, 5]
    assert [(p.line, p.refused) for p in problems] == [(6, False), (8, True), (9, False)]


def test_a_table_without_rows_says_so() -> None:
    found, problems = read("Title,Authors,Year\n")
    assert not found
    assert "no rows" in problems[0].what


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Lim SM, Shiau CWC, Lau Y.", ("Lim SM", "Shiau CWC", "Lau Y")),
        ("Roe, R.", ("Roe, R.",)),
        ("Roe, R., Doe, D.", ("Roe, R.", "Doe, D.")),
        ("Roe R., Doe D.", ("Roe R.", "Doe D.")),
        ("Cruz Lima, Ana Luz, Sol, Eva", ("Cruz Lima, Ana Luz", "Sol, Eva")),
        ("Ann Roe and Dan Doe", ("Ann Roe", "Dan Doe")),
        ("Roe, A., Doe, D. & Poe, E.", ("Roe, A.", "Doe, D.", "Poe, E.")),
        ("Roe, A., Doe, D., and Poe, E.", ("Roe, A.", "Doe, D.", "Poe, E.")),
        ("Ann Roe, Dan Doe and Eve Poe", ("Ann Roe", "Dan Doe", "Eve Poe")),
        ("Roe A, Doe D, Poe E and Plan Group", ("Roe A", "Doe D", "Poe E", "Plan Group")),
        ("Roe, Ann and Doe, Dan", ("Roe, Ann", "Doe, Dan")),
        ("Roe, A. and Doe, D. and Poe, E. and Foe, F.", ("Roe, A.", "Doe, D.", "Poe, E.", "Foe, F.")),
        ("Roe, Jr., Ann and Doe, Dan", ("Roe, Jr., Ann", "Doe, Dan")),
        ("Roe, A.\n and Doe, D.\n and Poe, E.\n", ("Roe, A.", "Doe, D.", "Poe, E.")),
        ("Roe, A. & Doe, D.", ("Roe, A", "Doe, D")),
        ("['Ann Roe', \"Dan O'Doe\"]", ("Ann Roe", "Dan O'Doe")),
        ('["Roe, Ann", "Doe, Dan"]', ("Roe, Ann", "Doe, Dan")),
        ("Roe, Ann|Doe, Dan", ("Roe, Ann", "Doe, Dan")),
        ("van den Hoven,null", ("van den Hoven",)),
        ("Ministry of Plans", ("Ministry of Plans",)),
        ("", ()),
    ],
)
def test_people_of_a_cell(cell: str, names: tuple[str, ...]) -> None:
    assert people(cell) == names


def test_the_names_of_columns_are_folded_and_serve_one_field() -> None:
    names = [name for group in NAMES.values() for name in group]
    assert [name for name in names if fold_header(name) != name] == []
    assert len(names) == len(set(names))


def test_an_entity_s_semicolon_parts_nobody() -> None:
    assert people("B&#252;chner, A; Roe, B") == ("Büchner, A", "Roe, B")


def test_a_quotation_mark_without_end_hides_no_rows() -> None:
    found, problems = read(
        'Title,Authors,Year\n"Open,Ann Roe,2001\nTwo,"Doe, Dan",2002\nThree,Carl Poe,2003\n"Last\nof all",A Roe,2004\n'
    )
    said = [(e.citation.title, e.citation.authors, e.citation.year, e.line) for e in found]
    assert said == [
        ("Open", ("Ann Roe",), 2001, 2),
        ("Two", ("Doe, Dan",), 2002, 3),
        ("Three", ("Carl Poe",), 2003, 4),
        ("Last of all", ("A Roe",), 2004, 5),
    ]
    assert [(p.line, p.record, "quotation mark" in p.what) for p in problems] == [(2, 1, True)]


def test_people_without_a_sign_between_them_may_have_double_names() -> None:
    assert people("Ann WangShu-Yu TsaoYueh-Chen Hsieh") == ("Ann Wang", "Shu-Yu Tsao", "Yueh-Chen Hsieh")
    assert people("Zoe Mon-IbanesMarie F. Ducatez") == ("Zoe Mon-Ibanes", "Marie F. Ducatez")


def test_people_without_a_sign_between_them_and_as_a_program_lists_them() -> None:
    assert people("Ann RoeBob McDonaldCarl De Luca") == ("Ann Roe", "Bob McDonald", "Carl De Luca")
    assert people("Sean MacDonald") == ("Sean MacDonald",)
    assert people("[{'authorId': '1', 'name': 'Ann Roe'}, {'name': \"O'Neil\"}]") == ("Ann Roe", "O'Neil")


def test_the_two_letters_of_web_of_science_name_columns() -> None:
    ((entry,), _) = read("PT\tAU\tAF\tTI\tSO\tID\tPY\tUT\nJ\tRoe, A\tRoe, Ann\tPlan\tJ\tKEYWORD\t2001\tWOS:1\n")
    assert (entry.citation.source_id, entry.citation.journal) == ("WOS:1", "J")


HEADINGS = (
    "Título;Autores;Año;Revista;Volumen;Número;Páginas;Resumen",
    "Titolo;Autori;Anno;Rivista;Volume;Numero;Pagine;Riassunto",
    "Titel;Auteurs;Jaar;Tijdschrift;Jaargang;Nummer;Pagina's;Samenvatting",
    "Titel;Författare;År;Tidskrift;Volym;Nummer;Sidor;Sammanfattning",
    "Tytuł;Autorzy;Rok;Czasopismo;Tom;Numer;Strony;Streszczenie",
    "Название;Авторы;Год;Журнал;Том;Номер;Страницы;Аннотация",
    "题名;作者;年;来源;卷;期;页码;摘要",
    "Tittel;Forfattere;År;Tidsskrift;Bind;Nummer;Sider;Sammendrag",
    "Otsikko;Tekijät;Vuosi;Lehti;Vuosikerta;Numero;Sivut;Tiivistelmä",
    "BAŞLIK;YAZARLAR;YIL;DERGI;CILT;SAYI;SAYFALAR;ÖZET",
    "Τίτλος;Συγγραφείς;Έτος;Περιοδικό;Τόμος;Τεύχος;Σελίδες;Περίληψη",
    "제목;저자;발행년도;학술지명;권;호;페이지;초록",
    "العنوان;المؤلف;السنة;المجلة;المجلد;العدد;الصفحات;الملخص",
    "タイトル;著者;出版年;雑誌名;巻;号;ページ;抄録",
)


def test_the_words_of_every_language_are_known() -> None:
    for language, words in LANGUAGES.items():
        found = columns(list(words))
        assert set(found) == set(FIELDS), language


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_in_other_languages(heading: str) -> None:
    ((entry,), problems) = read(f"{heading}\nPlans;Roe, A.;2011;Ways;3;2;1-9;How\n")
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.year, c.journal) == ("Plans", ("Roe, A.",), 2011, "Ways")
    assert (c.volume, c.issue, c.pages, c.abstract) == ("3", "2", "1-9", "How")


def test_rows_that_were_saved_as_one_cell_each_are_rows() -> None:
    found, problems = read(
        'Title,Authors,Year\n"Plans,""Roe, Ann"",2011"\n"Ways, and ""means"""\nMore,"Doe, Dan",2012\n'
    )
    assert [(e.citation.title, e.citation.authors, e.citation.year, e.line) for e in found] == [
        ("Plans", ("Roe, Ann",), 2011, 2),
        ("More", ("Doe, Dan",), 2012, 4),
    ]
    assert [(p.line, p.refused) for p in problems] == [(3, True)]
    found, problems = read('"Title,Year"\n"""Ways, means"",2011"\n')
    assert not problems
    assert [(e.citation.title, e.citation.year) for e in found] == [("Ways, means", 2011)]
    found, problems = read('Title\n"Ways, means"\n')
    assert [e.citation.title for e in found] == ["Ways, means"]


def test_a_row_without_any_bound_says_so() -> None:
    found, problems = read("Title,Year\n" + "x" * (9 << 20) + ",2001\nPlans,2002\n")
    assert [e.citation.title for e in found] == ["Plans"]
    assert [(p.line, p.what) for p in problems] == [(2, "This record is more than 8 MB long and was not read.")]


def test_headings_whose_words_meet_in_capitals() -> None:
    ((entry,), _) = read("articleTitle,authorNames,publicationYear,journalTitle\nPlans,Roe A; Doe D,2011,Ways\n")
    c = entry.citation
    assert (c.title, c.authors, c.year, c.journal) == ("Plans", ("Roe A", "Doe D"), 2011, "Ways")


def test_a_database_is_no_journal() -> None:
    found, _ = read("Title,Year,Journal,Source\nPlans,2011,Ways,Scopus\nAims,2012,,Scopus\n")
    assert [e.citation.journal for e in found] == ["Ways", ""]
    found, _ = read("Title,Year,Source\nPlans,2011,Ways\n")
    assert [e.citation.journal for e in found] == ["Ways"]


def test_sheets_that_people_type_name_their_columns_in_their_own_ways() -> None:
    head = "Author 1,Author 2,Author 3,Title of document,Year,Organisation"
    ((entry,), _) = read(f'{head}\n"Roe, Ann","Doe, Dan",,Plan,2018,Mind\n')
    assert (entry.citation.title, entry.citation.authors) == ("Plan", ("Roe, Ann", "Doe, Dan"))
    ((entry,), _) = read("Title of document,Year,Organisation\nPlan,2018,Mind\n")
    assert entry.citation.authors == ("Mind",)
    head = "No.,Author (Year),Title,Link"
    ((one, two), told) = read(f"{head}\n1,Roe & Doe (2017),Plan,\n2,Poe et al. 2019,Two,\n,,,\nTotal,2,,\n")
    assert (one.citation.authors, one.citation.year) == (("Roe", "Doe"), 2017)
    assert (two.citation.authors, two.citation.year) == (("Poe",), 2019)
    assert [(p.what, p.refused, p.line) for p in told] == [("This row is a sum: “Total 2”.", True, 5)]


def test_columns_that_say_more_than_their_name() -> None:
    head = "Surname 1,Initials 1,Surname 2,Initials 2,Titel der Studie,Jahr ermittelt,DOI-Name"
    ((entry,), _) = read(f"{head}\nRoe,A,Doe,,Plan,2014,10.1000/a\n")
    assert entry.citation.authors == ("Roe, A", "Doe")
    assert (entry.citation.title, entry.citation.year, entry.citation.doi) == ("Plan", 2014, "10.1000/a")
    ((entry,), _) = read("Author(s)\tYear\tLast name\tTitle & journal\nRoe, A\t2014\tPoe\tPlan. BMJ\n")
    assert (entry.citation.authors, entry.citation.title) == (("Roe, A",), "Plan. BMJ")
    ((entry,), _) = read("| Title | Authors | Year |\n| --- | --- | --- |\n| Plan | Roe, A | 2014 |\n")
    assert (entry.citation.title, entry.citation.authors, entry.position) == ("Plan", ("Roe, A",), 1)


def test_json_that_writes_its_names_with_capitals() -> None:
    data = '{"CodeSets":[{"SetName":"Screen"}],"References":[{"ItemId":77,"Title":"Plans","ParentTitle":"Child Care",' \
        '"Year":"2011","Authors":"Roe Ann ; Doe D ;","Abstract":"Abs","TypeName":"Journal, Article"}]}'  # fmt: skip
    found, _ = detect(Source.of(data.encode()), "eppi.json")
    (one,) = (i.citation for i in found.read(Source.of(data.encode())) if isinstance(i, Entry))
    assert (one.title, one.authors, one.year, one.journal) == ("Plans", ("Roe Ann", "Doe D"), 2011, "Child Care")


@pytest.mark.parametrize("nothing", ["nan", "NaN", "NA", "N/A", "#N/A", "None", "null", "-"])
def test_what_programs_write_into_empty_cells_is_nothing(nothing: str) -> None:
    ((entry,), _) = read(f"title,authors,journal,abstract,keywords,url\nOne,{','.join([nothing] * 5)}\n")
    c = entry.citation
    assert (c.authors, c.journal, c.abstract, c.keywords, c.url) == ((), "", "", (), "")
    assert nothing.encode() in entry.raw


def test_whole_numbers_of_columns_with_gaps_have_no_point() -> None:
    ((entry,), _) = read("title,year,volume,issue,start page,end page,pmid\nOne,2020.0,34.0,2.0,307.0,326.0,123.0\n")
    c = entry.citation
    assert (c.year, c.volume, c.issue, c.pages, c.pmid) == (2020, "34", "2", "307-326", "123")


def test_an_address_in_pubmed_says_its_number() -> None:
    ((entry,), _) = read("title,authors,url\nOne,A,https://pubmed.ncbi.nlm.nih.gov/37000001/\n")
    assert entry.citation.pmid == "37000001"


def test_ovid_s_tables_have_a_person_a_line_and_all_of_the_source_in_one_cell() -> None:
    (one, two), problems = read(
        "ORN,VN,DB,UI,TI,SO,AU,MH,AB\n"
        '1,Ovid Technologies,Embase,2011,Plans.,"Plans and Health. 25 (1) (no pagination), 2018. Article Number: t1.",'
        '"Roe A.\n\nDoe D.","adult\n\n*plan",Text\n'
        '2,Ovid Technologies,Embase,2012,Two.,"J Plans. 9(2):19-25, 2021 Jan.",Poe E.B.,,\n'
    )
    assert not problems
    c = one.citation
    assert (c.authors, c.year, c.journal, c.keywords) == (
        ("Roe A.", "Doe D."),
        2018,
        "Plans and Health",
        ("adult", "plan"),
    )
    assert (c.volume, c.issue, c.pages, c.source_id) == ("25", "1", "", "2011")
    c = two.citation
    assert (c.authors, c.journal, c.year) == (("Poe E.B.",), "J Plans", 2021)
    assert (c.volume, c.issue, c.pages) == ("9", "2", "19-25")


@pytest.mark.parametrize(
    "journal", ["Journal of Plans (London), 2018 edition", "Plans (2019) and after", "Plans 12, 2018"]
)
def test_a_journal_whose_name_has_a_year_stays_whole(journal: str) -> None:
    ((entry,), _) = read(f'title,authors,journal\nOne,A,"{journal}"\n')
    assert (entry.citation.journal, entry.citation.year) == (journal, None)


@pytest.mark.parametrize(
    "heading",
    [
        "citation_title,citation_authors,citation_pub_year,citation_journal_name,citation_doi,citation_abstract",
        "Paper title,Paper authors,Paper year,Paper journal,Paper DOI,Paper abstract",
        "dc.title[en_US],dc.contributor.author[],dc.date.issued[],dc.relation.ispartof[],dc.identifier.doi,"
        "dc.description.abstract[en]",
        "title_s,authFullName_s,producedDateY_i,journalTitle_s,doiId_s,abstract_s",
        "title,authorString,pubYear,journalTitle,doi,abstractText",
        "Title,Authors,PubYear,Source title/Anthology title,DOI,Abstract",
    ],
)
def test_columns_named_as_screening_programs_and_archives_name_them(heading: str) -> None:
    ((entry,), problems) = read(f"{heading}\nOne,Roe A; Doe D,2020,J Plans,10.1000/x,Text\n")
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.year, c.journal) == ("One", ("Roe A", "Doe D"), 2020, "J Plans")
    assert (c.doi, c.abstract) == ("10.1000/x", "Text")


def test_a_name_that_says_more_serves_only_where_no_column_has_the_name_itself() -> None:
    assert columns(["Reference DOI", "Title", "DOI"])["doi"] == [2]


def test_a_count_of_references_is_no_issue() -> None:
    assert "issue" not in columns(["Title", "Authors", "Reference number of study", "Study no of arms"])


@pytest.mark.parametrize(
    "source",
    [
        "Plans and Health (PLANS HEALTH), Jan2020; 3(2): 19-25. (7p)",
        "Plans and Health 2020;3(2):19-25",
        "Plans and Health. 2020 Jan 4; 3(2): 19-25.",
        "Plans and Health, Jan2020, Vol. 3 Issue 2, p19-25, 7p",
        "Plans and Health (2020) 3:2 (19-25). Date of Publication: 1 Jan 2020",
        "Plans and Health. 3 (2) (pp 19-25), 2020. Date of Publication: 2020.",
    ],
)
def test_a_source_in_one_cell_is_told_apart(source: str) -> None:
    ((entry,), _) = read(f'title,authors,source\nOne,A,"{source}"\n')
    c = entry.citation
    assert (c.journal, c.year, c.volume, c.issue, c.pages) == ("Plans and Health", 2020, "3", "2", "19-25")


def test_a_first_column_that_counts_the_rows_is_no_issue() -> None:
    (one, two), problems = read("No.,Title,Authors,Year\n1,One,Roe A,2020\n2,Two,Doe B,2021\nTotal,2,,\n")
    assert [entry.citation.issue for entry in (one, two)] == ["", ""]
    assert [(p.line, p.refused) for p in problems] == [(4, True)]
    assert columns(["Title", "No."])["issue"] == [1]


def test_the_article_s_number_of_web_of_science_is_no_year() -> None:
    ((entry,), _) = read("PT\tAU\tAF\tTI\tSO\tPY\tAR\tUT\nJ\tDoe, D\tDoe, Dan\tTwo\tPLANS\t\t2011\tWOS:2\n")
    assert entry.citation.year is None
