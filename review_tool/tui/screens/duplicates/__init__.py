"""Pairs that may be one report, side by side, and what was merged."""
