"""The only place that knows a format: each module writes one from a Table."""
