# SPDX-License-Identifier: MIT
#
# pkg-config, asked for the flags of an installed copy.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PKG_CONFIG pkg-config pkgconf)
install_library("${WORK}/a prefix") # with a blank in its name
set(ENV{PKG_CONFIG_PATH} "${WORK}/a prefix/share/pkgconfig")

run(${PKG_CONFIG} --validate cleave)
run(${PKG_CONFIG} --exists "cleave >= 0.2")
execute_process(COMMAND ${PKG_CONFIG} --exists "cleave >= 99" RESULT_VARIABLE result)
if(result EQUAL 0)
    message(FATAL_ERROR "a version that does not exist was found")
endif()
execute_process(COMMAND ${PKG_CONFIG} --cflags --libs cleave OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND ${flags})
build_consumer(${flags})
