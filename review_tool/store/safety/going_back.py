"""Going back to a backup of a review in a server's database: all in one transaction, while nobody else is connected."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, text

from review_tool.domain import replicas
from review_tool.domain.errors import ReviewError
from review_tool.store import tables as t
from review_tool.store.database.file_copy import Each
from review_tool.store.history import archive, copying, log, making
from review_tool.store.queries import plan
from review_tool.store.review import Review
from review_tool.store.safety import backups
from review_tool.store.safety.backups import Backup
from review_tool.store.safety.restoring import Restored, lost_events
from review_tool.store.unit import Unit

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()"
)


def restore(review: Review, copy: Backup, *, by: str, device: str, each: Each) -> Restored:
    """Put a sound bundle in the place of the review; what it is now is backed up first.

    `review` is to be opened anew afterwards: what is written from then on has chains of its own.

    Raises:
        ReviewError: somebody else is connected, what is there now could not be kept, or this connection may not empty
            the tables; then all is as before.
    """
    review.close()  # the connections that it keeps ready would look like somebody else's
    with review.alone() as connection:
        _refuse_others(connection)
        lost = lost_events(log.heads(connection), copy.heads)
        kept = backups.make(connection, review.folder, why="before-restore", now=review.clock(), each=each)
        each(0, 0, "putting the copy in its place")
        copying.empty(connection)
        making.write_facts(connection, *making.trusted(archive.read(copy.path)))
        if by not in {member.name for member in plan.team(connection)}:
            raise ReviewError(f"{by} is not in that copy's team.", hint="Name yourself with --as.")
        replica = replicas.name()
        connection.execute(delete(t.replica))
        connection.execute(insert(t.replica).values(name=replica))
        unit = Unit(connection, review=review.id, device=f"{device}-{replica}", now=review.clock())
        payload = {"made": copy.made, "sha256": copy.sha256, "lost": lost}
        unit.record("review.restored", f"review:{review.id}", payload, by=by)
        unit.finish()
        making.refuse_unsound(connection)
        connection.commit()
    return Restored(str(kept.path), {writer: end - start + 1 for writer, (start, end) in lost.items()})


def _refuse_others(connection: Connection) -> None:
    if others := connection.scalar(_OTHERS):
        raise ReviewError(
            f"The review is open elsewhere: the database has {others} other connection{'s' if others > 1 else ''}.",
            hint="Have everybody close it, then do this again; nothing was changed.",
        )
