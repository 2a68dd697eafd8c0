# SPDX-License-Identifier: MIT
#
# add_subdirectory.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B . -D CMAKE_CXX_COMPILER=${CXX} -D CLEAVE=${ROOT})
run(${CMAKE_COMMAND} --build .)
run(./consumer)
