from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_tool.screening.highlight import Span, spans


def marked(text: str, include: list[str], exclude: list[str] | None = None) -> list[tuple[str, bool]]:
    return [(text[s.start : s.end], s.include) for s in spans(text, include, exclude or [])]


@pytest.mark.parametrize(
    ("text", "terms", "found"),
    [
        ("Nurses and nursing, NURSE", ["nurse"], ["NURSE"]),
        ("Nurses and nursing, NURSE", ["nurs*"], ["Nurses", "nursing", "NURSE"]),
        ("Évaluation du résumé", ["evaluation", "resume"], ["Évaluation", "résumé"]),
        ("re\u0301sume\u0301s", ["résumés"], ["re\u0301sume\u0301s"]),
        ("die Straße", ["strasse"], ["Straße"]),
        ("Co-production, co production, coproduction", ["co-production"], ["Co-production", "co production"]),
        ("We co-produced it", ["co-produc*"], ["co-produced"]),
        ("service users, users of a service", ["service user*"], ["service users"]),
        ("a service. Users wait", ["service user*"], []),
        ("dose [mg/kg] or mg kg", ["mg/kg"], ["mg/kg"]),
        ("a.c abc", ["a.c"], ["a.c"]),
        ("(x|y)* xy", [".*", "(", "[", "*", ""], []),
        ("peer support worker", ["peer", "peer support"], ["peer support"]),
        ("randomised trial", ["random*", "randomised"], ["randomised"]),
    ],
)
def test_words_are_found_whole_without_case_accents_or_patterns(text: str, terms: list[str], found: list[str]) -> None:
    assert [word for word, _ in marked(text, terms)] == found


def test_for_and_against_are_told_apart_and_never_overlap() -> None:
    text = "[Article in German] Co-production with children"
    assert marked(text, ["co-production"], ["children", "german"]) == [
        ("German", False),
        ("Co-production", True),
        ("children", False),
    ]
    assert marked("both", ["both"], ["both"]) == [("both", True)]
    assert spans("a care home", ["care"], ["care home"]) == (Span(2, 11, False),)


@given(st.text(), st.lists(st.text(max_size=8), max_size=5))
def test_spans_are_in_order_inside_the_text_and_apart(text: str, terms: list[str]) -> None:
    end = 0
    for span in spans(text, terms, terms[::-1]):
        assert end <= span.start < span.end <= len(text)
        end = span.end


def test_an_abstract_and_66_words_take_less_than_a_millisecond() -> None:
    text = ("Shared decisions between citizens and staff were studied in twelve councils over two years. " * 27)[:2400]
    include, exclude = [f"term{n}*" for n in range(32)] + ["citizen*"], [f"long phrase {n}" for n in range(33)]
    assert len(spans(text, include, exclude)) == 26
    best = min(_seconds(text, include, exclude) for _ in range(20))
    assert best < 0.001


def _seconds(text: str, include: list[str], exclude: list[str]) -> float:
    began = time.thread_time()
    spans(text, include, exclude)
    return time.thread_time() - began
