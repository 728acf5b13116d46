"""Rapid critical reviews in the terminal. Nothing is imported here, so that every door opens fast."""

__version__ = "0.1.0"
