"""Pairs that duplicate finders get wrong, made up for this project: each with the reason in words."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from review_tool.dedupe import find
from review_tool.domain.record import Citation

ARTICLE = Citation(
    title="Neighbourhood kitchens and loneliness in later life: a mixed methods evaluation",
    authors=("Okonjo, Beatrix", "Lindqvist, Sören", "Tamm, Kaja"),
    year=2019,
    journal="Journal of Community Nutrition and Ageing",
    volume="14",
    issue="3",
    pages="482-491",
    doi="10.5555/jcna.2019.482",
)
EDITORIAL = Citation(title="Editorial", year=2012, journal="Journal of Community Nutrition and Ageing", volume="7")
PLAIN = replace(ARTICLE, doi="", volume="", issue="", pages="")

SAME, ASKED, RELATED, NOTHING = "same", "asked", "related", "nothing"


class Case(NamedTuple):
    reason: str
    a: Citation
    b: Citation
    outcome: str


CASES = (
    Case("the same record twice", ARTICLE, ARTICLE, SAME),
    Case(
        "identical and sparse is still identical",
        Citation(title="Kitchens of Tartu"),
        Citation(title="Kitchens of Tartu"),
        NOTHING,
    ),
    Case("identical with three fields", replace(PLAIN, journal=""), replace(PLAIN, journal=""), SAME),
    Case("nearly empty says nothing", Citation(year=2019), Citation(year=2019), NOTHING),
    Case(
        "initials instead of names",
        ARTICLE,
        replace(ARTICLE, authors=("Okonjo B", "Lindqvist S", "Tamm K"), doi=""),
        SAME,
    ),
    Case("given name first", ARTICLE, replace(ARTICLE, authors=("Beatrix Okonjo", "Sören Lindqvist"), doi=""), SAME),
    Case("names glued together", ARTICLE, replace(ARTICLE, authors=("Okonjo B.Lindqvist S.Tamm K.",), doi=""), SAME),
    Case("names turned round", PLAIN, replace(PLAIN, authors=("Beatrix, O.", "Sören, L.", "Kaja, T.")), SAME),
    Case(
        "capitals and lost accents",
        ARTICLE,
        replace(ARTICLE, title=ARTICLE.title.upper(), authors=("OKONJO, B", "LINDQVIST, S?REN", "TAMM, K")),
        SAME,
    ),
    Case(
        "abbreviated journal, short pages",
        replace(ARTICLE, doi=""),
        replace(ARTICLE, journal="J Community Nutr Ageing", pages="482-91", doi=""),
        SAME,
    ),
    Case("en dash and pp.", replace(ARTICLE, doi=""), replace(ARTICLE, pages="pp. 482–491", doi="", issue=""), SAME),
    Case(
        "a title that lost its blanks",
        ARTICLE,
        replace(ARTICLE, title="Neighbourhoodkitchens andloneliness in laterlife: a mixed methods evaluation"),
        SAME,
    ),
    Case(
        "a bracketed title with its language",
        ARTICLE,
        replace(ARTICLE, title=f"[{ARTICLE.title}] [Estonian]", doi=""),
        SAME,
    ),
    Case(
        "a subtitle left out, the place the same",
        ARTICLE,
        replace(ARTICLE, title="Neighbourhood kitchens and loneliness in later life", doi=""),
        SAME,
    ),
    Case(
        "another language in the same place",
        replace(ARTICLE, doi=""),
        replace(ARTICLE, title="[Naabruskonna köögid ja eakate üksildus]", doi=""),
        SAME,
    ),
    Case(
        "online first, then the issue a year later",
        ARTICLE,
        replace(ARTICLE, year=2018, volume="", issue="", pages="1-10"),
        SAME,
    ),
    Case("first author missing in one copy", ARTICLE, replace(ARTICLE, authors=ARTICLE.authors[1:]), SAME),
    Case("one DOI, all else missing but the title", ARTICLE, Citation(title=ARTICLE.title, doi=ARTICLE.doi), SAME),
    Case(
        "two DOIs and two places",
        ARTICLE,
        replace(ARTICLE, doi="10.5555/other.1", volume="15", pages="12-20", year=2020),
        ASKED,
    ),
    Case("two DOIs, all else silent", replace(PLAIN, doi="10.5555/a.1"), replace(PLAIN, doi="10.5555/b.2"), ASKED),
    Case("two DOIs in one place are aliases", ARTICLE, replace(ARTICLE, doi="10.5555/mirror.77"), SAME),
    Case("erratum", ARTICLE, replace(ARTICLE, title=f"Erratum to: {ARTICLE.title}", pages="600", doi=""), RELATED),
    Case(
        "erratum without pages or DOI",
        replace(ARTICLE, doi=""),
        replace(ARTICLE, title=f"Correction: {ARTICLE.title}", pages="", doi=""),
        RELATED,
    ),
    Case(
        "authors' reply",
        ARTICLE,
        replace(ARTICLE, title=f"{ARTICLE.title}: authors' reply", pages="601", doi=""),
        RELATED,
    ),
    Case(
        "protocol and results",
        ARTICLE,
        replace(ARTICLE, title=f"{ARTICLE.title}: study protocol", year=2018, volume="13", pages="33-40", doi=""),
        RELATED,
    ),
    Case(
        "part I and part II",
        replace(ARTICLE, title=f"{ARTICLE.title}. Part I", doi=""),
        replace(ARTICLE, title=f"{ARTICLE.title}. Part II", pages="492-499", doi=""),
        RELATED,
    ),
    Case(
        "parts without pages",
        replace(PLAIN, title=f"{ARTICLE.title}: part 1"),
        replace(PLAIN, title=f"{ARTICLE.title}: part 2"),
        RELATED,
    ),
    Case(
        "preprint and article", ARTICLE, replace(PLAIN, journal="medRxiv", doi="10.1101/2018.11.02.18000001"), RELATED
    ),
    Case(
        "conference abstract and paper",
        ARTICLE,
        replace(ARTICLE, journal="Nordic Congress of Gerontology", volume="2 Suppl 1", pages="S33", doi="", year=2018),
        RELATED,
    ),
    Case(
        "in men, in women",
        replace(ARTICLE, title="Shared kitchens and loneliness in older men", doi=""),
        replace(ARTICLE, title="Shared kitchens and loneliness in older women", pages="500-507", doi=""),
        RELATED,
    ),
    Case(
        "an annual survey, year by year",
        replace(PLAIN, title="Survey of neighbourhood kitchens in Tartu 2018"),
        replace(PLAIN, title="Survey of neighbourhood kitchens in Tartu 2019"),
        NOTHING,
    ),
    Case(
        "two editorials of one volume",
        replace(EDITORIAL, issue="1", pages="1"),
        replace(EDITORIAL, issue="2", pages="65"),
        NOTHING,
    ),
    Case("editorials that name no page", EDITORIAL, replace(EDITORIAL, year=2013, volume="8"), NOTHING),
    Case(
        "one editorial from two databases",
        replace(EDITORIAL, issue="1", pages="65-66"),
        replace(EDITORIAL, issue="1", pages="65", journal="J. Community Nutr. Ageing"),
        SAME,
    ),
    Case(
        "same title and authors in two venues",
        PLAIN,
        replace(PLAIN, journal="Workshop of Kitchens and Cities"),
        RELATED,
    ),
    Case(
        "a supplement's DOI on two abstracts",
        replace(ARTICLE, title="Soup and company", authors=("Aas, Mia",), pages="S1"),
        replace(ARTICLE, title="Bread ovens of the east bank", authors=("Ruus, Jaan",), pages="S9"),
        NOTHING,
    ),
    Case(
        "two abstracts of one group on one page",
        replace(ARTICLE, title="Shared kitchens and appetite in care homes", pages="S33", doi=""),
        replace(ARTICLE, title="Shared kitchens and weight in care homes", pages="S33", doi=""),
        RELATED,
    ),
    Case(
        "a journal under two names at once",
        replace(ARTICLE, journal="Kogukonna toit = Journal of Community Nutrition and Ageing", doi=""),
        replace(ARTICLE, pages="1482-1491", doi=""),
        SAME,
    ),
    Case(
        "a translation worded otherwise, in the same place",
        replace(ARTICLE, title="[Cooking together against solitude]", pages="482", doi=""),
        replace(ARTICLE, doi=""),
        SAME,
    ),
    Case(
        "a supplement's page with its Roman number",
        replace(ARTICLE, pages="108", issue="", doi=""),
        replace(ARTICLE, pages="viii108", issue="", doi=""),
        SAME,
    ),
    Case(
        "page ranges of three languages in another order",
        replace(ARTICLE, pages="230-5, 246-51, 233-8", doi=""),
        replace(ARTICLE, title=ARTICLE.title[:50], pages="233-8, 230-5, 246-51", doi=""),
        SAME,
    ),
    Case(
        "a monthly's issue by its name",
        replace(ARTICLE, title="A chef on kitchens and loneliness in later life", issue="May", volume="2019", pages=""),
        replace(
            ARTICLE,
            title="How I did it: a chef on kitchens and loneliness in later life",
            authors=ARTICLE.authors[:1],
            issue="5",
            doi="",
        ),
        SAME,
    ),
    Case(
        "online first with a single page 1",
        replace(ARTICLE, doi=""),
        replace(ARTICLE, year=2018, volume="", issue="", pages="1", doi=""),
        SAME,
    ),
    Case(
        "a short title, but the journal, the year and both authors agree",
        replace(PLAIN, title="Updating soups", authors=ARTICLE.authors[:2]),
        replace(PLAIN, title="Updating soups", authors=("B. Okonjo", "S. Lindqvist")),
        SAME,
    ),
    Case(
        "a short title by one author says too little",
        replace(PLAIN, title="Updating soups", authors=ARTICLE.authors[:1]),
        replace(PLAIN, title="Updating soups", authors=("B. Okonjo",), issue="4"),
        ASKED,
    ),
    Case(
        "guest editors write one editorial a year",
        replace(EDITORIAL, title="Guest editorial", volume="", authors=ARTICLE.authors),
        replace(EDITORIAL, title="Guest editorial", volume="", authors=("B. Okonjo", "S. Lindqvist", "K. Tamm")),
        SAME,
    ),
    Case(
        "standing editors write one an issue",
        replace(EDITORIAL, volume="", authors=ARTICLE.authors),
        replace(EDITORIAL, volume="", authors=("B. Okonjo", "S. Lindqvist", "K. Tamm")),
        ASKED,
    ),
    Case(
        "two DOIs and no journal, but the very same pages",
        replace(ARTICLE, journal=""),
        replace(ARTICLE, journal="", doi="10.5555/mirror.77"),
        SAME,
    ),
    Case(
        "what JSTOR scanned has a DOI of its own",
        replace(ARTICLE, journal="", pages="482"),
        replace(ARTICLE, journal="", doi="10.2307/2683808"),
        SAME,
    ),
    Case(
        "two DOIs on one first page of no named journal",
        replace(ARTICLE, journal="", pages="482"),
        replace(ARTICLE, journal="", doi="10.5555/mirror.77"),
        ASKED,
    ),
    Case(
        "a supplement's DOI, sister abstracts of one group",
        replace(ARTICLE, title="Shared kitchens and appetite in care homes", pages="S33"),
        replace(ARTICLE, title="Shared kitchens and weight in care homes", pages="S35"),
        RELATED,
    ),
    Case(
        "hypertension is not hypotension",
        replace(PLAIN, title="Hypertension and shared kitchens in care homes of Tartu"),
        replace(PLAIN, title="Hypotension and shared kitchens in care homes of Tartu"),
        RELATED,
    ),
    Case(
        "symptomatic is not asymptomatic",
        replace(PLAIN, title="Shared kitchens for symptomatic residents of care homes"),
        replace(PLAIN, title="Shared kitchens for asymptomatic residents of care homes"),
        RELATED,
    ),
    Case(
        "patients are not parents",
        replace(PLAIN, title="Shared kitchens as patients of care homes see them"),
        replace(PLAIN, title="Shared kitchens as parents of care homes see them"),
        RELATED,
    ),
    Case(
        "a slip of the pen in one word",
        replace(PLAIN, title="Shared kitchens as residents of care homes see them"),
        replace(PLAIN, title="Shared kitchens as rasidents of care homes see them"),
        SAME,
    ),
    Case(
        "the first letter lost",
        replace(PLAIN, title="Shared kitchens as residents of care homes see them"),
        replace(PLAIN, title="Shared kitchens as esidents of care homes see them"),
        SAME,
    ),
    Case(
        "among older women is not among women",
        replace(PLAIN, title="Shared kitchens and loneliness among women of the river towns"),
        replace(PLAIN, title="Shared kitchens and loneliness among older women of the river towns"),
        RELATED,
    ),
    Case(
        "rationale and design are not the results",
        PLAIN,
        replace(PLAIN, title=f"{ARTICLE.title}: rationale and design"),
        ASKED,
    ),
    Case(
        "the fourth workshop is the 4th",
        replace(PLAIN, title="Report on the fourth workshop of neighbourhood kitchens"),
        replace(PLAIN, title="Report on the 4th workshop of neighbourhood kitchens"),
        SAME,
    ),
    Case(
        "unknown titles are no title",
        replace(PLAIN, title="UNKNOWN"),
        replace(PLAIN, title="UNKNOWN", authors=("Ruus, Jaan",)),
        NOTHING,
    ),
)


def outcome(a: Citation, b: Citation) -> str:
    found = find({1: a, 2: b})
    if found.sure:
        return SAME
    assert not any(doubt.related for doubt in found.doubtful)
    assert all(doubt.related for doubt in found.related)
    return RELATED if found.related else ASKED if found.doubtful else NOTHING


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.reason)
def test_a_pair_ends_where_a_librarian_would_put_it(case: Case) -> None:
    assert outcome(case.a, case.b) == case.outcome
    assert outcome(case.b, case.a) == case.outcome


def test_a_doubt_says_why_in_plain_words() -> None:
    found = find({7: ARTICLE, 9: replace(ARTICLE, doi="10.5555/other.1", volume="15", pages="12-20", year=2020)})
    (doubt,) = found.doubtful
    assert (doubt.a, doubt.b) == (7, 9)
    assert 0 <= doubt.score <= 1
    assert doubt.why[0] == "DOIs differ"
    assert {"same title", "same authors", "years one apart"} <= set(doubt.why)


def test_one_bad_edge_never_chains_two_works() -> None:
    """A sparse record fits two works with different DOIs: it joins one at most, and the works stay apart."""
    other = replace(ARTICLE, doi="10.5555/other.1", journal="Ageing Letters", volume="2", pages="9-19")
    found = find({1: ARTICLE, 2: other, 3: replace(PLAIN, journal="")})
    assert not any({1, 2} <= set(group) for group in found.sure)
    assert found.doubtful
    works = (replace(PLAIN, journal=""), other, replace(other, doi="10.5555/other.2", volume="3", pages="30-40"))
    homes = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        records = {n: works[which] for n, which in enumerate(order)}
        homes.append({records[n].doi for group in find(records).sure for n in group})
    assert homes[0] == homes[1] == homes[2], "which work the sparse record joins does not hang on its number"


def test_issue_numbers_that_only_count_records_are_not_believed() -> None:
    """An EndNote export with the record number as its issue: differing issues must not hold copies apart."""
    words = (
        "amber birch cedar dune ember fern glade heath iris jade kelp larch moss nettle oak pine quartz reed sage thyme"
    )
    plants = words.split()
    titles = [f"{a.title()} gardens beside {b} terraces of the river towns" for a in plants[:6] for b in plants[10:15]]
    records = {}
    for n, title in enumerate(titles):
        shared = replace(PLAIN, title=title, authors=(f"{plants[n % 20].title()}son, Ada",), volume="9")
        records[2 * n + 1] = replace(shared, issue=str(1000 + 2 * n))
        records[2 * n + 2] = replace(shared, issue=str(1001 + 2 * n))
    assert len(find(records).sure) == len(titles)


def test_a_doi_under_many_titles_is_a_supplements() -> None:
    """Two abstracts of one group, alike but for a word, must not merge by the DOI that the whole supplement carries."""
    titles = (
        "Shared kitchens and appetite in care homes",
        "Shared kitchens and weight in care homes",
        "Bread ovens of the east bank",
        "Kettles of the harbour quarter",
    )
    records = {n: replace(ARTICLE, title=title, pages=f"S{n}") for n, title in enumerate(titles, 1)}
    assert find(records).sure == ()


def set_of_pairs(
    journals: tuple[str, str], n: int, volume: tuple[str, str] = ("", ""), pages: tuple[str, str] = ("", "")
) -> dict[int, Citation]:
    """Papers that stand in two databases, which name their journal differently."""
    plants = ["amber", "birch", "cedar", "dune", "ember", "fern", "glade", "heath", "iris", "jade"]
    records = {}
    for at in range(n):
        title = f"{plants[at % 10].title()} gardens beside {plants[-1 - at % 10]} terraces of river town {at}"
        for side in (0, 1):
            there = pages[side].replace("{}", str(at))
            records[2 * at + side + 1] = replace(
                PLAIN, title=title, journal=journals[side], volume=volume[side], pages=there
            )
    return records


NAMES = ("Town Meeting Proceedings", "International Conference on Kitchens")


def test_two_names_of_one_conference_are_learnt_from_the_papers_they_share() -> None:
    records = set_of_pairs(NAMES, 6)
    assert len(find(records).sure) == 6
    few = {number: record for number, record in records.items() if number <= 4}
    assert find(few).sure == ()
    assert len(find(few).doubtful) == 2


def test_two_journals_that_print_the_same_letters_are_not_one() -> None:
    """The same text in another volume on other pages speaks against two names of one journal."""
    records = set_of_pairs(("Soup Letters", "Bread Annals"), 8, volume=("4", "71"), pages=("1{}5-1{}9", "2{}0-2{}4"))
    unplaced = replace(PLAIN, title="Kettles of the harbour quarter and their keepers", authors=("Ruus, Jaan",))
    records |= {n: replace(unplaced, journal=name) for n, name in ((97, "Soup Letters"), (98, "Bread Annals"))}
    assert find(records).sure == ()


def test_a_column_is_known_by_its_many_authors() -> None:
    """Not by one author whose name is spelt in many ways."""
    title = "Recollections of meals that shaped us"
    hands = ("Aas, Mia", "Ruus, Jaan", "Kask, Ott", "Saar, Liis")
    column = {n: replace(PLAIN, title=title, authors=(hand,)) for n, hand in enumerate((*hands, *hands), start=1)}
    assert find(column).sure == ()
    forms = ("Okonjo, Beatrix", "Okonjo B", "B. Okonjo", "Beatrix Okonjo", "Okonja, Beatrix")
    paper = {n: replace(PLAIN, title=title, authors=(form,)) for n, form in enumerate(forms, start=1)}
    assert find(paper).sure == ((1, 2, 3, 4, 5),)
