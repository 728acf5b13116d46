"""How well scores find what people marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

TOP = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """Of the sentences that people judged; a blank counts neither way."""

    judged: int
    positive: int
    average_precision: float
    """Over the ranking by score; ties count as one step."""
    best_f1: float
    threshold: float
    """The score from which best_f1 is reached."""
    f1_at_half: float
    precision_at_5: float
    """Of each document's five highest, averaged over the documents with anything to find."""
    most_at_5: float
    """What that could be at most, as some documents have fewer than five."""

    def to_json(self) -> dict[str, float | int]:
        return {
            "judged": self.judged,
            "positive": self.positive,
            "AP": round(self.average_precision, 4),
            "best_F1": round(self.best_f1, 4),
            "threshold": round(self.threshold, 4),
            "F1_at_0.5": round(self.f1_at_half, 4),
            "P_at_5": round(self.precision_at_5, 4),
            "most_at_5": round(self.most_at_5, 4),
        }


def measure(truth: Sequence[bool], scores: Sequence[float], documents: Sequence[str]) -> Measured | None:
    """Compare scores with what people said of each sentence; None where nobody marked any."""
    if not any(truth):
        return None
    order = sorted(range(len(truth)), key=lambda at: -scores[at])
    positive, hits, area = sum(truth), 0, 0.0
    best, threshold, since = 0.0, 1.0, 0
    for place, at in enumerate(order, 1):
        hits += truth[at]
        since += truth[at]
        if place == len(order) or scores[order[place]] != scores[at]:
            area += since / positive * hits / place
            since = 0
            if (f1 := 2 * hits / (place + positive)) > best:
                best, threshold = f1, scores[at]
    half = sum(t for t, s in zip(truth, scores, strict=True) if s >= 0.5)
    marked = sum(s >= 0.5 for s in scores)
    found, most = _per_document(truth, scores, documents)
    return Measured(len(truth), positive, area, best, threshold, 2 * half / (marked + positive), found, most)


def _per_document(truth: Sequence[bool], scores: Sequence[float], documents: Sequence[str]) -> tuple[float, float]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, document in enumerate(documents):
        places[document].append(at)
    with_any = [at for at in places.values() if any(truth[n] for n in at)]
    tops = [sorted(at, key=lambda n: (-scores[n], n))[:TOP] for at in with_any]
    found = sum(sum(truth[n] for n in top) / TOP for top in tops) / len(with_any)
    most = sum(min(sum(truth[n] for n in at), TOP) / TOP for at in with_any) / len(with_any)
    return found, most
