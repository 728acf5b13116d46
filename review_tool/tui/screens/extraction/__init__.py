"""Values taken from studies, the form they answer, and the second pair of eyes."""
