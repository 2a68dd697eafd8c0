# SPDX-License-Identifier: MIT
"""Becomes the testee of a codec: cleave-conformance --testee 'python3 conformance/field/testee.py CODEC'"""
import sys

from catalog import all_codecs

if len(sys.argv) != 2: raise SystemExit(__doc__)
all_codecs(sys.argv[1:])[0].start()
