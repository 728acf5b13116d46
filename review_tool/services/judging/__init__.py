"""Title and abstract, and votes at either stage: who judges what, who differs, what comes next, when to stop."""
