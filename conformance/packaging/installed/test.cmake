# SPDX-License-Identifier: MIT
#
# find_package, with version and components, in an installed copy: of the library alone, and of the library with its
# programs.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

function(consume folder)
    run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${folder} -D CMAKE_CXX_COMPILER=${CXX}
        -D CMAKE_PREFIX_PATH=${WORK}/${folder}-prefix ${ARGN})
    run(${CMAKE_COMMAND} --build ${folder})
    run(${folder}/consumer)
endfunction()

install_library(${WORK}/alone-prefix)
check_headers(${WORK}/alone-prefix/include)
consume(alone -D HAS_PROGRAMS=OFF)

if(NOT EXISTS ${BUILD}/bin/cleave-conformance)
    message(STATUS "without its programs only: they are not built")
    return()
endif()
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/first)
file(RENAME ${WORK}/first ${WORK}/all-prefix)
consume(all -D HAS_PROGRAMS=ON)
foreach(path IN ITEMS man/man1/cleave-file.1 bash-completion/completions/cleave-file zsh/site-functions/_cleave-file)
    if(NOT EXISTS ${WORK}/all-prefix/share/${path})
        message(FATAL_ERROR "share/${path} is not installed")
    endif()
endforeach()
run(all-prefix/bin/cleave-conformance --quiet --case "frame-two-*") # with the cases that were installed
