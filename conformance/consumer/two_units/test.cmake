# SPDX-License-Identifier: MIT
#
# Two translation units that include everything link into one program.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

run(${CXX} ${strict} -I ${ROOT}/include ${CMAKE_CURRENT_LIST_DIR}/../main.cpp ${CMAKE_CURRENT_LIST_DIR}/other.cpp
    -o consumer)
run(./consumer)
