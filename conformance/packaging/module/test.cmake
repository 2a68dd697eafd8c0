# SPDX-License-Identifier: MIT
#
# A C++20 module: one program imports it in one place, and includes the headers in another. g++ 12 and clang 14 cannot
# do that yet; clang 16 and later can.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PYTHON3 python3)
find_program(CLANG NAMES clang++-21 clang++-20 clang++-19 clang++-18 clang++-17 clang++-16 clang++)
if(NOT CLANG)
    skip("there is no clang 16 or later")
endif()
execute_process(COMMAND ${CLANG} -dumpversion OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
if(version VERSION_LESS 16)
    skip("clang ${version} and g++ 12 cannot compile such a module; clang 16 can")
endif()

execute_process(COMMAND ${PYTHON3} -B ${CMAKE_CURRENT_LIST_DIR}/generate.py ${ROOT}/include
    OUTPUT_FILE ${WORK}/cleave.cppm COMMAND_ERROR_IS_FATAL ANY)
file(READ ${CMAKE_CURRENT_LIST_DIR}/../main.cpp program)
string(REPLACE "#include <cleave/cleave.hpp>\n" "" program "${program}")
string(REPLACE "int main() {" "import cleave;\n\nint main() {" program "${program}")
file(WRITE ${WORK}/main.cpp "${program}")
file(WRITE ${WORK}/second.cpp "#include <cleave/cleave.hpp>\ncleave::frame_decoder<cleave::python_int> another;\n")

run(${CLANG} ${strict} -I ${ROOT}/include --precompile cleave.cppm -o cleave.pcm)
run(${CLANG} -std=c++20 -c cleave.pcm -o cleave.o)
run(${CLANG} ${strict} -fmodule-file=cleave=cleave.pcm -c main.cpp -o main.o)
run(${CLANG} ${strict} -I ${ROOT}/include -c second.cpp -o second.o)
run(${CLANG} main.o second.o cleave.o -o consumer)
run(./consumer)
