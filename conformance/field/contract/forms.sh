#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds forms.cpp, once for all rows that run it. $WORK is the folder of one row; the program is kept beside it.
set -eu
mkdir -p "$WORK/../forms"
cd "$WORK/../forms"
include=$CONTRACT/../../../include
exec 9>lock
flock 9
if [ -z "$(find "$CONTRACT" "$include" -newer testee 2>/dev/null || echo none)" ]; then exit 0; fi
g++ -std=c++20 -O1 -I "$CONTRACT" -I "$include" "$CONTRACT/forms.cpp" -o testee
