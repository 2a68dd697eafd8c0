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

# cleave.hpp, which is one of them, leaves none out.
file(READ ${ROOT}/include/cleave/cleave.hpp umbrella)
foreach(header IN LISTS headers)
    cmake_path(GET header FILENAME name)
    if(NOT name STREQUAL cleave.hpp AND NOT umbrella MATCHES "#include \"${name}\"")
        message(FATAL_ERROR "cleave.hpp does not include ${name}")
    endif()
endforeach()

run(${CXX} ${strict} -I ${ROOT}/include first.cpp second.cpp -o consumer)
run(./consumer)
