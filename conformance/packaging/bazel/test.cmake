# SPDX-License-Identifier: MIT
#
# Bazel: the module's files are read as Bazel reads them, and what they say is compiled. Where Debian's Bazel is
# installed, it builds a consumer.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PYTHON3 python3)
file(GLOB overlay ${CMAKE_CURRENT_LIST_DIR}/overlay/*)
file(COPY ${overlay} ${ROOT}/include DESTINATION ${WORK}/cleave)
execute_process(COMMAND ${PYTHON3} -B ${CMAKE_CURRENT_LIST_DIR}/check.py ${WORK}/cleave OUTPUT_VARIABLE includes
    COMMAND_ERROR_IS_FATAL ANY)
list(TRANSFORM includes PREPEND -I${WORK}/cleave/)
build_consumer(${includes})

find_program(BAZEL bazel)
if(NOT BAZEL)
    message(STATUS "without Bazel itself: there is none")
    return()
endif()
execute_process(COMMAND ${BAZEL} --version OUTPUT_VARIABLE version ERROR_QUIET)
if(NOT version MATCHES "no_version") # what Debian's says
    message(STATUS "without Bazel itself: ${version} is not Debian's, and would fetch its rules")
    return()
endif()
set(program ${WORK}/program)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/stand_ins/rules_cc ${CMAKE_CURRENT_LIST_DIR}/stand_ins/rules_java
    ${CMAKE_CURRENT_LIST_DIR}/../main.cpp DESTINATION ${program})
set(repositories)
foreach(repository IN ITEMS rules_cc rules_java ../cleave)
    cmake_path(GET repository FILENAME name)
    string(APPEND repositories "local_repository(name = \"${name}\", path = \"${repository}\")\n")
    file(TOUCH ${program}/${repository}/WORKSPACE)
endforeach()
file(WRITE ${program}/WORKSPACE ${repositories})
file(TOUCH ${program}/rules_cc/cc/BUILD ${program}/rules_java/java/BUILD)
file(WRITE ${program}/BUILD "load(\"@rules_cc//cc:defs.bzl\", \"cc_binary\")\n"
    "cc_binary(name = \"consumer\", srcs = [\"main.cpp\"], copts = [\"-std=c++20\"], deps = [\"@cleave\"])\n")
set(ENV{CC} ${CXX})
run(${CMAKE_COMMAND} -E chdir ${program} ${BAZEL} --batch --output_user_root=${WORK}/output build
    --spawn_strategy=local --noshow_progress //:consumer)
run(${program}/bazel-bin/consumer)
