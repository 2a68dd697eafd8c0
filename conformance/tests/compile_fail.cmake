# SPDX-License-Identifier: MIT
#
# SOURCE must not compile with CXX, and the compiler must say what the comment on its first line says.

file(STRINGS ${SOURCE} first LIMIT_COUNT 1)
if(NOT first MATCHES "^// (.+)$")
    message(FATAL_ERROR "${SOURCE} must begin with '// ' and the expected diagnostic")
endif()
set(expected ${CMAKE_MATCH_1})

set(ENV{LC_ALL} C)
execute_process(COMMAND ${CXX} -std=c++20 -fsyntax-only -I${INCLUDE} ${SOURCE}
                RESULT_VARIABLE result ERROR_VARIABLE diagnostics)
if(result EQUAL 0)
    message(FATAL_ERROR "${SOURCE} compiles, and must not")
endif()
string(FIND "${diagnostics}" "${expected}" at)
if(at EQUAL -1)
    message(FATAL_ERROR "expected the diagnostic '${expected}', got:\n${diagnostics}")
endif()
