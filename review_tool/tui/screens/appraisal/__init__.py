"""Checklists answered study by study, checked by a second person, and agreed upon where two answered."""
