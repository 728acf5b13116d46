"""Making and opening a review, in a folder or on a server, and bringing it up to date with a backup before."""
