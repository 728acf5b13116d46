"""Alembic's entry: runs the migrations on the connection the store hands over."""

from alembic import context

from review_tool.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
