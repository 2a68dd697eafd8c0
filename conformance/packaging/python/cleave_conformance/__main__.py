# SPDX-License-Identifier: MIT
from . import run_conformance

run_conformance()
