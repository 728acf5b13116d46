"""Full texts: sought and attached, read with passages suggested, and marked as what evidence rests on."""
