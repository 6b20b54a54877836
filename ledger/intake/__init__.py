"""Readers of files from outside: bytes in, values out, or a refusal; nothing of ours but the value types of ``db``."""
