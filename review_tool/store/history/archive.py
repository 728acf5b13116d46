"""A bundle: the facts of a review in one zip file, the same bytes for the same facts on every machine.

`MANIFEST.json` holds the review's id, the heads of the chains and the SHA-256 of every part; `events.jsonl` and
`records.jsonl` a fact a line; `files/` what was imported or attached, each under its SHA-256; `verify_bundle.py` checks
it all without this program.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, select

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event, canonical, in_order
from review_tool.store import tables as t
from review_tool.store.database.streaming import streamed
from review_tool.store.history.log import every_event, heads

FORMAT = 1
_MANIFEST, _EVENTS, _RECORDS, _VERIFIER = "MANIFEST.json", "events.jsonl", "records.jsonl", "verify_bundle.py"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_ENTRIES, _TOTAL, _RATIO = 20_000, 20_000_000_000, 200
"""A bundle with more parts, more bytes, or a part packed tighter than this is no bundle of ours."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that may be read: its parts are named and of a sane size. Its content is checked as it is read."""

    path: Path
    review: str
    created: str
    heads: dict[str, tuple[int, str]]
    """Writer → how many events, and the hash of the last."""
    sha256: dict[str, str]

    def events(self) -> Iterator[Event]:
        """Raises ReviewError where the part is not what the manifest says."""
        for said in self._lines(_EVENTS):
            try:
                yield Event(**said)
            except TypeError:
                raise _broken(self.path, f"{_EVENTS} holds what is no event") from None

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows of the records."""
        for said in self._lines(_RECORDS):
            yield {**said, "raw": base64.b64decode(said["raw"])}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """SHA-256 and bytes of each file that is kept."""
        with self._opened() as bundle:
            for name in self.sha256:
                if name.startswith("files/"):
                    data = bundle.read(name)
                    if hashlib.sha256(data).hexdigest() != name[len("files/") :]:
                        raise _broken(self.path, f"{name} was changed")
                    yield name[len("files/") :], data

    def check(self, each: Callable[[int, int, str], None] = lambda *_: None) -> None:
        """Read every part, also what nobody needs here: whoever keeps the bundle would count on it.

        Raises:
            ReviewError: a part is not what the manifest says.
        """
        with self._opened() as bundle:
            for done, (name, wanted) in enumerate(self.sha256.items()):
                each(done, len(self.sha256), "checking the bundle")
                whole = hashlib.sha256()
                with bundle.open(name) as part:
                    while block := part.read(1 << 20):
                        whole.update(block)
                if whole.hexdigest() != wanted:
                    raise _broken(self.path, f"{name} was changed")

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        """Raises ReviewError where a part is damaged."""
        try:
            with zipfile.ZipFile(self.path) as bundle:
                yield bundle
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise _broken(self.path, f"it was damaged on its way ({error})") from None

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        whole = hashlib.sha256()
        with self._opened() as bundle, bundle.open(name) as lines:
            for line in lines:
                whole.update(line)
                try:
                    yield json.loads(line)
                except ValueError:
                    raise _broken(self.path, f"{name} was changed") from None
        if whole.hexdigest() != self.sha256.get(name):
            raise _broken(self.path, f"{name} was changed")


def write(connection: Connection, path: Path, each: Callable[[int, int, str], None] = lambda *_: None) -> None:
    """Write the facts that a connection sees. `each` hears how many were written, and may raise to stop."""
    review = connection.execute(select(t.review)).one()
    partial = path.with_name(path.name + ".partial")
    done = 0
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
            sums: dict[str, str] = {}
            events = in_order(event for _, event in every_event(connection))
            for name, lines in ((_EVENTS, map(_said, events)), (_RECORDS, _records(connection))):
                with _part(bundle, name) as (out, digest):
                    for said in lines:
                        line = canonical(said).encode("utf-8", "surrogatepass") + b"\n"
                        digest.update(line)
                        out.write(line)
                        done += 1
                        if done % 1000 == 0:
                            each(done, 0, "writing the bundle")
                sums[name] = digest.hexdigest()
            for sha in connection.scalars(select(t.file.c.sha).order_by(t.file.c.sha)).all():
                data = connection.scalar(select(t.file.c.data).where(t.file.c.sha == sha))
                sums[f"files/{sha}"] = _whole(bundle, f"files/{sha}", zlib.decompress(data or b""))
            sums[_VERIFIER] = _whole(bundle, _VERIFIER, Path(__file__).with_name(_VERIFIER).read_bytes())
            manifest = {
                "format": FORMAT,
                "review": review.id,
                "created": review.created,
                "heads": {writer: [seq, head] for writer, (seq, head) in sorted(heads(connection).items())},
                "sha256": sums,
            }
            _whole(bundle, _MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
        partial.chmod(0o600)
        partial.replace(path)
    except BaseException:  # goes on its way, Ctrl+C too; nothing half written stays
        partial.unlink(missing_ok=True)
        raise


def read(path: Path) -> Bundle:
    """What a file says it holds.

    Raises:
        ReviewError: it is no bundle, of a newer form, or of parts that no bundle has.
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            infos = bundle.infolist()
            _refuse_bombs(path, infos)
            manifest = json.loads(bundle.read(_MANIFEST))
            names = {info.filename for info in infos}
        if manifest["format"] > FORMAT:
            raise ReviewError(f"{path} was written by a newer version.", hint="Install the newest version.")
        sums = {str(name): str(sha) for name, sha in manifest["sha256"].items()}
        if names - {_MANIFEST} != set(sums) or not {_EVENTS, _RECORDS} <= names:
            raise _broken(path, "its parts are not those of the manifest")
        said = {writer: (int(seq), str(head)) for writer, (seq, head) in manifest["heads"].items()}
        return Bundle(path, str(manifest["review"]), str(manifest["created"]), said, sums)
    except OSError as error:
        raise ReviewError(f"{path} cannot be read: {error.strerror}.", hint="Check its name and folder.") from None
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, zlib.error):
        raise ReviewError(
            f"{path} is not a bundle of a review, or it was cut short or damaged on its way.",
            hint="`bundle export` writes one; ask for it again.",
        ) from None


def _refuse_bombs(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in infos)
    tight = any(info.file_size > 10_000_000 and info.file_size > _RATIO * info.compress_size for info in infos)
    if len(infos) > _ENTRIES or total > _TOTAL or tight or len({i.filename for i in infos}) < len(infos):
        raise _broken(path, "its parts are too many or too large")


def _broken(path: Path, what: str) -> ReviewError:
    return ReviewError(f"{path} cannot be trusted: {what}.", hint="Ask for the bundle again; nothing was written.")


def _said(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Event.__slots__}


def _records(connection: Connection) -> Iterator[dict[str, Any]]:
    for row in streamed(connection, select(t.record).order_by(t.record.c.id), 500):
        yield {**row._mapping, "raw": base64.b64encode(row.raw).decode("ascii")}


@contextmanager
def _part(bundle: zipfile.ZipFile, name: str) -> Iterator[tuple[IO[bytes], Any]]:
    """An open part of the zip, and the digest that is to hear what is written to it."""
    with bundle.open(_info(name), "w", force_zip64=True) as out:
        yield out, hashlib.sha256()


def _whole(bundle: zipfile.ZipFile, name: str, data: bytes) -> str:
    bundle.writestr(_info(name), data)
    return hashlib.sha256(data).hexdigest()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
