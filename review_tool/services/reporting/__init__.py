"""What leaves the review: which exports there are, what is gathered for each, and the writing of them."""
