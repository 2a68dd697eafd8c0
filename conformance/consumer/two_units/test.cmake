# SPDX-License-Identifier: MIT
#
# Two translation units that include every header, in opposite orders, link into one program.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

file(GLOB headers RELATIVE ${ROOT}/include ${ROOT}/include/cleave/*.hpp)
list(TRANSFORM headers PREPEND "#include <" OUTPUT_VARIABLE first)
list(TRANSFORM first APPEND ">\n")
set(second ${first})
list(REVERSE second)
file(WRITE ${WORK}/first.cpp ${first} "#include \"${CMAKE_CURRENT_LIST_DIR}/../main.cpp\"\n")
file(WRITE ${WORK}/second.cpp ${second})

run(${CXX} ${strict} -I ${ROOT}/include first.cpp second.cpp -o consumer)
run(./consumer)
