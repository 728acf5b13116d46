"""One new record against a set: what `find` over both would say, without going through the set again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from review_tool.dedupe import find, index
from review_tool.domain.record import Citation
from tests.dedupe.test_properties import citations, sets

PAPER = Citation(
    title="Neighbourhood kitchens and loneliness in later life",
    authors=("Okonjo, Beatrix", "Tamm, Kaja"),
    year=2019,
    journal="Journal of Community Nutrition",
    volume="14",
    pages="482-491",
    doi="10.5555/a.1",
)
OTHER = Citation(title="Bread ovens of the east bank", authors=("Ruus, Jaan",), year=2003, journal="Ageing Letters")


def test_a_copy_is_found_however_it_is_written() -> None:
    known = index({3: OTHER, 8: PAPER})
    typed = replace(PAPER, title="Neighborhood kitchens & lonelines in later life", doi="", authors=("Okonjo B",))
    for copy in (PAPER, replace(PAPER, doi=""), typed, replace(PAPER, title="[Ühisköögid]", doi="")):
        assert known.match(copy).sure == 8
    assert known.match(replace(OTHER, title="Kettles of the harbour quarter", year=1999)).sure is None


def test_what_is_not_a_copy_is_asked_or_linked() -> None:
    known = index({8: PAPER})
    asked = known.match(replace(PAPER, doi="10.5555/b.2", volume="15", pages="12-20", year=2020))
    assert asked.sure is None
    assert [(doubt.a, doubt.b, doubt.why[0]) for doubt in asked.doubtful] == [(8, 9, "DOIs differ")]
    linked = known.match(replace(PAPER, title=f"Erratum to: {PAPER.title}", doi="", pages="600"), number=4)
    assert [(doubt.a, doubt.b) for doubt in linked.related] == [(4, 8)]
    assert linked.sure is None
    assert linked.doubtful == ()


def test_a_new_copy_must_fit_all_of_a_merged_group() -> None:
    """Its group holds another DOI: a person has merged the two, but a third is not sure."""
    twin = replace(PAPER, doi="10.5555/b.2", volume="2", pages="9-19", journal="Ageing Letters")
    plain = replace(PAPER, doi="", volume="", pages="", journal="")
    assert index({1: PAPER, 2: twin}).match(PAPER).sure == 1
    refused = index({1: PAPER, 2: twin}, joined=[(1, 2)]).match(PAPER)
    assert refused.sure is None
    assert refused.doubtful[0].why[0] == "another record of the group speaks against it"
    assert index({1: PAPER, 2: plain}, joined=[(1, 2)]).match(PAPER).sure == 1


@given(citations, citations)
@settings(max_examples=150, deadline=None)
def test_a_pair_gets_the_verdict_that_a_run_gives_it(a: Citation, b: Citation) -> None:
    found, match = find({1: a, 2: b}), index({1: a}).match(b)
    assert (match.sure is not None) == bool(found.sure)
    assert match.doubtful == found.doubtful
    assert match.related == found.related


@given(sets, citations)
@settings(max_examples=60, deadline=None)
def test_a_sure_match_is_one_that_the_record_may_join(records: dict[int, Citation], new: Citation) -> None:
    match = index(records).match(new)
    if match.sure is not None:
        assert find({1: records[match.sure], 2: new}).sure
    told = {doubt.a for doubt in (*match.doubtful, *match.related)}
    assert match.sure not in told


def test_an_empty_set_holds_nothing() -> None:
    assert index({}).match(PAPER) == index({5: OTHER}).match(PAPER)
