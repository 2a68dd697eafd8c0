# SPDX-License-Identifier: MIT
#
# The Conan recipe: it is run with what it imports of Conan stood in for, and the package that it makes is consumed.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PYTHON3 python3)
execute_process(COMMAND ${PYTHON3} -B ${CMAKE_CURRENT_LIST_DIR}/stand_in.py ${CMAKE_CURRENT_LIST_DIR}/conanfile.py ${WORK}
    OUTPUT_VARIABLE includes COMMAND_ERROR_IS_FATAL ANY)
list(POP_FRONT includes version)
file(STRINGS ${ROOT}/CMakeLists.txt stated REGEX "^project\\(cleave VERSION ${version} ")
if(NOT stated)
    message(FATAL_ERROR "the recipe makes version ${version}, CMakeLists.txt says another")
endif()
check_headers(${WORK}/package/include)
list(TRANSFORM includes PREPEND -I)
build_consumer(${includes})
