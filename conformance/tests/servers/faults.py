# SPDX-License-Identifier: MIT
"""What faults.cpp does to one of our servers, told from here: allocations that fail, and a wall clock that jumps."""

import mmap
import struct
import tempfile
import unittest

from harness import BIN

LIBRARY = BIN / "libcleave_faults.so"
LEFT, FAILED, ADDED_SECONDS = 0, 8, 16  # where each number is


def demand_library():
    """Skips a test where there is none: with sanitizers, which have an operator new of their own."""
    if not LIBRARY.exists():
        raise unittest.SkipTest(f"{LIBRARY.name} is not built here")


class Faults:
    """The numbers, shared with the programs that words() starts."""

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile(prefix="cleave-faults-")
        self.file.truncate(24)
        self.shared = mmap.mmap(self.file.fileno(), 24)
        self.fail_none()

    def words(self, program):
        """The begin of a command line for one of our programs."""
        return ["env", f"LD_PRELOAD={LIBRARY}", f"CLEAVE_FAULTS={self.file.name}", BIN / program]

    def fail_none(self):
        """From now on; whether one has failed until now."""
        self._set(LEFT, -1)
        was_met = self.has_failed()
        self._set(FAILED, 0)
        return was_met

    def fail_allocation(self, number):
        """The one behind `number` others, counted from now on, in the whole program."""
        self.fail_none()
        self._set(LEFT, number)

    def has_failed(self):
        return struct.unpack_from("<q", self.shared, FAILED)[0] != 0

    def move_clock(self, seconds):
        """The wall clock, by so many from where it really is."""
        self._set(ADDED_SECONDS, seconds)

    def _set(self, where, value):
        struct.pack_into("<q", self.shared, where, value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shared.close()
        self.file.close()
