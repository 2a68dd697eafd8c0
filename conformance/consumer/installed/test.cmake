# SPDX-License-Identifier: MIT
#
# An installed copy, moved after it was installed, and find_package.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

set(off -D CLEAVE_TESTS=OFF -D CLEAVE_FUZZ=OFF -D CLEAVE_BENCH=OFF -D CLEAVE_REFERENCE_IMPLS=OFF)
run(${CMAKE_COMMAND} -S ${ROOT} -B library -D CMAKE_CXX_COMPILER=${CXX} ${off})
run(${CMAKE_COMMAND} --install library --prefix ${WORK}/first)
file(RENAME ${WORK}/first ${WORK}/prefix)

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B program -D CMAKE_CXX_COMPILER=${CXX}
    -D CMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build program)
run(program/consumer)
