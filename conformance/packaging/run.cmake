# SPDX-License-Identifier: MIT
#
# What the tests share. WORK is a fresh folder, ROOT the repository, BUILD its build, CXX the compiler.
#
#     run(COMMAND...)              ends the test when the command fails
#     skip(TEXT)                   ends the test: it was not run, for this reason
#     need(VARIABLE NAME...)       a program, by one of its names; without it the test is skipped
#     find_release()               sets release, the folder of this machine's release-binaries; without it the test is skipped
#     install_library(FOLDER)      an installed copy, moved there after it was installed
#     check_headers(FOLDER)        ends the test unless FOLDER/cleave holds every header, and nothing else
#     build_consumer(FLAG...)      compiles and runs main.cpp with these flags

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

# What a strict project compiles with.
set(strict -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
set(library_only -D CLEAVE_TESTS=OFF -D CLEAVE_FUZZ=OFF -D CLEAVE_BENCH=OFF -D CLEAVE_REFERENCE_IMPLS=OFF)

function(run)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}: ${result}")
    endif()
endfunction()

macro(skip why)
    message(STATUS "SKIPPED: ${why}")
    return()
endmacro()

macro(need variable)
    find_program(${variable} NAMES ${ARGN})
    if(NOT ${variable})
        skip("there is no ${ARGN}")
    endif()
endmacro()

macro(find_release)
    cmake_host_system_information(RESULT processor QUERY OS_PLATFORM)
    set(release ${BUILD}/release/linux-${processor})
    if(NOT EXISTS ${release}/cleave-conformance)
        skip("release-binaries were not built")
    endif()
endmacro()

function(install_library folder)
    run(${CMAKE_COMMAND} -S ${ROOT} -B library -D CMAKE_CXX_COMPILER=${CXX} ${library_only})
    run(${CMAKE_COMMAND} --install library --prefix ${WORK}/first)
    cmake_path(GET folder PARENT_PATH parent)
    file(MAKE_DIRECTORY ${parent})
    file(RENAME ${WORK}/first ${folder})
endfunction()

function(check_headers folder)
    file(GLOB_RECURSE expected RELATIVE ${ROOT}/include/cleave ${ROOT}/include/cleave/*)
    file(GLOB_RECURSE found RELATIVE ${folder}/cleave ${folder}/cleave/*)
    if(NOT expected STREQUAL found)
        message(FATAL_ERROR "${folder}/cleave holds ${found}, not ${expected}")
    endif()
endfunction()

function(build_consumer)
    run(${CXX} ${strict} ${ARGN} ${ROOT}/conformance/packaging/main.cpp -o consumer)
    run(./consumer)
endfunction()
