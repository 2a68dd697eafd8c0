# SPDX-License-Identifier: MIT
#
# The Debian packages: made by CPack, checked by lintian where it is there, installed into a root of their own with
# its own database, used there, and removed without a trace.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(DPKG dpkg)
need(DPKG_DEB dpkg-deb)
need(CPACK cpack)

if(EXISTS ${BUILD}/bin/cleave-conformance)
    set(from ${BUILD})
    set(components development programs)
else()
    message(STATUS "the library only: the programs are not built")
    run(${CMAKE_COMMAND} -S ${ROOT} -B library -D CMAKE_CXX_COMPILER=${CXX} ${library_only})
    set(from ${WORK}/library)
    set(components development)
endif()
# Without the names of the shared libraries that are needed: finding them takes longer than all the rest.
run(${CPACK} --config ${from}/CPackConfig.cmake -D CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS=OFF -G DEB -B ${WORK}/packages)

file(GLOB packages ${WORK}/packages/*.deb)
list(LENGTH packages count)
list(LENGTH components expected)
if(NOT count EQUAL expected)
    message(FATAL_ERROR "CPack made ${packages} of ${components}")
endif()

# What each says of itself.
foreach(package IN LISTS packages)
    execute_process(COMMAND ${DPKG_DEB} --field ${package} Package OUTPUT_VARIABLE name OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${DPKG_DEB} --field ${package} Version OUTPUT_VARIABLE version
        OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    list(APPEND names ${name})
    if(NOT version STREQUAL VERSION)
        message(FATAL_ERROR "${package} says that it is ${version}")
    endif()
endforeach()

find_program(LINTIAN lintian)
if(LINTIAN) # what is needed was left out, see above
    run(${LINTIAN} --profile debian --fail-on error,warning --suppress-tags missing-dependency-on-libc,undeclared-elf-prerequisites
        ${packages})
endif()

set(root ${WORK}/root)
file(MAKE_DIRECTORY ${root}/var/lib/dpkg/updates ${root}/var/lib/dpkg/info)
file(TOUCH ${root}/var/lib/dpkg/status ${root}/var/lib/dpkg/available)
set(DPKG_HERE ${CMAKE_COMMAND} -E env PATH=/usr/sbin:/usr/bin:/sbin:/bin ${DPKG} --root=${root} --force-not-root
    --force-depends --force-unsafe-io --log=${WORK}/dpkg.log)
run(${DPKG_HERE} --install ${packages})
check_headers(${root}/usr/include)
if(programs IN_LIST components AND NOT EXISTS ${root}/usr/share/man/man1/cleave-file.1.gz)
    message(FATAL_ERROR "man pages are missing, or are not compressed")
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B program -D CMAKE_CXX_COMPILER=${CXX}
    -D CMAKE_PREFIX_PATH=${root}/usr)
run(${CMAKE_COMMAND} --build program)
run(program/consumer)

run(${DPKG_HERE} --remove ${names})
file(GLOB_RECURSE left ${root}/usr/*)
if(left)
    message(FATAL_ERROR "removing leaves ${left}")
endif()
