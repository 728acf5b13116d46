"""What holds for any set of records: order does not matter, running twice changes nothing, a person's word stands."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.dedupe import Found, combine, compare, find, metrics
from review_tool.domain.record import Citation

TITLES = (
    "Neighbourhood kitchens and loneliness in later life",
    "Neighbourhood kitchens and loneliness in later life: part 2",
    "Erratum to: Neighbourhood kitchens and loneliness in later life",
    "NEIGHBOURHOOD KITCHENS AND LONELINESS IN LATER LIFE.",
    "Shared gardens and the appetite of night-shift workers",
    "Editorial",
    "",
)
citations = st.builds(
    Citation,
    title=st.sampled_from(TITLES),
    authors=st.sampled_from([(), ("Okonjo, Beatrix", "Tamm, Kaja"), ("Okonjo B", "Tamm K"), ("Ruus, Jaan",)]),
    year=st.sampled_from([None, 2018, 2019, 2021]),
    journal=st.sampled_from(["", "Journal of Community Nutrition", "J Community Nutr", "Ageing Letters"]),
    volume=st.sampled_from(["", "14", "15"]),
    pages=st.sampled_from(["", "482-491", "482-91", "482", "12-20", "1-10"]),
    doi=st.sampled_from(["", "", "10.5555/a.1", "10.5555/b.2"]),
)
sets = st.lists(citations, min_size=2, max_size=9).map(lambda found: dict(enumerate(found, start=1)))


def groups(found: Found) -> set[frozenset[int]]:
    return {frozenset(group) for group in found.sure}


@given(sets, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_records_does_not_matter(records: dict[int, Citation], chance: object) -> None:
    order = list(records)
    chance.shuffle(order)  # type: ignore[attr-defined]
    assert find({n: records[n] for n in order}) == find(records)


@given(sets, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_nor_do_their_numbers(records: dict[int, Citation], chance: object) -> None:
    """A file whose lines stand in another order gives the same groups, identical records aside."""
    order = list(records)
    chance.shuffle(order)  # type: ignore[attr-defined]
    new = dict(zip(order, records, strict=True))
    again = find({new[n]: citation for n, citation in records.items()})

    def spoken(found: Found, number_of: dict[int, int]) -> list[list[str]]:
        own = {number: n for n, number in number_of.items()}
        return sorted(sorted(repr(records[own[number]]) for number in group) for group in found.sure)

    assert spoken(again, new) == spoken(find(records), {n: n for n in records})


@given(sets)
@settings(max_examples=60, deadline=None)
def test_running_again_on_what_was_joined_changes_nothing(records: dict[int, Citation]) -> None:
    first = find(records)
    assert find(records, joined=first.sure) == first


@given(sets)
@settings(max_examples=60, deadline=None)
def test_groups_part_the_records_and_no_pair_is_asked_twice(records: dict[int, Citation]) -> None:
    found = find(records)
    members = [n for group in found.sure for n in group]
    assert len(members) == len(set(members))
    home = {n: group for group in found.sure for n in group}
    asked = [frozenset((home.get(d.a, (d.a,)), home.get(d.b, (d.b,)))) for d in (*found.doubtful, *found.related)]
    assert all(len(pair) == 2 for pair in asked)
    assert len(asked) == len(set(asked))


@given(sets, st.data())
@settings(max_examples=60, deadline=None)
def test_what_a_person_told_apart_stays_apart(records: dict[int, Citation], data: st.DataObject) -> None:
    pairs = list(combinations(sorted(records), 2))
    settled = data.draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    found = find(records, settled=[(b, a) for a, b in settled])
    for a, b in settled:
        assert not any({a, b} <= group for group in groups(found))
        assert not any((doubt.a, doubt.b) == (a, b) for doubt in (*found.doubtful, *found.related))


@given(sets)
@settings(max_examples=40, deadline=None)
def test_different_dois_never_end_in_one_group_unless_all_else_agrees(records: dict[int, Citation]) -> None:
    for group in find(records).sure:
        for a, b in combinations([records[n] for n in group], 2):
            if a.doi and b.doi and a.doi != b.doi:
                assert (a.year, a.volume) == (b.year, b.volume)
                assert a.pages[:3] == b.pages[:3] != ""


def test_joined_groups_stay_and_a_new_copy_joins_them() -> None:
    paper = Citation(title=TITLES[0], authors=("Okonjo, Beatrix", "Tamm, Kaja"), year=2019, journal="Ageing Letters")
    stranger = Citation(title=TITLES[4], authors=("Ruus, Jaan",), year=2003)
    found = find({1: paper, 2: stranger, 3: replace(paper, volume="2", pages="9-19")}, joined=[(1, 2)])
    assert groups(found) == {frozenset((1, 2, 3))}


def test_a_verdict_covers_the_whole_group() -> None:
    """Told apart from one copy, a record is not asked about again with the other copy."""
    paper = Citation(
        title=TITLES[0], authors=("Okonjo, Beatrix",), year=2019, journal="Ageing Letters", doi="10.5555/a.1"
    )
    twin = replace(paper, doi="10.5555/b.2")
    assert find({1: paper, 2: paper, 3: twin}).doubtful
    assert find({1: paper, 2: paper, 3: twin}, settled=[(1, 3)]).doubtful == ()
    assert find({1: paper, 2: paper, 3: twin}, settled=[(2, 3)]).doubtful == ()


def test_progress_ends_at_all_pairs() -> None:
    seen: list[tuple[int, int]] = []
    paper = Citation(title=TITLES[0], year=2019)
    find({1: paper, 2: paper}, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (1, 1)


@given(st.lists(citations, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_merging_takes_every_field_from_a_record_that_has_it(found: list[Citation]) -> None:
    numbered = list(enumerate(found, start=1))
    merged, origin = combine(numbered)
    assert combine(numbered[::-1]) == (merged, origin)
    for field in ("title", "authors", "year", "journal", "volume", "pages", "doi"):
        value = getattr(merged, field)
        if any(getattr(citation, field) for citation in found):
            assert value == getattr(dict(numbered)[origin[field]], field)
            assert value
        else:
            assert field not in origin


def test_the_better_field_is_chosen() -> None:
    poor = Citation(
        title="THEWHILEOFNEIGHBOURHOODKITCHENSANDLONELINESS in later life",
        authors=("Okonjo B", "et al"),
        year=2018,
        journal="J Community Nutr",
        pages="1-10",
        abstract="Short.",
        keywords=("kitchens",),
    )
    good = Citation(
        title="The while of neighbourhood kitchens and loneliness in later life",
        authors=("Okonjo, Beatrix", "Tamm, Kaja"),
        year=2019,
        journal="Journal of Community Nutrition",
        volume="14",
        pages="482-491",
        doi="10.5555/a.1",
    )
    merged, origin = combine([(3, poor), (5, good)])
    assert merged == replace(good, abstract="Short.", keywords=("kitchens",))
    assert origin["abstract"] == 3
    assert origin["doi"] == origin["year"] == origin["title"] == 5


def test_fields_side_by_side() -> None:
    a = Citation(
        title="Shared Kitchens", authors=("Okonjo, Beatrix",), year=2018, journal="J Community Nutr", pages="482-91"
    )
    b = Citation(
        title="Shared kitchens.", authors=("Okonjo B",), year=2019, journal="Journal of Community Nutrition", pages="12"
    )
    states = {found.field: str(found.state) for found in compare(a, b)}
    assert states == {
        "title": "same",
        "authors": "similar",
        "year": "similar",
        "journal": "similar",
        "volume": "missing",
        "issue": "missing",
        "pages": "different",
        "doi": "missing",
        "pmid": "missing",
        "abstract": "missing",
    }
    assert next(found for found in compare(a, b) if found.field == "authors").a == "Okonjo, Beatrix"


def test_metrics_count_records_lost() -> None:
    truth = {"1": "x", "2": "x", "3": "y", "4": "z", "5": "z"}
    found = metrics({"1": "g", "2": "g", "3": "g"}, truth)
    assert (found["TP"], found["FP"], found["FN"], found["TN"]) == (1, 1, 1, 2)
    assert found["recall"] == 0.5
    assert found["records_lost"] == 1
