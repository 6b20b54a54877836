"""What the books hold: money, vocabulary, the SQLite file with its guards, and every balance."""
