"""How well the automation does on a team's own labelled data; nothing here writes to a review."""
