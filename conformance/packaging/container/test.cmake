# SPDX-License-Identifier: MIT
#
# The image: buildah or podman builds the target `alone`, which takes no other image, and runs it. Without them, or where
# this machine lets no user build images, the recipe is checked by its text: what it copies is in the release, what it
# starts is what it copied.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

find_release()
set(recipe ${CMAKE_CURRENT_LIST_DIR}/Containerfile)
file(STRINGS ${recipe} copies REGEX "^COPY ")
if(NOT copies)
    message(FATAL_ERROR "the recipe copies nothing")
endif()
foreach(line IN LISTS copies)
    string(REGEX REPLACE "--from=[^ ]+ " "" line ${line})
    string(REGEX MATCHALL "[^ ]*cleave-[a-z]+" programs ${line})
    foreach(program IN LISTS programs)
        cmake_path(GET program FILENAME name)
        if(NOT EXISTS ${release}/${name})
            message(FATAL_ERROR "the recipe copies ${name}, which is not in the release")
        endif()
    endforeach()
endforeach()
file(STRINGS ${recipe} started REGEX "^ENTRYPOINT ")
list(REMOVE_DUPLICATES started)
if(NOT started STREQUAL "ENTRYPOINT [\"/usr/bin/cleave-conformance\"]")
    message(FATAL_ERROR "the recipe starts ${started}")
endif()

find_program(BUILDAH buildah)
if(NOT BUILDAH)
    return()
endif()
set(storage --root ${WORK}/storage --runroot ${WORK}/run --storage-driver vfs)
execute_process(COMMAND ${BUILDAH} ${storage} bud --isolation chroot --target alone -t cleave -f ${recipe} ${release}
    WORKING_DIRECTORY ${WORK} RESULT_VARIABLE refused OUTPUT_VARIABLE why ERROR_VARIABLE why)
if(refused)
    message(STATUS "buildah can not build here, the text was checked: ${why}")
    return()
endif()
execute_process(COMMAND ${BUILDAH} ${storage} from cleave OUTPUT_VARIABLE made OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${BUILDAH} ${storage} run --isolation chroot ${made} /usr/bin/cleave-conformance --case "frame-two-*"
    RESULT_VARIABLE ended OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
run(${BUILDAH} ${storage} rm ${made})
if(ended OR NOT printed MATCHES "ran [1-9][0-9]* of")
    message(FATAL_ERROR "in the image: ${ended}\n${printed}")
endif()
