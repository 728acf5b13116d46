"""From codes to findings, recommendations and gaps, and the walk from each claim down to the events."""
