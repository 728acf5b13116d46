"""The log: told, checked, taken back, handed to colleagues and held by them."""
