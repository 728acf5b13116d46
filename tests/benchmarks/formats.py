"""Our readers beside others' on the same made-up files, in the same run: records and megabytes a second, and ratios.

    python tests/benchmarks/formats.py [RECORDS] [--other-python PATH] [--import] [--only FORMAT …]

PATH is a Python that has what is to be compared with (rispy, nbib, bibtexparser, asreview); it is for this comparison
only and no part of the program:

    python -m venv elsewhere && elsewhere/bin/pip install rispy nbib bibtexparser asreview

Each side is a process of its own, which reads the file once and says how much CPU that took, from the open file to its
last record, and how much more memory than before it. `--import` also brings each file into a review, stored, hashed and
indexed. CPU seconds count, not the clock, which the machine's other work moves; compare ratios.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.made_up import WRITERS, made_file  # noqa: E402

MEASURE = """
import resource, sys, time
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
count = run(sys.argv[1])
spent = time.process_time() - start
print(count, spent, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""
OURS = """
from pathlib import Path
from review_tool.formats import Source, detect
from review_tool.domain.record import Entry
def run(path):
    source = Source(lambda: open(path, "rb"))
    return sum(isinstance(thing, Entry) for thing in detect(source, path)[0].read(source))
"""
IMPORT = """
import tempfile
from pathlib import Path
from review_tool.domain.record import Source
from review_tool.services import reviews
from review_tool.services.gathering import importing
import review_tool.formats
place = tempfile.TemporaryDirectory()
review = reviews.create(Path(place.name) / "review", "Benchmark", by="AK", around=reviews.Surroundings("bench"))
def run(path):
    return importing.import_file(review, Path(path), Source("Made up"), by="AK").added
"""
OTHERS = {
    "ris": {
        "rispy": "import rispy\ndef run(path):\n    return len(rispy.load(open(path, encoding='utf-8')))\n",
        "asreview": "from asreview.data.loader import load_records\n"
        "def run(path):\n    return len(load_records(path))\n",
    },
    "nbib": {"nbib": "import nbib\ndef run(path):\n    return len(nbib.read_file(path))\n"},
    "bibtex": {
        "bibtexparser": "import bibtexparser\ndef run(path):\n    return len(bibtexparser.parse_file(path).entries)\n",
    },
    "wos": {
        "rispy": "import rispy\ndef run(path):\n"
        "    return len(rispy.load(open(path, encoding='utf-8'), implementation=rispy.WokParser))\n",
    },
    "csv": {
        "csv.DictReader": "import csv\ndef run(path):\n"
        "    return sum(1 for _ in csv.DictReader(open(path, encoding='utf-8', newline='')))\n",
    },
    "endnote-xml": {
        "ElementTree": "from xml.etree.ElementTree import iterparse\ndef run(path):\n    count = 0\n"
        "    for _, element in iterparse(path):\n        if element.tag == 'record':\n            count += 1\n"
        "            element.clear()\n    return count\n",
    },
    "pubmed-xml": {
        "ElementTree": "from xml.etree.ElementTree import iterparse\ndef run(path):\n    count = 0\n"
        "    for _, element in iterparse(path):\n        if element.tag == 'PubmedArticle':\n            count += 1\n"
        "            element.clear()\n    return count\n",
    },
}


@dataclass(frozen=True, slots=True)
class Side:
    """What one reader did with one file."""

    name: str
    records: int
    cpu: float
    memory: float
    """Megabytes above what the process held before."""


def ran(name: str, python: str, program: str, path: Path) -> Side | None:
    """None where the reader is not installed there, or gave up."""
    command = [python, "-c", program + MEASURE, str(path)]
    around = {**os.environ, "PYTHONPATH": str(ROOT)}
    # ASReview leaves a cache in the folder it is run in.
    done = subprocess.run(command, cwd=path.parent, env=around, capture_output=True, text=True)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        print(f"  {name}: not compared ({why[:90]})")
        return None
    records, cpu, memory = done.stdout.split()[-3:]
    return Side(name, int(records), float(cpu), float(memory))


@click.command()
@click.argument("records", type=int, default=20_000)
@click.option("--other-python", default=sys.executable, help="A Python that has the others.")
@click.option("--import", "imports", is_flag=True, help="Bring each file into a review too.")
@click.option("--only", multiple=True, type=click.Choice(list(WRITERS)))
def main(records: int, other_python: str, imports: bool, only: tuple[str, ...]) -> None:
    """Print for each format what each reader took, and how many times as much as ours."""
    with tempfile.TemporaryDirectory() as place:
        for name in only or WRITERS:
            path = made_file(Path(place), name, records)
            size = path.stat().st_size / 1e6
            print(f"{name}: {records} records, {size:.0f} MB")
            sides = [ran("review-tool", sys.executable, OURS, path)]
            if imports:
                sides.append(ran("review-tool import", sys.executable, IMPORT, path))
            sides += [ran(other, other_python, program, path) for other, program in OTHERS[name].items()]
            ours = sides[0]
            for side in filter(None, sides):
                assert side.records == records, f"{side.name} read {side.records} records of {name}"
                ratio = f"{side.cpu / ours.cpu:.2f} of ours" if ours else ""
                print(
                    f"  {side.name:18} {side.cpu:7.2f} s CPU {side.records / side.cpu:9,.0f} records/s "
                    f"{size / side.cpu:6.1f} MB/s {side.memory:6.0f} MB  {ratio}"
                )
            path.unlink()


if __name__ == "__main__":
    main()
