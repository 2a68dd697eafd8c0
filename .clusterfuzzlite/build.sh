#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# ClusterFuzzLite looks for the build here; it is OSS-Fuzz's.
exec bash "$SRC/cleave/fuzz/oss-fuzz/build.sh"
