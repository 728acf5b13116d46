"""Where the review stands: the boxes of the flow with their numbers, and what is next for whom."""
