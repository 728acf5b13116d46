"""Bringing files in: nothing twice, nothing half, every problem named."""

from __future__ import annotations

import csv
import os
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.errors import Cancelled, ReviewError
from review_tool.domain.record import Source, SourceKind
from review_tool.services import overview
from review_tool.services.gathering import importing
from review_tool.services.gathering.problem_list import write_problems
from review_tool.services.history import auditing
from review_tool.services.reviews import Review
from review_tool.store.queries import raws
from tests.reviews import RIS, make_review

BROKEN = "title,year,doi\nThe first,2020,10.5555/b.1\njust a cell\nThe one after,2021,10.5555/b.2\n"
"""A table with a row that is no record, on its third line."""


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    yield made
    made.close()


def events(review: Review) -> int:
    return len(auditing.numbers(review))


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_same_file_twice_adds_nothing_and_says_so(review: Review, tmp_path: Path) -> None:
    again = importing.import_file(review, write(tmp_path, "again.ris", RIS), Source("Embase"), by="AK")
    assert (again.read, again.added, again.already_present, again.refused) == (4, 0, 4, 0)
    assert overview.flow(review).database_results == 6


def test_the_same_citations_from_another_source_are_new_records(review: Review, tmp_path: Path) -> None:
    other = importing.import_file(review, write(tmp_path, "other.ris", RIS), Source("CINAHL"), by="AK")
    assert other.added == 4
    assert overview.flow(review).database_results == 10


def test_alike_records_of_one_file_are_each_a_record(review: Review, tmp_path: Path) -> None:
    first = RIS[: RIS.index("ER  -") + 7]
    done = importing.import_file(review, write(tmp_path, "twice.ris", first * 2), Source("ERIC"), by="AK")
    assert (done.read, done.added) == (2, 2)


def test_a_broken_record_is_named_by_line_and_the_rest_comes_in(review: Review, tmp_path: Path) -> None:
    done = importing.import_file(review, write(tmp_path, "b.csv", BROKEN), Source("ERIC"), by="AK")
    assert (done.read, done.added, done.refused) == (3, 2, 1)
    refused = [problem for problem in done.problems if problem.refused]
    assert [problem.line for problem in refused] == [3]
    assert refused[0].hint


def test_the_bytes_of_a_record_are_kept(review: Review) -> None:
    with review.reading() as connection:
        kind, raw = raws.raws(connection, [1])[1]
    assert kind == "ris"
    assert raw.strip() == RIS[: RIS.index("ER  -") + 5].strip().encode()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.ris", b"", "empty"),
        ("picture.ris", b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        ("page.ris", b"<!DOCTYPE html><html><body>Log in</body></html>", "HTML|page"),
        ("prose.txt", b"Dear colleague, here are my thoughts on sleep.\n", "not a citation file"),
    ],
)
def test_what_is_no_citation_file_is_refused_by_name(
    review: Review, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    before = events(review)
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReviewError, match=said) as refusal:
        importing.import_file(review, path, Source("X"), by="AK")
    assert name in str(refusal.value)
    assert refusal.value.hint
    assert events(review) == before


def test_a_missing_file_and_a_nameless_source_are_refused(review: Review, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="no file"):
        importing.import_file(review, tmp_path / "nowhere.ris", Source("X"), by="AK")
    with pytest.raises(ReviewError, match="source"):
        importing.import_file(review, write(tmp_path, "a.ris", RIS), Source(" "), by="AK")


def test_a_folder_is_said_to_be_one(review: Review, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="is a folder, not a file") as refusal:
        importing.import_file(review, tmp_path, Source("ERIC"), by="AK")
    assert "Name the files in it" in refusal.value.hint


def test_a_cancelled_import_leaves_nothing(review: Review, tmp_path: Path) -> None:
    def stop(done: int, _total: int, words: str) -> None:
        if words.startswith("bringing in") and done:
            raise Cancelled("stop")

    before = events(review)
    with pytest.raises(Cancelled):
        importing.import_file(review, write(tmp_path, "n.ris", RIS), Source("New"), by="AK", progress=stop)
    assert events(review) == before
    assert overview.flow(review).database_results == 6
    assert "New" not in [source.name for source in importing.sources(review)]


def test_a_source_of_another_kind_stands_in_the_other_arm(review: Review, tmp_path: Path) -> None:
    website = Source("Charity pages", SourceKind.WEBSITE, searched="2026-03-01", query="co-production", hits=4)
    importing.import_file(review, write(tmp_path, "web.ris", RIS), website, by="AK")
    flow = overview.flow(review)
    assert (flow.website_results, flow.database_results, flow.faults()) == (4, 6, [])
    assert importing.sources(review)[-1] == website


def test_problems_are_written_as_a_table(review: Review, tmp_path: Path) -> None:
    done = importing.import_file(review, write(tmp_path, "b.csv", BROKEN), Source("ERIC"), by="AK")
    out = tmp_path / "new" / "problems.csv"
    assert write_problems(out, ((done.file, problem) for problem in done.problems)) == len(done.problems)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["file", "line", "record", "what", "hint"]
    assert (rows[0]["file"], rows[0]["line"], rows[0]["record"]) == ("b.csv", "3", "2")
    assert rows[0]["what"].startswith("Left out: ")


def test_several_files_come_in_together_or_not_at_all(review: Review, tmp_path: Path) -> None:
    before = events(review)
    good = write(tmp_path, "good.ris", RIS)
    bad = write(tmp_path, "bad.csv", "colour,shape\nred,round\n")
    with pytest.raises(ReviewError, match=r"bad\.csv"):
        importing.import_files(review, [good, bad], Source("New"), by="AK")
    assert events(review) == before
    done = importing.import_files(review, [good, write(tmp_path, "b.csv", BROKEN)], Source("New"), by="AK")
    assert [one.added for one in done] == [4, 2]


def test_a_file_that_changed_since_it_was_shown_is_not_brought_in(review: Review, tmp_path: Path) -> None:
    path = write(tmp_path, "n.ris", RIS)
    seen = importing.read_file(path)
    path.write_text(RIS + "TY  - JOUR\nTI  - One more\nER  -\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="no longer what was shown"):
        importing.import_file(review, path, Source("New"), by="AK", seen=seen)
    assert importing.import_file(review, path, Source("New"), by="AK", seen=importing.read_file(path)).added == 5


def test_a_file_that_is_written_to_while_it_is_read_is_not_brought_in(review: Review, tmp_path: Path) -> None:
    path = write(tmp_path, "n.ris", RIS)

    def grow(_done: int, _total: int, words: str) -> None:
        if words.startswith("bringing in"):
            with path.open("a", encoding="utf-8") as file:
                file.write("TY  - JOUR\nTI  - One more\nER  -\n")

    before = events(review)
    with pytest.raises(ReviewError, match="changed while it was read"):
        importing.import_file(review, path, Source("New"), by="AK", progress=grow)
    assert events(review) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_read_as_a_file_is(review: Review, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(RIS,))
    writer.start()
    assert importing.import_file(review, pipe, Source("New"), by="AK").added == 4
    writer.join()


def test_the_file_that_is_kept_is_the_file(review: Review, tmp_path: Path) -> None:
    data = RIS.encode() * 3000
    path = tmp_path / "large.ris"
    path.write_bytes(data)
    importing.import_file(review, path, Source("New"), by="AK")
    with review.reading() as connection:
        kept = connection.exec_driver_sql("SELECT data FROM file WHERE size = ?", (len(data),)).scalar_one()
    assert zlib.decompress(kept) == data
