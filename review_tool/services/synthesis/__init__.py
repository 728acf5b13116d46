"""From passages to claims, and back: codes, themes, strands, findings, recommendations, gaps, the map."""
