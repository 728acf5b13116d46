"""Full texts sought, attached and decided on."""
