# SPDX-License-Identifier: MIT
#
# What was written for the last release (the folders here, X.cpp and what it prints, X.txt) still compiles and prints
# the same: for each release that this version promises to be compatible with, which is every one of its major version,
# and before 1.0 every one of its minor version.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

string(REGEX MATCH "^(0\\.[0-9]+|[1-9][0-9]*)\\." promised ${VERSION})
file(GLOB releases RELATIVE ${CMAKE_CURRENT_LIST_DIR} ${CMAKE_CURRENT_LIST_DIR}/[0-9]*)
set(samples 0)
foreach(release IN LISTS releases)
    string(FIND ${release} ${promised} at)
    if(NOT at EQUAL 0)
        continue()
    endif()
    file(GLOB sources ${CMAKE_CURRENT_LIST_DIR}/${release}/*.cpp)
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        run(${CXX} -std=c++20 -Wall -Wextra -Werror -I ${ROOT}/include ${source} -o ${name})
        execute_process(COMMAND ${WORK}/${name} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
        file(READ ${CMAKE_CURRENT_LIST_DIR}/${release}/${name}.txt expected)
        if(NOT printed STREQUAL expected)
            message(FATAL_ERROR "${release}/${name} prints\n${printed}instead of\n${expected}")
        endif()
        math(EXPR samples "${samples} + 1")
    endforeach()
endforeach()
if(samples EQUAL 0)
    skip("no release is compatible with ${VERSION}: it breaks with all before it")
endif()
message(STATUS "${samples} samples")
