"""The log read, filtered, verified and taken back; bundles and checkpoints."""
