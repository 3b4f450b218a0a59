"""Files that are written from tables in the code: one command for each script that makes some."""

import sys
from collections.abc import Mapping
from pathlib import Path


def main(script: str, files: Mapping[Path, str], source: str) -> int:
    """Write the files, or with ``--check`` say which are not what they should be.

    Args:
        script: the file of the script that is run
        files: what each is to hold
        source: what they are made from, for the message

    Returns:
        The exit status: 1 when a file is not up to date, 2 for other arguments.
    """
    name = Path(script).name
    if sys.argv[1:] == ["--check"]:
        stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        for path in stale:
            print(f"{path} is not what {source}: run python docs/{name}", file=sys.stderr)
        return 1 if stale else 0
    if sys.argv[1:]:
        print(f"usage: {name} [--check]", file=sys.stderr)
        return 2
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return 0
