"""The order follows from texts, labels and question, and from nothing else."""

from __future__ import annotations

import random

from review_tool.screening import features, learning

TEXTS = [
    "Nurses on night shifts sleep badly: a survey of hospital nurses",
    "Night shifts and sleep in nurses, a cohort study",
    "Sleep of nurses after rotating shifts",
    "Light therapy for sleep in shift workers",
    "Steel corrosion in sea water",
    "Corrosion of steel bridges: a survey",
    "A survey of bridges",
    "Concrete under load, a cohort of bridges",
]


def learner(texts: list[str], question: str = "") -> learning.Learner:
    return learning.Learner(features.build(texts), question=question)


def shown(texts: list[str], labels: dict[str, bool], question: str = "") -> list[str]:
    one = learner(texts, question)
    for text, relevant in labels.items():
        one.label(texts.index(text), relevant)
    one.learn()
    return [texts[row] for row in one.order()]


def test_what_is_like_the_relevant_comes_first() -> None:
    order = shown(TEXTS, {TEXTS[0]: True, TEXTS[5]: False})
    assert order[0] == TEXTS[1]
    assert order[-1] == TEXTS[4]
    assert len(order) == 6


def test_the_question_alone_is_enough_to_begin() -> None:
    assert set(shown(TEXTS, {}, "How do nurses on shifts sleep?")[:4]) == set(TEXTS[:4])


def test_without_a_question_what_most_titles_say_comes_first() -> None:
    one = learning.Learner(features.build(TEXTS), titles=" ".join(TEXTS))
    one.learn()
    assert TEXTS[one.order()[0]] in (TEXTS[0], TEXTS[1])
    one.label(4, True)
    one.learn()
    assert one.order()[0] == 5, "one relevant text says more than all titles"


def test_the_question_weighs_less_with_each_relevant_text() -> None:
    weights = [learning.question_weight(n) for n in range(6)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] < weights[0] / 2


def test_without_anything_to_learn_from_the_order_is_a_hash_s() -> None:
    one = learner(TEXTS)
    one.learn()
    assert not one.learnt
    assert one.order().tolist() != list(range(8))
    assert shown(TEXTS, {}) == shown(TEXTS[::-1], {})


def test_the_order_of_the_file_never_matters() -> None:
    labels = {TEXTS[0]: True, TEXTS[5]: False, TEXTS[6]: False}
    wanted = shown(TEXTS, labels, "sleep of nurses")
    for seed in range(5):
        mixed = random.Random(seed).sample(TEXTS, len(TEXTS))
        assert shown(mixed, dict(random.Random(seed).sample(list(labels.items()), 3)), "sleep of nurses") == wanted


def test_a_vote_changed_or_taken_back_leaves_no_trace() -> None:
    one = learner(TEXTS)
    for row, relevant in ((0, True), (4, False), (1, False)):
        one.label(row, relevant)
        one.learn()
    one.label(1, True)
    one.label(4, None)
    one.label(5, False)
    one.learn()
    assert [TEXTS[row] for row in one.order()] == shown(TEXTS, {TEXTS[0]: True, TEXTS[1]: True, TEXTS[5]: False})


def test_texts_that_are_the_same_keep_their_order() -> None:
    assert features.build(["same", "same", "same"]).tie.tolist() == [0, 1, 2]


def test_why_in_words() -> None:
    one = learner(TEXTS)
    for row, relevant in ((0, True), (5, False), (7, False)):
        one.label(row, relevant)
    one.learn()
    why = one.why(1)
    assert {name for name, _ in why.speaks_for} & {"nurses", "night", "night shifts", "sleep"}
    assert [share for _, share in why.speaks_for] == sorted((s for _, s in why.speaks_for), reverse=True)
    assert {name for name, _ in why.against} <= {"cohort", "study"}
    assert "bridges" in " ".join(name for name, _ in one.terms(3).against)
    words = [set(name.split()) for name, _ in one.terms(20).speaks_for]
    assert not any(a < b or b < a for a in words for b in words)
