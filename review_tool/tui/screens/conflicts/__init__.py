"""Where reviewers differ, and how it is settled."""
