"""What can be read from the books: values first, then a table, then a writer."""
