"""From codes to findings, recommendations and gaps."""
