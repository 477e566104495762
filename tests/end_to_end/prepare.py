"""Install the real forum server of the end-to-end tests in an environment of its own, under ``.cache/spirit``.

    python tests/end_to_end/prepare.py

Quick where it stands already. Flagpost itself needs none of it, and shares no package with it. With ``--check``
it installs nothing: it prints the environment's interpreter, or ends with 1 where the environment is not ready.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).parent / "spirit" / "requirements.txt"
FOLDER = Path(__file__).parents[2] / ".cache" / "spirit"
STAMP = "installed.txt"
"""Written last, with what was installed, so that a half-made environment is made again."""


def python_of(folder: Path) -> Path:
    """The interpreter of the environment in ``folder``."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_ready(folder: Path = FOLDER) -> bool:
    """Whether ``folder`` holds exactly what the requirements ask for, and its interpreter is still there."""
    stamp = folder / STAMP
    return python_of(folder).exists() and stamp.exists() and stamp.read_bytes() == REQUIREMENTS.read_bytes()


def prepare(folder: Path = FOLDER) -> None:
    """Make the environment anew and install the server into it."""
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    subprocess.run(
        [python_of(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS],
        check=True,
    )
    shutil.copyfile(REQUIREMENTS, folder / STAMP)


def main(*, check: bool) -> int:
    """Make sure that the environment stands; 1 where it does not and cannot."""
    if check:
        print(python_of(FOLDER))
        return 0 if is_ready() else 1
    if is_ready():
        print(f"The forum server stands ready in {FOLDER}.")
        return 0
    print(f"Installing the forum server in {FOLDER} ...", flush=True)
    try:
        prepare()
    except subprocess.CalledProcessError:
        print("pip could not install the forum server (see above). Is the package index reachable?", file=sys.stderr)
        return 1
    print("Done.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(check="--check" in sys.argv[1:]))
