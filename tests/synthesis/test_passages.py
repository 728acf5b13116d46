"""Suggested passages: the cues say why, context counts, and the labelled sets are found again."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest

from review_tool.synthesis.passages import measuring, training
from review_tool.synthesis.passages.cues import LABELS, lexicon, lowered
from review_tool.synthesis.passages.headings import part
from review_tool.synthesis.passages.logistic import fit
from review_tool.synthesis.passages.scoring import Scored, Sentence, score
from review_tool.synthesis.passages.weights import shipped

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "passages" / "dev"


def one(text: str, heading: str = "") -> Scored:
    return score([Sentence(text, heading)])[0]


def best(text: str, heading: str = "") -> str:
    """The label that a sentence is suggested for, or ""."""
    scores = one(text, heading).scores
    return LABELS[scores.index(max(scores))] if max(scores) >= 0.5 else ""


@pytest.mark.parametrize(
    "text",
    [
        "Little is known about how allotment groups share power over time.",
        "Future research should explore who is left out of such partnerships.",
        "It remains unclear whether payment changes who takes part.",
        "There is a paucity of evidence on the costs of working together.",
        "Further evaluation is needed of what happens once funding ends.",
        "To date, no study has examined the views of younger carers.",
    ],
)
def test_gaps(text: str) -> None:
    assert best(text) == "gap"


@pytest.mark.parametrize(
    "text",
    [
        "Organisations should pay community members for their time from the outset.",
        "It is essential that partners agree roles before work begins.",
        "Trust takes time, and funders must allow for it.",
        "We recommend that meetings are held where people already gather.",
        "Practitioners need to share decisions rather than consult after the event.",
        "Clear expectations are crucial for lasting partnerships.",
    ],
)
def test_recommendations(text: str) -> None:
    assert best(text) == "recommendation"


@pytest.mark.parametrize(
    "text",
    [
        "A limitation of this study is that all interviews took place in one town.",
        "Our sample was small and self-selected, which limits generalisability.",
        "The findings should be interpreted with caution because of recall bias.",
    ],
)
def test_limitations(text: str) -> None:
    assert best(text, "Strengths and limitations") == "limitation"


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Participants were asked to complete the survey within two weeks.", "Methods"),
        ("Participants were required to be over 18 and to speak Welsh.", "Recruitment"),
        ("The group met each month in the library.", "Results"),
        ("Doe J, Poe E. Gardens. J Plots. 2019;4(2):11-19. doi: 10.1234/abc.", "References"),
        ("“I think they should just ask us, you know, before they decide” (P7).", "Findings"),
        ("There was no significant difference between the groups.", "Results"),
    ],
)
def test_what_is_none(text: str, heading: str) -> None:
    assert best(text, heading) == ""


def test_every_suggestion_says_why() -> None:
    found = one("Future research should explore who is left out.")
    assert found.because("gap") == "says what future research should or could do; says what studies should do"
    cue = found.cues("gap")[0]
    assert "Future research should explore"[: cue.end - cue.start].lower().startswith("future research")
    bare = one("The garden flourished.")
    assert bare.cues("gap") == []
    assert bare.because("gap")


def test_the_heading_and_the_neighbours_count() -> None:
    text = "Interviews were held in one town only."
    assert one(text, "Limitations").scores[2] > one(text, "Results").scores[2]
    first = Sentence("This study has several limitations.", "Discussion", "a")
    then = Sentence(text, "Discussion", "a")
    assert score([first, then])[1].scores[2] > score([then])[0].scores[2]
    apart = Sentence(text, "Discussion", "b")
    assert score([first, apart])[1].scores == score([apart])[0].scores
    assert score([Sentence(text, "Discussion", "b", before=first.text)])[0].scores[2] > score([apart])[0].scores[2]


def test_parts_of_a_paper() -> None:
    assert part("4.2 Strengths and limitations").name == "limitations"
    assert part("Limitations of the evidence base").name != "limitations"
    assert part("Implications for practice").name == "advice"
    assert part("Directions for future research").name == "future"
    assert part("2. Materials and Methods").name == "methods"
    assert part("Growing together").name == ""


def test_each_cue_is_whole() -> None:
    cues = lexicon().cues
    assert len(cues) > 80
    for cue in cues.values():
        assert cue.label in (*LABELS, "all")
        assert cue.on or cue.signs, f"{cue.id} would be tried on every sentence"
        assert not re.search(r"[A-Z]{3}", cue.pattern.pattern), f"{cue.id} names a word that is not there"
        assert cue.reason[0].islower() or cue.reason[0] in "0123456789"


def test_letters_that_grow_in_lower_case_keep_their_places() -> None:
    text = "İstanbul’s groups should meet."
    assert len(lowered(text)) == len(text)
    assert "should" in lowered(text)


def test_the_weights_name_their_licence_and_their_sources() -> None:
    told = (Path(training.__file__).parent / "weights.json").read_text(encoding="utf-8")
    assert "CC BY 4.0" in told
    assert "2508.04337" in told
    assert {"semeval", "ignorance", "challenges"}.isdisjoint(told.lower().split())
    assert len(shipped().of) > 1000
    assert "=should" in shipped().of


def test_a_model_learns_what_parts_the_examples() -> None:
    yes = [({"allotment": 1.0, "the": 1.0}, True, 1.0)] * 10
    no = [({"kitchen": 1.0, "the": 1.0}, False, 1.0)] * 10
    weights = fit(yes + no)
    assert weights.odds({"allotment": 1.0}) > 0 > weights.odds({"kitchen": 1.0})
    assert fit(yes + no) == weights


def test_measures() -> None:
    measured = measuring.measure([True, False, True, False], [0.9, 0.8, 0.7, 0.1], ["a"] * 4)
    assert measured is not None
    assert measured.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert measured.best_f1 == pytest.approx(0.8)
    assert measured.threshold == 0.7
    assert [measured.precision_at_5, measured.most_at_5] == [0.4, 0.4]
    tied = measuring.measure([True, False], [0.5, 0.5], ["a", "a"])
    assert tied is not None
    assert tied.average_precision == 0.5
    assert measuring.measure([False], [0.5], ["a"]) is None


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled passages are not beside this repository")
def test_gaps_of_other_fields_are_found() -> None:
    """Whole papers on nutrition (Boguslav 2021): a topic that nothing was learnt from."""
    with (DATA / "ignorance.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:3000]
    start = time.process_time()
    found = score([Sentence(row["sentence"], "", row["doc_id"]) for row in rows])
    seconds = time.process_time() - start
    measured = measuring.measure(
        [row["label_gap"] == "1" for row in rows], [s.scores[0] for s in found], [row["doc_id"] for row in rows]
    )
    assert measured is not None
    assert measured.average_precision >= 0.42
    assert seconds / len(rows) * 1000 <= 1.0, "seconds of CPU for 1,000 sentences, five times the budget"
