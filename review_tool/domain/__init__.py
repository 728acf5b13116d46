"""The ground: what a review is, in the field's own words, and the rules that follow from it.

Here live frozen dataclasses and pure functions on the standard library. No input or output, no clock, no
chance, no import from any floor above: whoever calls passes in the time, the ids and the person.
"""
