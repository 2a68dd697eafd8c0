# SPDX-License-Identifier: MIT
#
# The vcpkg port: its manifest names what a manifest must, its portfile is run with functions in place of vcpkg's own,
# and the package that it makes passes vcpkg's rules and is consumed.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

set(port ${CMAKE_CURRENT_LIST_DIR}/port)
file(READ ${port}/vcpkg.json manifest)
foreach(key IN ITEMS name version description license dependencies)
    string(JSON value GET ${manifest} ${key})
endforeach()

set(package ${WORK}/packages/cleave)
run(${CMAKE_COMMAND} -D PORTFILE=${port}/portfile.cmake -D CURRENT_PACKAGES_DIR=${package} -D BUILDTREES=${WORK}/trees
    -D CXX=${CXX} -P ${CMAKE_CURRENT_LIST_DIR}/stand_in.cmake)

check_headers(${package}/include)
file(GLOB_RECURSE all LIST_DIRECTORIES true RELATIVE ${package} ${package}/*)
foreach(path IN ITEMS share/cleave/copyright share/cleave/usage share/cleave/cleave-config.cmake)
    if(NOT path IN_LIST all)
        message(FATAL_ERROR "a port must install ${path}; this one installs ${all}")
    endif()
endforeach()
foreach(path IN ITEMS debug lib bin share/cmake share/doc)
    if(path IN_LIST all)
        message(FATAL_ERROR "a port of headers must not install ${path}")
    endif()
endforeach()

file(WRITE ${WORK}/program/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(consumer LANGUAGES CXX)\n"
    "find_package(cleave CONFIG REQUIRED)\nadd_executable(consumer ${CMAKE_CURRENT_LIST_DIR}/../main.cpp)\n"
    "target_link_libraries(consumer PRIVATE cleave::cleave)\n")
run(${CMAKE_COMMAND} -S program -B built -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_PREFIX_PATH=${package})
run(${CMAKE_COMMAND} --build built)
run(built/consumer)
