"""Checklists answered, checked and agreed."""
