"""``python -m datarace`` is ``datarace``."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        # -m put the current folder here, where the program may have modules named like those that the launcher imports.
        del sys.path[0]
    from datarace.cli.start import main

    main()
