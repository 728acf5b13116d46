"""Merging loses nothing, splitting gives it all back, and a person's word outlives every run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source
from review_tool.domain.report import Which
from review_tool.domain.synthesis import Link, Recommendation, TargetKind
from review_tool.services import overview
from review_tool.services.fulltexts import marking
from review_tool.services.gathering import deduping, importing, splitting
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting
from review_tool.services.reporting.tables import records_table
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extracting
from review_tool.services.studies.extracting import Entry
from review_tool.services.synthesis import synthesising
from tests.reviews import make_review
from tests.services.rapid import many

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT

COPY = """TY  - JOUR
ID  - C1
TI  - Making a clinic together: what patients and staff say, with a longer title of its own and more in it
T1  - Making a clinic together: what patients and staff say
AU  - Osei, Ama
PY  - 2020
JO  - Made-up Health
VL  - 4
IS  - 2
SP  - 100
EP  - 112
DO  - 10.5555/made.up.2
KW  - clinics
AB  - Interviews with people who planned a clinic with its staff. Time and pay were short, and trust took years.
ER  -
"""


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return make_review(tmp_path)


def bring(review: Review, folder: Path, text: str, source: str = "Scopus", name: str = "more.ris") -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    importing.import_file(review, path, Source(source), by="AK")


def exported(review: Review, folder: Path) -> tuple[bytes, bytes]:
    """Records and votes as they leave the review, byte for byte."""
    for what in ("records", "votes"):
        exporting.export(review, what, folder / f"{what}.csv", by="AK")
    return (folder / "records.csv").read_bytes(), (folder / "votes.csv").read_bytes()


def adds_up(review: Review) -> None:
    """Every record of every source is in a report that stands, and the boxes add up."""
    counted = overview.flow(review)
    assert counted.faults() == []
    standing = set(screening.ids(review, Which()))
    status = overview.status(review)
    records = [r for number in standing for r in deduping.records(review, number)]
    for source, n in status.sources:
        assert sum(r.source == source for r in records) == n
    assert len({r.id for r in records}) == len(records) == sum(n for _, n in status.sources)
    assert counted.duplicates == len(records) - len(standing)
    assert auditing.check(review).ok


# Fields


def test_a_person_chooses_a_field_and_sees_where_each_is_from(review: Review) -> None:
    deduping.merge(review, [2, 5], by="AK")
    before = screening.report(review, 2, reviewer="AK")
    assert before.provenance["authors"] == 2
    deduping.choose_field(review, 5, "authors", 5, by="AK")
    after = screening.report(review, 2, reviewer="AK")
    assert (after.citation.authors, after.provenance["authors"]) == (("Osei, A.",), 5)
    assert after.citation.title == before.citation.title
    told = auditing.tell(review, auditing.numbers(review)[-1:])[0]
    assert told.event.kind == "field.chosen"
    assert told.event.payload == {"field": "authors", "record": 5}
    undoing.undo_last(review, by="AK", kinds=undoing.DUPLICATES)
    assert screening.report(review, 2, reviewer="AK").citation == before.citation
    undoing.redo_last(review, by="AK", kinds=undoing.DUPLICATES)
    assert screening.report(review, 2, reviewer="AK").citation == after.citation
    for wrong in (("authors", 1), ("colour", 5), ("abstract", 5)):
        with pytest.raises(ReviewError):
            deduping.choose_field(review, 2, *wrong, by="AK")
    splitting.split(review, [5], by="AK")
    assert screening.report(review, 2, reviewer="AK").citation.authors == ("Osei, Ama",)
    assert auditing.check(review).ok


def test_a_choice_reaches_studies_and_exports(review: Review) -> None:
    deduping.judge(review, 2, 5, "same", by="AK", chosen={"authors": 5})
    screening.decide(review, 2, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 2, FT, Verdict.INCLUDE, by="AK")
    deduping.choose_field(review, 2, "title", 5, by="AK")
    assert appraising.studies(review)[0].title == "Making a clinic together: What patients and staff say"
    assert deduping.choices(review, 5) == {"authors": 5, "title": 5}
    exported = records_table(review, [2], as_reports=True)
    row = dict(zip([column.key for column in exported.columns], exported.rows[0], strict=True))
    assert (row["authors"], row["doi"]) == ("Osei, A.", "10.5555/made.up.2")


# Splitting


def test_splitting_after_extraction_loses_nothing(review: Review, tmp_path: Path) -> None:
    for number in (2, 5):
        for stage in Stage:
            screening.decide(review, number, stage, Verdict.INCLUDE, by="AK")
    extracting.extract(review, 5, "setting", Entry("a town", excerpt="In one town.", locator="p. 5"), by="AK")
    appraising.answer(review, 5, "weight-of-evidence", "A", "high", by="AK")
    claim = synthesising.write(review, Recommendation("Pay people."), links=(Link(TargetKind.STUDY, "5"),), by="AK")
    before = exported(review, tmp_path)
    deduping.merge(review, [2, 5], by="AK")
    assert [(v.study, v.value) for v in extracting.values(review, 2)] == [(2, "a town")]
    assert [a.study for a in appraising.answers(review, "weight-of-evidence", study=2)] == [2]
    (known,) = synthesising.claims(review)
    assert [link.target for link in known.links] == ["2"]
    extracting.extract(review, 2, "country", Entry("Estonia", excerpt="In Estonia.", locator="p. 1"), by="AK")
    preview = splitting.split(review, [5], by="AK", preview=True)
    assert preview.votes_back == 2
    for said in (
        "5 leaves 2, with 2 votes of its own.",
        "1 passage, 1 extracted value and 1 appraisal answer go along.",
        "Report 5 is included at full text.",
        "Report 2 keeps its place: it is included at full text.",
        "duplicates removed −1, screened +1",
        "included studies +1",
    ):
        assert said in preview.words
    assert len(deduping.merged_groups(review)) == 1
    splitting.split(review, [5], by="AK")
    assert exported(review, tmp_path) == before
    assert [v.value for v in extracting.values(review, 5)] == ["a town"]
    assert [v.value for v in extracting.values(review, 2)] == ["Estonia"]
    assert [e.text for e in marking.excerpts(review, 5)] == ["In one town."]
    assert [link.target for link in synthesising.claims(review)[0].links] == ["5"]
    assert claim.id == known.id
    adds_up(review)


def test_a_split_restores_the_report_that_stood_before(review: Review, tmp_path: Path) -> None:
    """Not the lowest of the part, but the fullest, as the finder chose."""
    bring(review, tmp_path, COPY)
    deduping.run(review, by="AK")
    assert screening.report(review, 2, reviewer="AK").id == 7
    before = exported(review, tmp_path)
    deduping.merge(review, [1, 7], by="AK")
    assert screening.report(review, 7, reviewer="AK").id == 1
    splitting.split(review, [2, 5, 7], by="AK")
    assert exported(review, tmp_path) == before
    adds_up(review)


def test_deeds_taken_back_in_any_order_lose_no_record(review: Review, tmp_path: Path) -> None:
    bring(review, tmp_path, COPY)
    deduping.merge(review, [2, 5], by="AK")
    deduping.merge(review, [2, 6], by="AK")
    splitting.split(review, [2], by="AK")
    parted = auditing.tell(review, auditing.numbers(review)[-1:])[0].event.id
    deduping.merge(review, [5, 7], by="BR")
    undoing.undo(review, parted, by="AK")
    assert screening.report(review, 7, reviewer="AK").id == 2
    adds_up(review)
    undoing.undo_last(review, by="BR", kinds=undoing.DUPLICATES)
    adds_up(review)


def test_an_import_that_others_rest_on_cannot_be_taken_back_alone(review: Review) -> None:
    deduping.run(review, by="AK")
    with pytest.raises(ReviewError, match="rests on this"):
        undoing.undo_last(review, by="AK", kinds=undoing.IMPORTS)
    adds_up(review)


# Runs


def test_a_new_copy_joins_a_screened_report(review: Review, tmp_path: Path) -> None:
    """The old report keeps its number, votes and outcome, though the new copy is the fuller."""
    screening.decide(review, 5, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 5, FT, Verdict.EXCLUDE, by="AK", reason="wrong topic")
    before = screening.report(review, 5, reviewer="AK")
    bring(review, tmp_path, COPY)
    done = deduping.run(review, by="AK")
    assert done.merged == 2  # record 2, which nobody judged, and the new one
    after = screening.report(review, 7, reviewer="AK")
    assert after.id == 5
    assert (after.votes, after.standings) == (before.votes, before.standings)
    assert after.citation.abstract.endswith("trust took years.")
    adds_up(review)


def test_a_report_keeps_its_number_though_nobody_judged_it(review: Review, tmp_path: Path) -> None:
    deduping.run(review, by="AK")
    (group,) = deduping.merged_groups(review)
    bring(review, tmp_path, COPY)
    deduping.run(review, by="AK")
    assert screening.report(review, 7, reviewer="AK").id == group[0].report


def test_two_reports_that_people_judged_are_asked_about_and_never_merged(review: Review) -> None:
    screening.decide(review, 2, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 5, TA, Verdict.EXCLUDE, by="BR")
    before = {n: screening.report(review, n, reviewer="AK").standings for n in (2, 5)}
    done = deduping.run(review, by="AK")
    assert (done.merged, done.to_review) == (0, 1)
    assert {n: screening.report(review, n, reviewer="AK").standings for n in (2, 5)} == before
    (pair,) = deduping.pairs(review)
    assert (pair.a, pair.b, pair.why) == (2, 5, deduping.BOTH_JUDGED)
    deduping.judge(review, 2, 5, "same", by="AK")
    assert len(screening.report(review, 2, reviewer="AK").votes) == 2


def test_different_outlives_imports_and_runs(review: Review, tmp_path: Path) -> None:
    deduping.judge(review, 2, 5, "different", by="AK")
    for _ in range(2):
        deduping.run(review, by="AK")
        bring(review, tmp_path, COPY)
    assert screening.report(review, 2, reviewer="AK").id != screening.report(review, 5, reviewer="AK").id
    assert (2, 5) not in [(pair.a, pair.b) for pair in deduping.pairs(review)]
    adds_up(review)


def test_a_split_outlives_runs(review: Review) -> None:
    deduping.run(review, by="AK")
    splitting.split(review, [5], by="AK")
    deduping.run(review, by="AK")
    assert deduping.merged_groups(review) == []
    assert deduping.pairs(review) == []


def test_a_merge_by_hand_overrules_an_earlier_verdict(review: Review) -> None:
    deduping.judge(review, 2, 5, "different", by="AK")
    deduping.merge(review, [2, 5], by="AK")
    deduping.run(review, by="AK")
    assert [[r.id for r in group] for group in deduping.merged_groups(review)] == [[2, 5]]


def test_running_again_writes_nothing(review: Review, tmp_path: Path) -> None:
    bring(review, tmp_path, COPY)
    first = deduping.run(review, by="AK")
    events, before = len(auditing.numbers(review)), exported(review, tmp_path)
    again = deduping.run(review, by="AK")
    assert (again.reports, again.to_review, again.related, again.merged) == (
        first.reports,
        first.to_review,
        first.related,
        0,
    )
    assert len(auditing.numbers(review)) == events + 2  # the two exports
    assert exported(review, tmp_path) == before


# Three outcomes

ERRATUM = """TY  - JOUR
ID  - E1
TI  - Erratum to: Making a clinic together: what patients and staff say
AU  - Osei, Ama
PY  - 2020
JO  - Made-up Health
ER  -
"""


def test_a_search_that_found_nothing_is_written_down_once(tmp_path: Path) -> None:
    review = many(tmp_path, 5)
    for _ in range(2):
        assert deduping.run(review, by="AK").merged == 0
        (look,) = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="duplicates.found")))
        assert "looked for duplicates among 5 records: 0 merged, 0 to review" in look.words
    assert auditing.check(review).ok
    review.close()


def test_related_reports_are_linked_and_shown_and_never_merged(review: Review, tmp_path: Path) -> None:
    bring(review, tmp_path, ERRATUM)
    done = deduping.run(review, by="AK")
    assert done.related == 1
    (link,) = deduping.related(review)
    assert 7 in (link.a, link.b)
    assert link.why
    assert deduping.pairs(review) == []
    kept = deduping.merged_groups(review)[0][0].report
    assert screening.report(review, 7, reviewer="AK").related == (kept,)
    assert screening.report(review, kept, reviewer="AK").related == (7,)
    deduping.judge(review, link.a, link.b, "different", by="AK")
    assert deduping.related(review) == []
    assert screening.report(review, 7, reviewer="AK").related == ()
    undoing.undo_last(review, by="AK", kinds=undoing.DUPLICATES)
    deduping.judge(review, link.a, link.b, "same", by="AK")
    assert screening.report(review, 7, reviewer="AK").related == ()


def test_a_person_may_relate_any_two(review: Review) -> None:
    deduping.judge(review, 1, 4, "related", by="AK")
    assert [(p.a, p.b) for p in deduping.related(review)] == [(1, 4)]
    assert screening.report(review, 4, reviewer="AK").related == (1,)


def test_one_question_for_every_two_reports(review: Review, tmp_path: Path) -> None:
    queue(review, tmp_path, 2)
    a, b = deduping.pairs(review)
    deduping.merge(review, [a.a, b.a], by="AK")
    deduping.merge(review, [a.b, b.b], by="AK")
    assert len(deduping.pairs(review)) == 1


def queue(review: Review, folder: Path, n: int) -> None:
    """A review with `n` doubtful pairs: same title and author, another journal and year."""
    words = ("bees", "tides", "lamps", "quilts", "ferries", "moss", "kites", "wells", "owls", "salt")
    rows = ["title,authors,year,journal"]
    for i in range(n):
        title = f"{words[i % 10]} and {words[(i // 10 + 3) % 10]} in towns of the {words[(i * 7 + 1) % 10]} coast"
        rows += [
            f'Working with {title},"Name{i}, Ada; Roe, Ben",2018',
            f'Working with {title},"Name{i}, A; Roe, B",2019',
        ]
    bring(review, folder, "\n".join(rows) + "\n", "Web", "doubt.csv")
    deduping.run(review, by="AK")


def test_all_pairs_from_a_score_up_are_one_deed(review: Review, tmp_path: Path) -> None:
    queue(review, tmp_path, 3)
    waiting = deduping.pairs(review)
    assert len(waiting) == 3
    lowest = min(pair.score for pair in waiting)
    preview = deduping.merge_all(review, lowest, by="AK", preview=True)
    assert (preview.pairs, len(deduping.pairs(review))) == (3, 3)
    before = len(auditing.numbers(review))
    assert deduping.merge_all(review, lowest, by="AK") == preview
    assert len(auditing.numbers(review)) == before + 1
    assert deduping.pairs(review) == []
    adds_up(review)
    undoing.undo_last(review, by="AK", kinds=undoing.DUPLICATES)
    assert deduping.pairs(review) == waiting
    with pytest.raises(ReviewError, match=r"1\.00"):
        deduping.merge_all(review, 1.0, by="AK")


# Whatever is done

DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["vote", "merge", "split", "different", "related", "field", "run", "undo", "redo"]),
        st.integers(1, 7),
        st.integers(1, 7),
        st.sampled_from(["AK", "BR"]),
    ),
    max_size=12,
)
QUIET = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def do(review: Review, deed: str, a: int, b: int, who: str) -> None:
    match deed:
        case "vote":
            screening.decide(review, a, TA, Verdict.INCLUDE if b % 2 else Verdict.EXCLUDE, by=who)
        case "merge":
            deduping.merge(review, [a, b], by=who)
        case "split":
            splitting.split(review, [a], by=who)
        case "different" | "related":
            deduping.judge(review, a, b, deed, by=who)
        case "field":
            deduping.choose_field(review, a, "title", b, by=who)
        case "run":
            deduping.run(review, by=who)
        case "undo":
            undoing.undo_last(review, by=who, kinds=undoing.DUPLICATES)
        case _:
            undoing.redo_last(review, by=who, kinds=undoing.DUPLICATES)


@QUIET
@given(deeds=DEEDS)
def test_no_vote_is_lost_and_the_counts_add_up(
    deeds: list[tuple[str, int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    review = make_review(folder)
    bring(review, folder, COPY)
    cast = 0
    for deed in deeds:
        try:
            do(review, *deed)
        except ReviewError:
            continue
        cast += deed[0] == "vote"
    adds_up(review)
    reports = screening.ids(review, Which())
    votes = [v for n in reports for who in ("AK", "BR") for v in screening.report(review, n, reviewer=who).votes]
    assert len({vote.event for vote in votes}) == cast


@QUIET
@given(deeds=DEEDS, a=st.integers(1, 7), b=st.integers(1, 7))
def test_a_merge_and_its_split_are_nothing(
    deeds: list[tuple[str, int, int, str]], a: int, b: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever was done before: the exports are the same byte for byte."""
    folder = tmp_path_factory.mktemp("any")
    review = make_review(folder)
    bring(review, folder, COPY)
    for deed in deeds:
        try:
            do(review, *deed)
        except ReviewError:
            continue
    one, other = ({r.id for r in deduping.records(review, n)} for n in (a, b))
    before = exported(review, folder)
    if one != other:
        deduping.merge(review, [a, b], by="AK")
        splitting.split(review, sorted(other), by="AK")
    assert exported(review, folder) == before


Place = tuple[str, int]


def found_in_order(folder: Path, order: list[int]) -> tuple[set[frozenset[Place]], set[frozenset[Place]]]:
    """The merged groups and what is queued or linked between them, by where each record came from."""
    review = make_review(folder)
    more = [COPY, ERRATUM, COPY.replace("2020", "2021"), ERRATUM.replace("Erratum to", "Comment on")]
    for n in order:
        bring(review, folder, more[n], f"Source {n}", f"{n}.ris")
    deduping.run(review, by="AK")

    def group(number: int) -> frozenset[Place]:
        return frozenset((r.source, r.position) for r in deduping.records(review, number))

    asked = {group(p.a) | group(p.b) for p in (*deduping.pairs(review), *deduping.related(review))}
    return {group(found[0].id) for found in deduping.merged_groups(review)}, asked


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations([0, 1, 2, 3]))
def test_the_order_of_imports_makes_no_difference(order: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    here, there = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    assert found_in_order(here, order) == found_in_order(there, [0, 1, 2, 3])


def test_the_outcomes_of_a_merge_follow_both_votes(review: Review) -> None:
    screening.decide(review, 2, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 5, TA, Verdict.EXCLUDE, by="BR")
    deduping.merge(review, [2, 5], by="AK")
    assert screening.report(review, 2, reviewer="AK").standings[TA].outcome is Outcome.CONFLICT
