"""A full text read here, with passages suggested and marked."""
