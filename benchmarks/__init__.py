"""Measurements: ratios and counts, never a timed test."""
