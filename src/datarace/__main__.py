"""``python -m datarace`` is ``datarace``."""

from datarace.cli.main import main

if __name__ == "__main__":
    main()
