"""Nothing hostile survives; nothing of a real title is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_tool.domain.record import Citation
from review_tool.domain.text import clean, fold, neutral_cell, one_line, plain_cell, shorten, without_password
from tests.hostile import STRINGS, forbidden, legitimate
from tests.reviews import ESCAPE, HOSTILE


@pytest.mark.parametrize(
    "title",
    [
        HOSTILE,
        "[Wirkung von Schlaf]. [Article in German]",
        "Dose [mg/kg] of IL-6 [/] TNF: a 2×2 trial",
        "β-blockers — 10 µg ± 3 “quoted” naïve Ångström",
        "العلاج بالضوء\u200f في المساء",
        "मनो\u200dविज्ञान",
        "睡眠の質と看護師",
    ],
)
def test_a_real_title_is_kept_to_the_letter(title: str) -> None:
    assert clean(title) == title


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        (f"a{ESCAPE}b", "ab"),
        ("a\x1b]52;c;Zm9v\x1b\\b", "ab"),
        ("a\x9b31mb", "ab"),
        ("a\x1bPq#0\x1b\\b", "ab"),
        ("a\u202eb\u202c", "ab"),
        ("a\u2066b\u2069", "ab"),
        ("a\ufeffb\u200bc", "abc"),
        ("a\U000e0041b", "ab"),
        ("a\x00\x07b", "ab"),
        ("a\tb", "a b"),
        ("a\r\nb\u2028c\x0bd", "a\nb\nc\nd"),
        ("a\ud800b", "ab"),
        ("a\U0001fffeb\U0010ffffc", "abc"),
        ("a\u206ab\u206fc", "abc"),
        ("a\x9d0;owned\x9cb", "ab"),
    ],
)
def test_what_a_terminal_would_obey_is_gone(hostile: str, left: str) -> None:
    assert clean(hostile) == left


@pytest.mark.parametrize(
    ("wrongly_read", "left"),
    [
        ("â\x80\x9cquotesâ\x80\x9d and the rest, â\x80\x9cagainâ\x80\x9d", "âquotesâ and the rest, âagainâ"),
        ("r\x9e\x9eov\xe1 nemoc: p\x9d\xedpad", "rová nemoc: pípad"),
        ("Ã\x9bne, Ã\x9b2 m", "Ãne, Ã2 m"),
        ("Ð\x90Ð\x98 и еще", "ÐÐ и еще"),
    ],
)
def test_letters_of_a_wrong_encoding_take_none_beside_them_along(wrongly_read: str, left: str) -> None:
    assert clean(wrongly_read) == left


def test_every_hostile_text_leaves_nothing_that_is_forbidden() -> None:
    assert len(STRINGS) >= 300
    assert [(text, found) for text in STRINGS if (found := forbidden(clean(text)))] == []
    assert [(text, found) for text in STRINGS if (found := forbidden(one_line(text), allowed=""))] == []


def test_ten_thousand_bracketed_titles_are_kept_to_the_letter() -> None:
    titles = legitimate()
    assert len(set(titles)) == 10_000
    assert [title for title in titles if clean(title) != title or one_line(title) != title] == []


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert len(clean(text)) <= len(text)


@given(st.text(alphabet=st.sampled_from("\x1b[]()\\;m0\x07\x9b\x9d\u202eab\r\n\t")))
def test_sequences_inside_sequences_do_not_slip_through(text: str) -> None:
    left = clean(text)
    assert clean(left) == left
    assert not {"\x1b", "\x07", "\x9b", "\x9d", "\u202e", "\r", "\t"} & set(left)


@given(st.text())
def test_a_cell_is_no_formula_and_comes_back(text: str) -> None:
    cell = neutral_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain_cell(cell) == text


def test_folding_compares_letters_and_digits_only() -> None:
    assert fold("Café-Österreich: IL–6!") == "cafe osterreich il 6"


def test_one_line_and_shorten() -> None:
    assert one_line(" a \n b\t c ") == "a b c"
    assert one_line("a  b c") == "a b c"
    assert shorten("a title that is long", 12) == "a title…"
    assert shorten("short", 12) == "short"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/there/ann/a:b@c review", "/there/ann/a:b@c review"),
        ("postgresql+psycopg://ann@db:5432/review", "postgresql+psycopg://ann@db:5432/review"),
        ("postgresql+psycopg://ann:s3:c@ret@db:5432/review", "postgresql+psycopg://ann@db:5432/review"),
        ("postgresql://:s3cret@/review?host=/run&password=s3@&a=b", "postgresql://@/review?host=/run&password=&a=b"),
    ],
)
def test_a_password_is_left_out_of_an_address(address: str, shown: str) -> None:
    assert without_password(address) == shown


def test_a_code_of_ris_is_said_in_words() -> None:
    assert [Citation(type=code).kind for code in ("JOUR", "GEN", "Review", "")] == ["journal article", "", "Review", ""]
