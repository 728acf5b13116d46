"""A full text read here: passages suggested with their cues, kept, set aside, or marked by hand."""
