"""How cells that start with ``%%bash`` run while the pages are built; loaded into every kernel by `conf.py`.

IPython's own version prints the output in pieces of a hundred characters, which end up as broken lines.
"""

from __future__ import annotations

import subprocess
from subprocess import PIPE, STDOUT


def bash(line: str, cell: str) -> None:
    """Run the cell, print what it prints, and fail where it fails."""
    command = ["bash", "-euo", "pipefail", "-c", cell]
    done = subprocess.run(command, stdout=PIPE, stderr=STDOUT, encoding="utf8", check=False)
    print(done.stdout, end="")
    done.check_returncode()


get_ipython().register_magic_function(bash, "cell")  # noqa: F821
