"""The readers of single fields: names, journals, places, titles."""

from __future__ import annotations

import pytest

from review_tool.dedupe import journals
from review_tool.dedupe.letters import letters
from review_tool.dedupe.locators import Locator, locator
from review_tool.dedupe.names import agreement, people
from review_tool.dedupe.titles import title


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (("Lindqvist, Sören",), (("lindqvist",),)),
        (("Lindqvist S",), (("lindqvist",),)),
        (("S. Lindqvist",), (("lindqvist",),)),
        (("LINDQVIST, S",), (("lindqvist",),)),
        (("Sören Lindqvist",), (("soren", "lindqvist"),)),
        (("van der Tamm, K.",), (("tamm",),)),
        (("Okonjo B.Lindqvist S. A.",), (("okonjo",), ("lindqvist",))),
        (("Okonjo, B; Tamm, K",), (("okonjo",), ("tamm",))),
        (("UNKNOWN",), ()),
        (("et al.",), ()),
    ],
)
def test_author_forms(authors: tuple[str, ...], expected: tuple[tuple[str, ...], ...]) -> None:
    assert people(authors) == expected


def test_a_list_cut_short_agrees_and_spellings_do() -> None:
    full = people(("Müller, Ada", "Tamm, Kaja", "Ruus, Jaan"))
    assert agreement(full, people(("Mueller A",))) == (1.0, True)
    assert agreement(full, people(("Aas, Mia",))) == (0.0, False)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Journal of Community Nutrition", "J Community Nutr", "same"),
        ("Journal of Community Nutrition", "J. Comm. Nutr.", "same"),
        ("Zeitschrift für Gerontologie", "Z Gerontol", "same"),
        ("National Kitchens Review", "Natl Kitch Rev", "same"),
        ("Annals of Community and Home", "ACH", "same"),
        ("Soup", "Soup (London, England)", "same"),
        ("Soup", "Soup and Bread Letters", "near"),
        ("Journal of Community Nutrition", "Journal of Marine Geology", "other"),
    ],
)
def test_journal_names(a: str, b: str, expected: str) -> None:
    assert journals.likeness(journals.words(a), journals.words(b)) == expected
    assert journals.likeness(journals.words(b), journals.words(a)) == expected


@pytest.mark.parametrize(
    ("volume", "issue", "pages", "expected"),
    [
        ("14", "3", "482-91", Locator("14", "3", "482", "491", length=10)),
        ("14", "3", "69-100", Locator("14", "3", "69", "100", length=32)),
        ("14", "3", "94--107", Locator("14", "3", "94", "107", length=14)),
        ("14", "3", "pp. 482–491", Locator("14", "3", "482", "491", length=10)),
        ("4 (1) (no pagination)", "", "", Locator("4", "1")),
        ("8", "", "e63972", Locator("8", "", "e63972")),
        ("2", "4 SUPPL. 1", "S33", Locator("2", "4", "s33", supplement=True)),
        ("", "", "1-10", Locator("", "", "1", "10", own=True, length=10)),
        ("5", "", "01-Jun", Locator("5", "", "1", "6", length=0)),
        ("2019", "", "9", Locator("", "", "9")),
    ],
)
def test_places(volume: str, issue: str, pages: str, expected: Locator) -> None:
    assert locator(volume, issue, pages, 2019) == expected


def test_titles_lose_brackets_and_keep_their_other_language() -> None:
    assert title("[Shared kitchens in Tartu]. [Estonian]").text == "shared kitchens in tartu"
    both = title("Ühisköögid Tartu linnas ja mujal [Shared kitchens in Tartu and elsewhere]")
    assert (both.text, both.other) == ("uhiskoogid tartu linnas ja mujal", "shared kitchens in tartu and elsewhere")
    assert title("Untitled").text == ""
    assert title("Shared kitchens in Tartu and elsewhere: Part II. Results").part == "2"
    assert title("Reply to: Shared kitchens").role == "reply"
    assert title("Editorial: the year of soup").generic


def test_letters_fold_what_databases_do_to_words() -> None:
    assert letters("Bread &amp; <i>Soup</i>: Łódź, l’été") == "bread and soup lodz lete"
    assert letters("FRAN?AISES") == "franaises"
