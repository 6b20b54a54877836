"""What changes the books: pure rules, readers of outside files, acts, and the commands that call them."""
