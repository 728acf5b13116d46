"""How well a grouping finds the known duplicates, counted by record as the field's tables do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping


def metrics(predicted: Mapping[str, str], truth: Mapping[str, str]) -> dict[str, float | int]:
    """Record-level figures; a record without a predicted group stands alone.

    TP are records rightly removed, FN duplicates left, FP distinct reports lost in a false merge (`records_lost`),
    TN the other distinct reports. Which copy of a group is kept makes no difference.
    """
    group = {number: predicted.get(number) or f"\0{number}" for number in truth}
    sizes = Counter(group.values())
    entities: dict[str, set[str]] = defaultdict(set)
    for number, name in group.items():
        entities[name].add(truth[number])
    distinct = len(set(truth.values()))
    right = sum(sizes[name] - len(inside) for name, inside in entities.items())
    lost = sum(len(inside) - 1 for inside in entities.values())
    left = len(truth) - distinct - right
    precision = right / (right + lost) if right + lost else 1.0
    recall = right / (right + left) if right + left else 1.0
    return {
        "records": len(truth),
        "entities": distinct,
        "TP": right,
        "FP": lost,
        "FN": left,
        "TN": distinct - lost,
        "recall": recall,
        "precision": precision,
        "specificity": (distinct - lost) / distinct if distinct else 1.0,
        "F1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "records_lost": lost,
    }
