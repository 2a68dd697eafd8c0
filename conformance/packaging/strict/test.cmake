# SPDX-License-Identifier: MIT
#
# With the warnings of a strict project, at the level that users build with; .ci/consumers does more levels and compilers.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

run(sh ${CMAKE_CURRENT_LIST_DIR}/check ${CXX} 20 -O2)
