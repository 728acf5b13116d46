"""Values taken from studies, the form they answer, the second pair of eyes."""
