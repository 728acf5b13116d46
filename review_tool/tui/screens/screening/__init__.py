"""Titles and abstracts: the record, its votes, the plan, the order they come in, and when to stop."""
