"""The content of what is written to a State: texts, amounts, references, ready for a writer."""
