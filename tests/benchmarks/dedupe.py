"""Our duplicate finder and bib-dedupe on the same labelled file, in the same run: what each finds, loses and costs.

    python tests/benchmarks/dedupe.py FILE.csv … [--other-python PATH]

`FILE.csv` has the columns of `review-tool evaluate dedupe` and the truth in `dup_group`. PATH is a Python that has
`bib-dedupe` (0.11.0 is what our figures name); it is for this comparison only and no part of the program:

    python -m venv elsewhere && elsewhere/bin/pip install bib-dedupe==0.11.0

Each side is a whole process, from start to groups on the disk; CPU seconds are the process's and its children's, and
both are held to one worker. They count more than the clock, which the machine's other work moves.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from review_tool.dedupe import metrics  # noqa: E402

OTHER = """
import csv, sys
import pandas as pd
from bib_dedupe import verbose_print
from bib_dedupe.bib_dedupe import block, cluster, match, prep

if __name__ == "__main__":
    verbose_print.verbosity_level = 0
    frame = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False).rename(columns={"id": "ID", "issue": "number"})
    for name in ("authors",):
        if name in frame.columns:
            frame = frame.rename(columns={name: "author"})
    # It takes BibTeX's way of joining names.
    frame["author"] = frame["author"].str.replace("; ", " and ", regex=False).str.replace(";", " and ", regex=False)
    frame["ENTRYTYPE"] = frame["type"].replace("", "article") if "type" in frame.columns else "article"
    groups = cluster(match(block(prep(frame, cpu=1), cpu=1), cpu=1))
    with open(sys.argv[2], "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [("id", "group"), *((member, group[0]) for group in groups for member in group)]
        )
"""


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two did."""

    name: str
    recall: float
    lost: int
    f1: float
    cpu: float
    """CPU seconds of the whole process."""
    wall: float


def ran(name: str, command: list[str], out: Path, truth: dict[str, str]) -> Side:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise click.ClickException(f"{name} failed: {done.stderr.strip()[-400:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with out.open(encoding="utf-8", newline="") as file:
        predicted = {row["id"]: row["group"] for row in csv.DictReader(file)}
    found = metrics(predicted, truth)
    return Side(name, 100 * found["recall"], int(found["records_lost"]), 100 * found["F1"], cpu, wall)


def ours(path: Path, out: Path, truth: dict[str, str]) -> Side:
    command = [
        sys.executable,
        "-m",
        "review_tool",
        "evaluate",
        "dedupe",
        str(path),
        "--predictions",
        str(out),
        "--json",
    ]
    return ran("review-tool", command, out, truth)


def theirs(python: str, path: Path, out: Path, truth: dict[str, str]) -> Side:
    script = out.with_suffix(".py")
    script.write_text(OTHER, encoding="utf-8")
    return ran("bib-dedupe", [python, str(script), str(path), str(out)], out, truth)


def has_it(python: str) -> bool:
    try:
        asked = subprocess.run([python, "-c", "import bib_dedupe"], capture_output=True)
    except OSError:
        return False
    return asked.returncode == 0


def truth_of(path: Path) -> dict[str, str]:
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row["dup_group"] for row in csv.DictReader(file) if row.get("dup_group")}


@click.command()
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True)
@click.option("--other-python", default=sys.executable, help="A Python that has bib-dedupe.")
def main(files: tuple[Path, ...], other_python: str) -> None:
    """Run both over each FILE and print a row for each."""
    other = has_it(other_python)
    if not other:
        click.echo(f"{other_python} has no bib-dedupe: it is skipped, and only our own figures follow.")
    click.echo(f"{'file':<22}{'':<13}{'recall':>8}{'lost':>6}{'F1':>8}{'CPU s':>9}{'wall s':>9}")
    for path in files:
        truth = truth_of(path)
        with tempfile.TemporaryDirectory() as folder:
            sides = [ours(path, Path(folder) / "ours.csv", truth)]
            if other:
                sides.append(theirs(other_python, path, Path(folder) / "theirs.csv", truth))
        for side in sides:
            click.echo(
                f"{path.stem:<22}{side.name:<13}{side.recall:8.2f}{side.lost:6}{side.f1:8.2f}"
                f"{side.cpu:9.2f}{side.wall:9.2f}"
            )
        if other:
            mine, his = sides
            verdict = "not lower" if mine.f1 >= his.f1 else "LOWER"
            click.echo(f"{'':<22}F1 {verdict}; {his.cpu / mine.cpu:.1f} × less CPU")


if __name__ == "__main__":
    main()
