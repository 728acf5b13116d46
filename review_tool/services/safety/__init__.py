"""Copies of a review, and its health: backups made, listed, gone back to; faults found, explained, mended."""
