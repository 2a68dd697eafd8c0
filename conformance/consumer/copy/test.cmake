# SPDX-License-Identifier: MIT
#
# The folder include/cleave, copied, and one -I.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

file(COPY ${ROOT}/include/cleave DESTINATION ${WORK}/third_party)
foreach(flags -O0 "-O2;-DNDEBUG")
    run(${CXX} ${strict} ${flags} -I third_party ${CMAKE_CURRENT_LIST_DIR}/../main.cpp -o consumer)
    run(./consumer)
endforeach()
