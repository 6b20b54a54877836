"""The program as ``python -m ledger``; who imports it has every command."""

from ledger.commands.start import load, main

if __name__ == "__main__":
    main()
else:
    load()
