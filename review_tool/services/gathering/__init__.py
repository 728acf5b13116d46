"""Citations and others' decisions come in, and the records of one work become one report."""
