"""Citation files recognised and looked at with their problems, then taken in or left."""
