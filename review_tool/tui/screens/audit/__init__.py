"""The log read, verified and taken back; bundles and checkpoints."""
