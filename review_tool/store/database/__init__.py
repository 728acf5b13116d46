"""The database itself: which SQLite or PostgreSQL, how it is set, its locks, roles, search, and much at once."""
