# SPDX-License-Identifier: MIT
#
# What README.md, one folder up, shows of each way is what it takes and what it prints. Ways whose tools are not there
# are left out; `sh conformance/packaging/run` installs them.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PYTHON3 python3)
need(DPKG_QUERY dpkg-query)
unset(ENV{CMAKE_GENERATOR})
run(${PYTHON3} -B ${CMAKE_CURRENT_LIST_DIR}/play.py)
