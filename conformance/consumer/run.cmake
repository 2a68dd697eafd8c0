# SPDX-License-Identifier: MIT
#
# run(COMMAND...): ends the test when the command fails. WORK is a fresh folder, ROOT the repository, CXX the compiler.

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

function(run)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}: ${result}")
    endif()
endfunction()

# What a strict project compiles with, with and without its asserts.
set(strict -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
