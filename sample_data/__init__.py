"""A small office that can be run: States, scale, budgets, addresses, bank files."""
