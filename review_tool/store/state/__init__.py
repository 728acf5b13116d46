"""What the log means: the rows that follow from each event, the same in use, when checked and after a merge."""
