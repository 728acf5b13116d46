"""Makes `weights.json` anew: `python -m review_tool.synthesis.passages.training FOLDER`.

FOLDER holds two openly licensed sets, and no other is read:
- `silver_headings.csv.gz`: full texts under CC BY, whose headings (limitations, future research, recommendations) tell
  roughly what their sentences are;
- `sci_sentence.csv`: Sci-Sentence, sentences labelled by hand (Bolaños 2025, arXiv 2508.04337; CC BY 4.0), for gaps and
  limitations.

A heading alone is a poor label, so a sentence of the first set is a yes where the cues alone say so, or where its
heading does and the cues do not speak against it; a no where neither does. What is learnt is which other words stand
in such sentences. Only words and pairs found in a tenth of the documents are looked at, so that no topic is learnt.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from review_tool.synthesis.passages.cues import LABELS, lexicon
from review_tool.synthesis.passages.features import features, grams
from review_tool.synthesis.passages.logistic import Weights, fit
from review_tool.synthesis.passages.scoring import Alone, read

SILVER, SCI = "silver_headings.csv.gz", "sci_sentence.csv"
COLUMNS = ("label_gap", "label_recommendation", "label_other")
SHARE = 0.1
"""Of the documents: words rarer than that tell of topics."""
KEPT = 2500
"""Words, pairs and cues in the file."""
SURE, AGAINST = 0.3, -2.0
"""Log-odds by the cues alone from which a sentence is a yes; and under which its heading is not believed."""
PLAIN = -1.0
"""Log-odds under which a sentence without such a heading is a no."""
NOES = 0.2
"""Of all noes are enough."""
Example = tuple[Mapping[str, float], bool, float]


@dataclass(frozen=True, slots=True)
class Labelled:
    read: Alone
    labels: tuple[bool, ...]
    document: str


def main(folder: Path, target: Path) -> None:
    """Read the two sets, fit, write the weights."""
    silver = [one for one in load(folder / SILVER) if one.read.part.name != "back" and len(one.read.words) >= 5]
    sci = list(load(folder / SCI))
    known = frequent(silver) | {f"={cue}" for cue in lexicon().cues}
    first = [fit(examples(at, silver, sci, known), keep=1e-3, rounds=5) for at in range(len(LABELS))]
    names = {name for weights in first for name in weights.of}
    strength = {name: max(abs(weights.of.get(name, 0.0)) for weights in first) for name in names}
    kept = set(sorted(names, key=lambda name: (-strength[name], name))[:KEPT])
    final = [fit(examples(at, silver, sci, kept), keep=1e-3, rounds=5) for at in range(len(LABELS))]
    target.write_text(written(final, kept, silver), encoding="utf-8")


def load(path: Path) -> Iterable[Labelled]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        labels = tuple(row[column] == "1" for column in COLUMNS)
        yield Labelled(read(row["sentence"], row["section"]), labels, row["doc_id"])


def frequent(silver: Sequence[Labelled]) -> set[str]:
    """The words and pairs found in a share of the documents."""
    where: dict[str, set[str]] = defaultdict(set)
    for one in silver:
        for gram in grams(one.read.words):
            where[gram].add(one.document)
    least = SHARE * len({one.document for one in silver})
    return {gram for gram, documents in where.items() if len(documents) >= least}


def examples(at: int, silver: Sequence[Labelled], sci: Sequence[Labelled], known: set[str]) -> list[Example]:
    """What to learn one label from; yeses weigh a third of the noes together."""
    chance = random.Random(1)
    chosen: list[tuple[Labelled, bool]] = []
    for one in silver:
        odds = one.read.odds[at] - one.read.part.prior[at]
        yes = odds > SURE or (one.labels[at] and odds > AGAINST)
        if yes or (odds <= PLAIN and chance.random() < NOES):
            chosen.append((one, yes))
    yeses = sum(yes for _, yes in chosen)
    weight = (len(chosen) - yeses) / max(yeses, 1) / 3
    made = [(_seen(one, known), yes, weight if yes else 1.0) for one, yes in chosen]
    if LABELS[at] != "recommendation":  # Sci-Sentence does not label those
        made += [(_seen(one, known), one.labels[at], 6.0 if one.labels[at] else 2.0) for one in sci]
    return made


def _seen(one: Labelled, known: set[str]) -> Mapping[str, float]:
    return features(one.read.words, [f.cue.id for f in one.read.found], known)


def written(final: Sequence[Weights], kept: set[str], silver: Sequence[Labelled]) -> str:
    """The file's text, with where its numbers are from."""
    spread = []
    for weights in final:
        odds = [weights.odds(_seen(one, kept)) for one in silver[::7]]
        mean = sum(odds) / len(odds)
        spread.append([round(mean, 4), round(math.sqrt(sum((o - mean) ** 2 for o in odds) / len(odds)), 4)])
    told = {
        "about": "Weights beside the cues of cues.toml, for gap, recommendation and limitation. Made by training.py.",
        "licence": "CC BY 4.0, as the texts they were learnt from.",
        "sources": [
            "Sci-Sentence: Bolaños F, Salatino A, Osborne F, Motta E (2025), arXiv 2508.04337, CC BY 4.0.",
            "Sentences under their headings from open-access papers under CC BY, named here by DOI.",
        ],
        "documents": sorted({one.document for one in silver}),
        "labels": list(LABELS),
        "start": [round(weights.start, 4) for weights in final],
        "spread": spread,
    }
    rows = {name: [round(weights.of.get(name, 0.0), 2) for weights in final] for name in sorted(kept)}
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(row)}" for name, row in rows.items() if any(row))
    return json.dumps(told, ensure_ascii=False, indent=1)[:-2] + ',\n "weights": {\n' + lines + "\n}}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("weights.json"))
