# SPDX-License-Identifier: MIT
#
# Runs a port's portfile as vcpkg would, with functions of the same names that do the same work with CMake alone:
#
#     cmake -D PORTFILE=... -D CURRENT_PACKAGES_DIR=... -D BUILDTREES=... -D CXX=... -P stand_in.cmake
cmake_minimum_required(VERSION 3.25)

set(PORT cleave)
set(work ${BUILDTREES})

function(do)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(vcpkg_cmake_configure)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" SOURCE_PATH OPTIONS)
    do(${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${work}/build -D CMAKE_CXX_COMPILER=${CXX}
        -D CMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} -D BUILD_SHARED_LIBS=OFF ${arg_OPTIONS})
endfunction()

function(vcpkg_cmake_install)
    do(${CMAKE_COMMAND} --build ${work}/build)
    do(${CMAKE_COMMAND} --install ${work}/build)
endfunction()

# Packages lie in share/PORT, from where the prefix is two folders up.
function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" CONFIG_PATH "")
    file(RENAME ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH} ${CURRENT_PACKAGES_DIR}/share/${PORT})
    file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/share/cmake)
    file(GLOB scripts ${CURRENT_PACKAGES_DIR}/share/${PORT}/*.cmake)
    foreach(script IN LISTS scripts)
        file(READ ${script} text)
        string(REGEX REPLACE "(\\\${CMAKE_CURRENT_LIST_DIR}/\\.\\./\\.\\./)\\.\\./" "\\1" text "${text}")
        set(from_file "get_filename_component\\(_IMPORT_PREFIX \"\\\${CMAKE_CURRENT_LIST_FILE}\" PATH\\)\n")
        set(up "get_filename_component\\(_IMPORT_PREFIX \"\\\${_IMPORT_PREFIX}\" PATH\\)\n")
        string(REGEX REPLACE "(${from_file})${up}" "\\1" text "${text}")
        file(WRITE ${script} "${text}")
    endforeach()
endfunction()

function(vcpkg_fixup_pkgconfig)
    file(GLOB files ${CURRENT_PACKAGES_DIR}/*/pkgconfig/*.pc)
    if(NOT files)
        message(FATAL_ERROR "there is no .pc file to fix")
    endif()
endfunction()

function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "" FILE_LIST)
    file(INSTALL ${arg_FILE_LIST} DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT} RENAME copyright)
endfunction()

cmake_path(GET PORTFILE PARENT_PATH CMAKE_CURRENT_LIST_DIR)
include(${PORTFILE})
