"""Copies of a review that part and come together again."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source
from review_tool.services import overview, reviews
from review_tool.services.fulltexts import marking
from review_tool.services.gathering import importing
from review_tool.services.history import auditing, bundling, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting
from review_tool.services.synthesis import coding
from review_tool.store.database.driver import sqlite_module
from tests.reviews import make_review, surroundings

TITLE = Stage.TITLE_ABSTRACT


@pytest.fixture
def parted(tmp_path: Path) -> tuple[Review, Review]:
    """A review that two must vote in, and BR's copy of it."""
    desk = make_review(tmp_path, reviewers=2)
    bundling.export(desk, tmp_path / "to-br.zip")
    return desk, copy_of(tmp_path / "to-br.zip", tmp_path / "away")


def copy_of(bundle: Path, folder: Path) -> Review:
    bundling.create(bundle, folder)
    return reviews.open_review(folder, around=surroundings())


def bring(source: Review, target: Review, *, by: str) -> bundling.Merged:
    number = len(list(source.folder.glob("*.zip")))
    bundling.export(source, source.folder / f"b{number}.zip")
    return bundling.merge(target, source.folder / f"b{number}.zip", by=by)


def test_copies_of_one_bundle_bear_names_and_numbers_of_their_own(
    parted: tuple[Review, Review], tmp_path: Path
) -> None:
    """Two copies of one name would write the same places of a chain, and one's work would be refused."""
    desk, away = parted
    third = copy_of(tmp_path / "to-br.zip", tmp_path / "third")
    assert len({desk.replica, away.replica, third.replica}) == 3
    assert len(away.replica) == len(third.replica) == 16
    for copy, by in ((away, "BR"), (third, "BR")):
        screening.decide(copy, 1, TITLE, Verdict.EXCLUDE, by=by)
        (copy.folder / "more.ris").write_text(f"TY  - JOUR\nTI  - From {copy.replica}\nER  -\n", encoding="utf-8")
        importing.import_file(copy, copy.folder / "more.ris", Source("By hand"), by=by)
        assert bring(copy, desk, by="AK").records == 1
    assert auditing.check(desk).ok
    assert overview.flow(desk).faults() == []
    for review in (away, third, desk):
        review.close()


def test_copies_of_earlier_versions_go_on_as_they_were(parted: tuple[Review, Review]) -> None:
    """Their names have four digits, their records' numbers their own millions."""
    desk, away = parted
    away.close()
    with sqlite_module().connect(away.folder / "review.db") as plain:
        plain.execute("UPDATE replica SET name = 'abcd'")
    plain.close()
    again = reviews.open_review(away.folder, around=surroundings())
    (again.folder / "more.ris").write_text("TY  - JOUR\nTI  - One more\nER  -\n", encoding="utf-8")
    importing.import_file(again, again.folder / "more.ris", Source("By hand"), by="BR")
    (made,) = auditing.tell(again, auditing.numbers(again, auditing.Looking(kind="records.imported")))[-1:]
    assert made.event.payload["first"] == (0xABCD + 1) * 10_000_000 + 1
    assert bring(again, desk, by="AK").records == 1
    again.close()
    desk.close()


def content(review: Review) -> bytes:
    file = review.folder / "same.zip"
    file.unlink(missing_ok=True)
    bundling.export(review, file)
    return file.read_bytes()


def test_work_done_apart_comes_together(parted: tuple[Review, Review]) -> None:
    desk, away = parted
    for number in (1, 2, 3):
        screening.decide(desk, number, TITLE, Verdict.INCLUDE, by="AK")
    for number, verdict in ((1, Verdict.INCLUDE), (2, Verdict.EXCLUDE)):
        screening.decide(away, number, TITLE, verdict, by="BR")
    came = bring(away, desk, by="AK")
    assert came.events == 2
    assert overview.flow(desk).faults() == []
    assert screening.report(desk, 1, reviewer="AK").standings[TITLE].outcome == "included"
    assert screening.report(desk, 2, reviewer="AK").standings[TITLE].outcome == "conflict"
    assert screening.report(desk, 3, reviewer="AK").standings[TITLE].outcome == "to do"
    assert auditing.check(desk).ok
    assert bring(desk, away, by="BR").events > 0
    assert bring(away, desk, by="AK").events == 1  # that BR opened what AK did
    assert bring(desk, away, by="BR").events == 0
    assert content(desk) == content(away)


def test_a_bundle_makes_the_same_bundle(parted: tuple[Review, Review]) -> None:
    desk, away = parted
    assert content(desk) == content(away)


def test_an_undo_gives_way_to_what_another_built_on_it(parted: tuple[Review, Review]) -> None:
    desk, away = parted
    passage = marking.mark(desk, 2, "Time was short.", locator="p. 3", by="AK")
    bring(desk, away, by="BR")
    undoing.undo_last(desk, by="AK", kinds=undoing.EXTRACTION)
    coding.code(away, passage, "time", by="BR")
    came = bring(away, desk, by="AK")
    assert len(came.restored) == 1
    (excerpt,) = marking.excerpts(desk)
    assert excerpt.codes == ("time",)
    assert auditing.check(desk).ok
    bring(desk, away, by="BR")
    assert auditing.check(away).ok
    undoing.undo_last(away, by="BR", kinds=("excerpt.coded",))
    assert auditing.check(away).ok


def test_the_same_undone_in_both_copies(parted: tuple[Review, Review]) -> None:
    desk, away = parted
    vote = screening.decide(desk, 1, TITLE, Verdict.INCLUDE, by="AK").event
    bring(desk, away, by="BR")
    screening.decide(away, 1, TITLE, Verdict.INCLUDE, by="BR")  # one's own vote first: until then AK's is blind
    undoing.undo(desk, vote, by="AK")
    undoing.undo(away, vote, by="BR")
    bring(away, desk, by="AK")
    assert auditing.check(desk).ok
    bring(desk, away, by="BR")
    undoing.redo_last(away, by="BR")
    assert [vote.reviewer for vote in screening.report(away, 1, reviewer="BR").votes] == ["BR"]
    assert auditing.check(away).ok
    undoing.redo_last(away, by="AK")
    assert {vote.reviewer for vote in screening.report(away, 1, reviewer="BR").votes} == {"AK", "BR"}
    assert auditing.check(away).ok


def test_both_copies_may_import(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, away = parted
    for review, name in ((desk, "one.ris"), (away, "two.ris")):
        (tmp_path / name).write_text(f"TY  - JOUR\nTI  - Brought by {name}\nER  - \n", encoding="utf-8")
        importing.import_file(review, tmp_path / name, Source(name), by="AK")
    bring(away, desk, by="AK")
    assert overview.flow(desk).records_to_do == 8
    assert auditing.check(desk).ok


def test_a_plain_copy_that_imported_too_is_refused(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, _ = parted
    shutil.copytree(desk.folder, tmp_path / "plain")
    plain = reviews.open_review(tmp_path / "plain", around=surroundings())
    for review, name, by in ((desk, "one.ris", "AK"), (plain, "two.ris", "BR")):
        (tmp_path / name).write_text(f"TY  - JOUR\nTI  - Brought by {name}\nER  - \n", encoding="utf-8")
        importing.import_file(review, tmp_path / name, Source(name), by=by)
    before = content(desk)
    with pytest.raises(ReviewError, match=r"under the same numbers .*two\.ris"):
        bring(plain, desk, by="AK")
    assert content(desk) == before


def _edit_payload(event: dict[str, object]) -> None:
    event["payload"] = {**event["payload"], "verdict": "exclude"}  # type: ignore[dict-item]


TAMPERED: dict[str, Callable[[list[dict[str, object]]], object]] = {
    "a changed event": lambda events: _edit_payload(events[-1]),
    "a dropped event": lambda events: events.pop(-2),
    "a reordered pair": lambda events: events[-1].update(seq=events[-2]["seq"]),
    "an unhashed change": lambda events: events[-1].update(at="2020-01-01T00:00:00.000000+00:00"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_bundle_that_was_changed_is_refused(parted: tuple[Review, Review], tmp_path: Path, what: str) -> None:
    desk, away = parted
    for number in (1, 2, 3):
        screening.decide(away, number, TITLE, Verdict.INCLUDE, by="BR")
    bundling.export(away, tmp_path / "sound.zip")
    with zipfile.ZipFile(tmp_path / "sound.zip") as sound, zipfile.ZipFile(tmp_path / "odd.zip", "w") as odd:
        events = [json.loads(line) for line in sound.read("events.jsonl").splitlines()]
        TAMPERED[what](events)
        lines = b"".join(json.dumps(event, ensure_ascii=False).encode() + b"\n" for event in events)
        manifest = json.loads(sound.read("MANIFEST.json"))
        manifest["sha256"]["events.jsonl"] = hashlib.sha256(lines).hexdigest()
        for name in sound.namelist():
            if name not in ("events.jsonl", "MANIFEST.json"):
                odd.writestr(name, sound.read(name))
        odd.writestr("events.jsonl", lines)
        odd.writestr("MANIFEST.json", json.dumps(manifest))
    before = content(desk)
    with pytest.raises(ReviewError, match="BR@"):
        bundling.merge(desk, tmp_path / "odd.zip", by="AK")
    assert content(desk) == before
    for name, verdict in (("sound.zip", 0), ("odd.zip", 1)):
        program = tmp_path / "verify_bundle.py"
        program.write_bytes(zipfile.ZipFile(tmp_path / "sound.zip").read("verify_bundle.py"))
        run = subprocess.run([sys.executable, "-I", program, tmp_path / name], capture_output=True, check=False)
        assert run.returncode == verdict, run.stdout + run.stderr


@pytest.mark.parametrize("what", ["cut short", "a bit flipped", "a part more", "none"])
def test_a_damaged_bundle_is_told_by_its_own_checker_in_words(
    parted: tuple[Review, Review], tmp_path: Path, what: str
) -> None:
    bundling.export(parted[1], tmp_path / "sound.zip")
    whole = (tmp_path / "sound.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "sound.zip") as sound:
        (tmp_path / "verify_bundle.py").write_bytes(sound.read("verify_bundle.py"))
        at = sound.getinfo("events.jsonl").header_offset + 200
    odd = {
        "cut short": whole[: len(whole) // 2],
        "a bit flipped": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
    }
    (tmp_path / "odd.zip").write_bytes(odd.get(what, whole))
    if what == "a part more":
        with zipfile.ZipFile(tmp_path / "odd.zip", "a") as bundle:
            bundle.writestr("../more.txt", "more")
    given = [] if what == "none" else [tmp_path / "odd.zip"]
    run = subprocess.run(
        [sys.executable, "-I", tmp_path / "verify_bundle.py", *given], capture_output=True, check=False
    )
    assert run.returncode == 1
    assert run.stdout
    assert not run.stderr
    if given:
        with pytest.raises(ReviewError):
            bundling.merge(parted[0], given[0], by="AK")


def test_two_who_work_under_one_name_are_told_of(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, away = parted
    bundling.export(desk, tmp_path / "begin.zip")
    other = copy_of(tmp_path / "begin.zip", tmp_path / "other")
    for one, verdict in ((away, Verdict.INCLUDE), (other, Verdict.EXCLUDE)):
        screening.decide(one, 1, TITLE, verdict, by="BR")
        bundling.export(one, tmp_path / f"{verdict}.zip")
    first = bundling.merge(desk, tmp_path / f"{Verdict.INCLUDE}.zip", by="AK")
    assert bundling.namesakes(desk, first.by_writer) == {}
    second = bundling.merge(desk, tmp_path / f"{Verdict.EXCLUDE}.zip", by="AK")
    found = bundling.namesakes(desk, second.by_writer)
    assert [(name, len(chains)) for name, chains in found.items()] == [("BR", 2)]
    assert bundling.namesake_words(found)[0].startswith("BR voted on the same report in 2 copies (")


def test_a_history_written_twice_is_a_fork(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, away = parted
    bundling.export(away, tmp_path / "before.zip")
    screening.decide(away, 1, TITLE, Verdict.INCLUDE, by="BR")
    bring(away, desk, by="AK")
    again = copy_of(tmp_path / "before.zip", tmp_path / "again")
    again._device = away._device  # a copy set back to an older state goes on under the same name
    screening.decide(again, 1, TITLE, Verdict.EXCLUDE, by="BR")
    with pytest.raises(ReviewError, match="written twice"):
        bring(again, desk, by="AK")


def test_a_seal_holds_its_owner_to_it(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, away = parted
    screening.decide(away, 1, TITLE, Verdict.INCLUDE, by="BR")
    bundling.seal(away, tmp_path / "br.seal", by="BR")
    assert "include" not in (tmp_path / "br.seal").read_text(encoding="utf-8")
    bundling.merge(desk, tmp_path / "br.seal", by="AK")
    assert len(bundling.together(desk).awaited) == 1
    bring(away, desk, by="AK")
    assert bundling.together(desk).awaited == ()
    with pytest.raises(ReviewError, match="here already"):
        bundling.merge(desk, tmp_path / "br.seal", by="AK")


def test_who_worked_here_before_can_seal_what_was_done_away(tmp_path: Path) -> None:
    desk = make_review(tmp_path, reviewers=2)
    screening.decide(desk, 1, TITLE, Verdict.INCLUDE, by="BR")
    bundling.export(desk, tmp_path / "to-br.zip")
    away = copy_of(tmp_path / "to-br.zip", tmp_path / "away")
    screening.decide(away, 2, TITLE, Verdict.INCLUDE, by="BR")
    bundling.seal(away, tmp_path / "br.seal", by="BR")
    bundling.merge(desk, tmp_path / "br.seal", by="AK")
    assert len(bundling.together(desk).awaited) == 1
    bring(away, desk, by="AK")
    assert bundling.together(desk).awaited == ()


def test_a_part_that_is_not_needed_is_checked_too(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, away = parted
    screening.decide(away, 1, TITLE, Verdict.INCLUDE, by="BR")
    bundling.export(away, tmp_path / "whole.zip")
    with zipfile.ZipFile(tmp_path / "whole.zip") as whole, zipfile.ZipFile(tmp_path / "rotten.zip", "w") as rotten:
        for name in whole.namelist():
            rotten.writestr(name, whole.read(name) + (b" " if name == "verify_bundle.py" else b""))
    with pytest.raises(ReviewError, match=r"verify_bundle\.py was changed"):
        bundling.merge(desk, tmp_path / "rotten.zip", by="AK")


def test_values_that_two_copies_gave_otherwise_are_told(tmp_path: Path) -> None:
    desk = make_review(tmp_path)
    for stage in Stage:
        screening.decide(desk, 1, stage, Verdict.INCLUDE, by="AK")
    bundling.export(desk, tmp_path / "to-br.zip")
    away = copy_of(tmp_path / "to-br.zip", tmp_path / "away")
    for copy, by, value in ((desk, "AK", "Chile"), (away, "BR", "Peru")):
        extracting.extract(copy, 1, "country", extracting.Entry(value), by=by)
    done = bring(away, desk, by="AK")
    said = bundling.given_twice(desk, done.by_writer)
    assert said == ["country of study 1 has Chile of AK, the last; before it Peru of BR."]
    assert bundling.given_twice(desk, {}) == []


def test_what_is_not_what_was_sealed_is_refused(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, away = parted
    bundling.export(away, tmp_path / "before.zip")
    screening.decide(away, 1, TITLE, Verdict.INCLUDE, by="BR")
    bundling.seal(away, tmp_path / "br.seal", by="BR")
    bundling.merge(desk, tmp_path / "br.seal", by="AK")
    again = copy_of(tmp_path / "before.zip", tmp_path / "again")
    again._device = away._device
    screening.decide(again, 1, TITLE, Verdict.EXCLUDE, by="BR")
    with pytest.raises(ReviewError, match="not what was sealed"):
        bring(again, desk, by="AK")


def test_voting_after_opening_anothers_vote_is_told(parted: tuple[Review, Review]) -> None:
    desk, away = parted
    screening.decide(desk, 1, TITLE, Verdict.INCLUDE, by="AK")
    screening.decide(away, 2, TITLE, Verdict.INCLUDE, by="BR")
    bring(desk, away, by="BR")
    screening.decide(away, 1, TITLE, Verdict.INCLUDE, by="BR")
    screening.decide(away, 3, TITLE, Verdict.INCLUDE, by="BR")
    assert bundling.together(away).peeks == {"BR": 1}
    bring(away, desk, by="AK")
    assert bundling.together(desk).peeks == {"BR": 1}


def test_another_review_and_other_files_are_refused(parted: tuple[Review, Review], tmp_path: Path) -> None:
    desk, _ = parted
    other = reviews.create(tmp_path / "other", "Another", by="ZZ", around=surroundings())
    with pytest.raises(ReviewError, match="another review"):
        bring(other, desk, by="AK")
    for name, data in (("a.zip", b"not a zip"), ("b.zip", b"{}"), ("c.zip", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ReviewError):
            bundling.merge(desk, tmp_path / name, by="AK")
    with pytest.raises(ReviewError, match="cannot be read"):
        bundling.merge(desk, tmp_path / "none.zip", by="AK")
