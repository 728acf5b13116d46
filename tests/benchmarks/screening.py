"""Ranking and stopping on labelled reviews, beside ASReview's default model, in the same run; and their cost by size.

    python tests/benchmarks/screening.py FILE.csv … [--seeds 5] [--other-python PATH]   loss, paired, and CPU per update
    python tests/benchmarks/screening.py FILE.csv … --rules                             what each rule for stopping does
    python tests/benchmarks/screening.py FILE.csv … --speed                             2,500, 10,000, 100,000 records

`FILE.csv` has the columns of `review-tool evaluate screening`. PATH is a Python with scikit-learn, for the comparison
only: ASReview 3's ELAS u4 is TF-IDF of words and pairs and a LinearSVC with C = 0.11, learnt anew after every label
(`--n-prior-included 1 --n-prior-excluded 1`, the same starting records on both sides). CPU seconds count more than the
clock. For `--speed` larger reviews are made up from the sentences of the files, with as many words as real ones have.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from review_tool.screening.stopping import ALPHA  # noqa: E402
from review_tool.screening.stopping_rules import Rule, played, tested  # noqa: E402
from review_tool.services.evaluating.screening import Start, evaluate_screening, read  # noqa: E402

SIZES = (2_500, 10_000, 100_000)
LATE = (0, 1_000, 2_000, 5_000, 9_000)
"""Labels after which updates are timed,"""
VOTES = 200
"""so many of them."""
LEANS = (1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5)
OTHER = """
import json, sys, time
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

texts, labels, known = json.load(sys.stdin)
y = np.array(labels, dtype=int)
X = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95).fit_transform(texts)
seen, order, taken = list(known), [], []
while y[seen].sum() < y.sum():
    start = time.process_time()
    ones = int(y[seen].sum())
    weight = np.where(y[seen] == 1, 1.0, ones / (9.8 * (len(seen) - ones)))
    model = LinearSVC(loss="squared_hinge", C=0.11, random_state=1, max_iter=10000)
    model.fit(X[seen], y[seen], sample_weight=weight * len(seen) / weight.sum())
    score = model.decision_function(X)
    score[seen] = -np.inf
    following = int(np.argmax(score))
    taken.append(1000 * (time.process_time() - start))
    seen.append(following)
    order.append(int(y[following]))
json.dump([order + [0] * (len(y) - len(seen)), taken], sys.stdout)
"""


def theirs(python: str, path: Path, priors: list[str]) -> tuple[dict[str, float], list[float]]:
    from review_tool.screening.measuring import measure

    held = read(path)
    known = [held.ids.index(name) for name in priors]
    done = subprocess.run(
        [python, "-c", OTHER],
        input=json.dumps([held.texts, list(map(int, held.labels)), known]),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise click.ClickException(done.stderr.strip()[-400:])
    order, taken = json.loads(done.stdout)
    return measure(list(map(bool, order))), taken


def interval(differences: list[float]) -> tuple[float, float]:
    """Bootstrap over sets: 95 % of the means of as many sets, drawn with putting back."""
    chance = random.Random(0)
    means = sorted(statistics.fmean(chance.choices(differences, k=len(differences))) for _ in range(10_000))
    return means[249], means[9749]


def compared(files: tuple[Path, ...], seeds: int, python: str, *, coarse: bool) -> None:
    other = subprocess.run([python, "-c", "import sklearn"], capture_output=True).returncode == 0
    if not other:
        click.echo(f"{python} has no scikit-learn: only our own figures follow.")
    click.echo(f"{'set':<36}{'loss':>8}{'u4':>8}{'WSS95':>8}{'u4':>8}{'ms p95':>9}{'u4':>8}")
    apart: dict[str, list[float]] = defaultdict(list)
    for path in files:
        rows: list[list[float]] = []
        for seed in range(1, seeds + 1):
            mine = evaluate_screening(path, Start(seed=seed, included=1, excluded=1), every=0.02 if coarse else 0)
            row = [mine.metrics["loss"], mine.metrics["wss_95"], mine.metrics["ms_per_update_p95"]]
            if other:
                his, taken = theirs(python, path, mine.priors)
                row += [his["loss"], his["wss_95"], sorted(taken)[int(0.95 * len(taken))]]
                apart[path.stem].append(row[0] - row[3])
            rows.append(row)
        means = [statistics.fmean(column) for column in zip(*rows, strict=True)] + [float("nan")] * 3
        loss, wss, cost, his_loss, his_wss, his_cost = means[:6]
        click.echo(f"{path.stem:<36}{loss:8.4f}{his_loss:8.4f}{wss:8.3f}{his_wss:8.3f}{cost:9.1f}{his_cost:8.1f}")
    if apart:
        differences = [statistics.fmean(one) for one in apart.values()]
        low, high = interval(differences)
        click.echo(
            f"loss less u4's, paired: {statistics.fmean(differences):+.4f} (95 %: {low:+.4f} to {high:+.4f}); "
            f"lower on {sum(one < 0 for one in differences)} of {len(differences)} sets; worst {max(differences):+.4f}"
        )


def rules(files: tuple[Path, ...], seeds: int, *, coarse: bool) -> None:
    recall: dict[str, list[float]] = defaultdict(list)
    saved: dict[str, list[float]] = defaultdict(list)
    leaning: dict[float, dict[str, list[float]]] = {lean: defaultdict(list) for lean in LEANS}
    for path in files:
        for seed in range(1, seeds + 1):
            start = Start(seed=seed, included=1, excluded=1)
            found = evaluate_screening(path, start, every=0.02 if coarse else 0)
            order = [bool(label) for _, label in found.predictions]
            for lean, by in leaning.items():
                by[path.stem].append(played(Rule("", "", ((tested(lean),),), 0, 0), order, before=1).recall)
            for one in found.stopping:
                recall[str(one["rule"])].append(float(one["recall"]))
                saved[str(one["rule"])].append(float(one["saved"]))
    click.echo(f"{'rule':<20}{'runs':>6}{'below 95 %':>12}{'worst':>8}{'mean':>8}{'unread':>8}")
    for name, ends in recall.items():
        click.echo(
            f"{name:<20}{len(ends):>6}{early(ends):>12.3f}{min(ends):>8.3f}{statistics.fmean(ends):>8.3f}"
            f"{statistics.fmean(saved[name]):>8.3f}"
        )
    if len(files) > 1:
        click.echo(f"below 95 % where the lean is chosen on the other reviews: {held_out(leaning):.3f}")


def early(recalls: list[float]) -> float:
    return sum(one < 0.95 for one in recalls) / len(recalls)


def held_out(leaning: dict[float, dict[str, list[float]]]) -> float:
    """For each review the largest lean that keeps the promise on all others; how often it fails on this one."""
    ends: list[float] = []
    for name in leaning[1.0]:
        others = {
            lean: [one for other, some in by.items() if other != name for one in some] for lean, by in leaning.items()
        }
        ends += leaning[max((lean for lean, some in others.items() if early(some) <= ALPHA), default=1.0)][name]
    return early(ends)


def made_up(files: tuple[Path, ...], size: int) -> list[str]:
    """Records of sentences of two real ones; a word of a hundred is new, since larger reviews have more words."""
    texts = [text for path in files for text in read(path).texts]
    chance = random.Random(size)
    made = []
    for n in range(size):
        one, other = chance.choice(texts).split(". "), chance.choice(texts).split(". ")
        words = ". ".join(one[: len(one) // 2 + 1] + other[len(other) // 2 :]).split()
        for place in range(0, len(words), 100):
            words[place] = f"term{chance.randrange(size * 2)}"
        made.append(" ".join(words) + f" {n}")
    return made


def speed(files: tuple[Path, ...]) -> None:
    click.echo("update and re-rank, ms of CPU, p95, after so many labels:")
    click.echo(
        f"{'records':>8}{'features s':>12}{'MB peak':>9}{'reopen s':>10}" + "".join(f"{late:>9}" for late in LATE)
    )
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            texts = Path(folder) / "texts.json"
            texts.write_text(json.dumps(made_up(files, size)), encoding="utf-8")
            done = subprocess.run([sys.executable, __file__, "--one", str(texts)], capture_output=True, text=True)
        if done.returncode:
            raise click.ClickException(done.stderr.strip()[-400:])
        click.echo(done.stdout, nl=False)


def one(path: Path) -> None:
    """One size, in a process of its own, so that its peak of memory is its own; the texts' own share is taken off."""
    from review_tool.screening import features
    from review_tool.screening.learning import Learner

    texts = json.loads(path.read_text(encoding="utf-8"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    built = features.build(texts)
    building = time.process_time() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    kept = path.with_suffix(".npz")
    built.save(kept)
    start = time.perf_counter()
    learner = Learner(features.load(kept), question=texts[0])
    reopening = time.perf_counter() - start
    chance = random.Random(1)
    rows = iter(chance.sample(range(len(texts)), len(texts)))
    figures = []
    for late in (first for first in LATE if first + VOTES < len(texts)):
        while len(learner.labels) < late:
            learner.label(next(rows), len(learner.labels) % 40 == 0)
        learner.learn()
        taken = []
        for n in range(VOTES):
            start = time.process_time()
            learner.label(next(rows), n % 12 == 0)
            learner.learn()
            learner.order()
            taken.append(1000 * (time.process_time() - start))
        figures.append(sorted(taken)[VOTES * 95 // 100])
    told = "".join(f"{figure:>9.1f}" for figure in figures)
    click.echo(f"{len(texts):>8}{building:>12.1f}{peak:>9.0f}{reopening:>10.2f}{told}")


@click.command()
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1)
@click.option("--seeds", default=5, show_default=True, help="Starts of each file.")
@click.option("--other-python", default=sys.executable, help="A Python that has scikit-learn.")
@click.option("--rules", "stop", is_flag=True, help="What each rule for stopping would have done.")
@click.option("--speed", "fast", is_flag=True, help="The cost by size.")
@click.option(
    "--coarse", is_flag=True, help="Ours learns anew only after each 2 % of the records: quicker, about the same."
)
@click.option("--one", "texts", type=click.Path(path_type=Path), hidden=True)
def main(
    files: tuple[Path, ...], seeds: int, other_python: str, *, stop: bool, fast: bool, coarse: bool, texts: Path | None
) -> None:
    """Measure ranking and stopping on each FILE."""
    if texts is not None:
        one(texts)
    elif fast:
        speed(files)
    elif stop:
        rules(files, seeds, coarse=coarse)
    else:
        compared(files, seeds, other_python, coarse=coarse)


if __name__ == "__main__":
    main()
