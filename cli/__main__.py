"""`python -m cli` is `doithoai`."""

from cli.app import main

# Processes that are spawned for workbooks read this module again: they must not start the command again.
if __name__ == "__main__":
    main()
