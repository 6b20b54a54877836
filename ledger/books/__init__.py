"""The acts: each finds, decides and writes within one transaction."""
