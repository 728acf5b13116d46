"""The store: the only floor that knows SQLAlchemy, Alembic and the database driver.

Every change comes in through one door, `Unit.record`: it writes an event to the log and, in the same transaction, the
rows that follow from it. Facts (events, files, records) are never changed; all other rows can be made again from them,
and `verify` does so. Domain values go in and come out; no row, session or lazy load leaves this floor.

`tables` names what there is, `schema` brings it up to date, `unit` writes, `review` is the handle on all of it. Rooms
stand around them, each above the last, which `pyproject.toml` holds: `database` (engines), `state` (from event to
rows), `queries` (reading), `history` (the log as a whole), `safety` (copies, health), `opening`.
"""
