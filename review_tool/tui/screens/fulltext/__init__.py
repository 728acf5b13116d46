"""Full texts sought, attached and decided on, with reasons; files dropped are matched to their reports."""
