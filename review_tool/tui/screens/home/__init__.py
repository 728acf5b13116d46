"""Where the review stands: the boxes of the flow, and what is next."""
