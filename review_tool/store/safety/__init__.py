"""Copies of a review and the way back to them; what can be wrong with its file, and mending what can be made again."""
