# SPDX-License-Identifier: MIT
"""The programs of cleave that this package carries."""

import os
import pathlib
import platform
import sys


def program(name="cleave-conformance"):
    """Returns the path of a program. Raises OSError, with what to do, if this machine cannot run it."""
    path = pathlib.Path(__file__).resolve().parent / "programs" / name
    if sys.platform != "linux":
        raise OSError(f"{name} is built for Linux, not for {sys.platform}; run it in a container")
    if not path.is_file():
        raise OSError(f"{path} is missing; install the package again")
    if not os.access(path, os.X_OK):
        raise OSError(f"{path} cannot be executed; install the package again, or allow it: chmod +x {path}")
    return str(path)


def _run(name):
    try:
        path = program(name)
        os.execv(path, [name, *sys.argv[1:]])
    except OSError as error:
        what = error if error.errno is None else f"{error.strerror}; install the package made for {platform.machine()}"
        sys.exit(f"{name}: {what}")


def run_conformance():
    _run("cleave-conformance")


def run_inspect():
    _run("cleave-inspect")
