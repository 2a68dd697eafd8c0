# SPDX-License-Identifier: MIT
#
# Without exceptions, without run-time type information, and without the C++ library to link: what throws or allocates
# has no place to come from.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

run(${CXX} ${strict} -fno-exceptions -fno-rtti -I ${ROOT}/include -c ${CMAKE_CURRENT_LIST_DIR}/../main.cpp -o main.o)
run(${CXX} -nodefaultlibs main.o -lc -o consumer)
run(./consumer)
