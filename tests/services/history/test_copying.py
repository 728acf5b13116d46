"""A review into another home and back: the same to the last byte, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source
from review_tool.domain.report import Which
from review_tool.services import overview, people, reviews
from review_tool.services.fulltexts import retrieving
from review_tool.services.gathering import importing
from review_tool.services.history import auditing, bundling, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.store.database import postgresql
from tests.engines import Server
from tests.reviews import RIS, behind_its_back, make_review, surroundings


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """With votes, a full text, and a deed that was taken back."""
    made = make_review(tmp_path)
    for number, verdict in ((1, Verdict.INCLUDE), (2, Verdict.INCLUDE), (3, Verdict.EXCLUDE)):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, verdict, by="AK", note="näher [ansehen]")
    undoing.undo_last(made, by="AK", kinds=undoing.SCREENING)
    text = tmp_path / "full.txt"
    text.write_bytes(b"\x00\xffThe whole text.\n" * 1000)
    retrieving.attach(made, 1, text, by="AK")
    yield made
    made.close()


def archive(review: Review, file: Path) -> bytes:
    bundling.export(review, file)
    return file.read_bytes()


def empty(server: Server) -> str:
    return server.url(server.new())


def test_there_and_back_it_is_the_same_bytes(review: Review, server: Server, tmp_path: Path) -> None:
    first = archive(review, tmp_path / "0.zip")
    here = review
    places: list[str | Path] = [empty(server), tmp_path / "folder", empty(server), empty(server)]
    for number, place in enumerate(places, 1):
        copied = bundling.copy(here, place)
        there = reviews.open_review(place, around=surroundings(tmp_path))
        assert archive(there, tmp_path / f"{number}.zip") == first
        assert auditing.check(there).ok
        assert overview.flow(there) == overview.flow(review)
        assert copied.heads == auditing.check(here).heads
        if here is not review:
            here.close()
        here = there
    here.close()


def test_a_bundle_goes_into_a_database_as_into_a_folder(review: Review, server: Server, tmp_path: Path) -> None:
    first = archive(review, tmp_path / "a.zip")
    place = empty(server)
    bundling.create(tmp_path / "a.zip", place)
    there = reviews.open_review(place, around=surroundings(tmp_path))
    assert archive(there, tmp_path / "b.zip") == first
    screening.decide(there, 4, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="BR")
    bundling.export(there, tmp_path / "c.zip")
    assert bundling.merge(review, tmp_path / "c.zip", by="AK").by_writer == {there.writer("BR"): 1}
    assert auditing.check(review).ok
    there.close()


@pytest.mark.postgresql
def test_work_done_apart_comes_together_in_a_database(server: Server, tmp_path: Path) -> None:
    """Merging writes everything anew; nobody ever sees the half of it, and the database goes on as before."""
    desk = reviews.create(empty(server), "T", by="AK", around=surroundings(tmp_path))
    people.join(desk, "BR", by="AK")
    (tmp_path / "a.ris").write_text(RIS, encoding="utf-8")
    importing.import_file(desk, tmp_path / "a.ris", Source("Embase"), by="AK")
    bundling.export(desk, tmp_path / "out.zip")
    bundling.create(tmp_path / "out.zip", tmp_path / "away")
    away = reviews.open_review(tmp_path / "away", around=surroundings())
    for number in (1, 2, 3):
        screening.decide(away, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="BR")
    screening.decide(desk, 4, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="AK")
    bundling.export(away, tmp_path / "back.zip")
    assert bundling.merge(desk, tmp_path / "back.zip", by="AK").events == 3
    assert bundling.merge(desk, tmp_path / "back.zip", by="AK").events == 0
    screening.decide(desk, 4, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    found = auditing.check(desk)
    assert found.ok, found.problems
    assert overview.flow(desk).records_to_do == 0
    assert screening.ids(desk, Which(Stage.TITLE_ABSTRACT, words="clinic")) == [2]
    database = str(postgresql.url(desk.address).database)
    with server.connect(database) as plain, pytest.raises(Exception, match="append-only"):
        plain.execute("DELETE FROM event")
    desk.close()
    away.close()


def test_work_goes_on_in_the_copy(review: Review, server: Server, tmp_path: Path) -> None:
    place = empty(server)
    bundling.copy(review, place)
    there = reviews.open_review(place, around=surroundings(tmp_path))
    screening.decide(there, 4, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    found = auditing.check(there)
    assert found.ok, found.problems
    assert found.writers == 1, "the chain goes on"
    there.close()


def test_what_holds_a_review_is_not_written_over(review: Review, server: Server) -> None:
    place = empty(server)
    bundling.copy(review, place)
    for taken in (place, review.address):
        with pytest.raises(ReviewError, match="holds a review already"):
            bundling.copy(review, taken)
    with pytest.raises(ReviewError, match="cannot be reached"):
        bundling.copy(review, server.url("nowhere"))


@pytest.mark.sqlite
def test_a_copy_that_is_not_sound_is_not_kept(review: Review, server: Server, tmp_path: Path) -> None:
    with behind_its_back(review) as execute:
        assert execute("UPDATE record SET title = 'Another' WHERE id = 2")
    for place in (empty(server), tmp_path / "folder"):
        with pytest.raises(ReviewError):
            bundling.copy(review, place)
        with pytest.raises(ReviewError, match=r"holds no review|is not a review|no folder"):
            reviews.open_review(place, around=surroundings(tmp_path))
