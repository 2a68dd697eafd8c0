# SPDX-License-Identifier: MIT
#
# The single header: one file, alone in a folder; twice in one program; and under unit tests, which include the headers
# that it was made of. (All of the suite, on it: cmake --preset single-header.)
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PYTHON3 python3)
run(${PYTHON3} -B ${CMAKE_CURRENT_LIST_DIR}/generate.py ${ROOT}/include ${WORK}/made)

file(COPY ${WORK}/made/cleave.hpp DESTINATION ${WORK}/third_party/cleave)
file(WRITE ${WORK}/second.cpp "#include <cleave/cleave.hpp>\n#include <cleave/cleave.hpp>\n")
build_consumer(-I third_party second.cpp)

foreach(unit IN ITEMS version utf8)
    run(${CXX} -std=c++20 -O1 -I ${WORK}/made/split -I ${ROOT} -D "CLEAVE_VERSION=\"${VERSION}\""
        ${ROOT}/conformance/tests/library/${unit}.cpp -o ${unit} -lgtest_main -lgtest -pthread)
    run(./${unit} --gtest_brief=1)
endforeach()
