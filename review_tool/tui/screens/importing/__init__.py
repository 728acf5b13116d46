"""Citation files read, looked at and taken in."""
