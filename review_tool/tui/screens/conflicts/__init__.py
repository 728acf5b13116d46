"""Where reviewers differ: what each said and why, the notes of their talk, and how it was settled."""
