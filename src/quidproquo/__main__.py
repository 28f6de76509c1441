"""``python -m quidproquo`` is the command `qpq`."""

from .cli import main

if __name__ == "__main__":
    main()
