# SPDX-License-Identifier: MIT
#
# The release's programs need nothing but a kernel: they work in a root that holds only them, under another name, with cases
# of their own or with others.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

find_release()
need(UNSHARE unshare)
execute_process(COMMAND ${UNSHARE} --map-root-user chroot / true RESULT_VARIABLE refused ERROR_QUIET)
if(refused)
    skip("this machine lets no user have a root of his own")
endif()

file(MAKE_DIRECTORY ${WORK}/root)
file(COPY_FILE ${release}/cleave-conformance ${WORK}/root/moved-anywhere)
file(COPY_FILE ${release}/cleave-inspect ${WORK}/root/cleave-inspect)
file(WRITE ${WORK}/stream "\t\t\t\t")

# in_empty_root(CODE PATTERN COMMAND...): the command ends with CODE and prints what PATTERN matches.
function(in_empty_root code pattern)
    execute_process(COMMAND ${UNSHARE} --map-root-user chroot ${WORK}/root ${ARGN} INPUT_FILE ${WORK}/stream
        RESULT_VARIABLE ended OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
    if(NOT ended EQUAL code OR NOT printed MATCHES "${pattern}")
        message(FATAL_ERROR "${ARGN}: expected exit code ${code} and '${pattern}', found ${ended} and\n${printed}")
    endif()
endfunction()
in_empty_root(0 "^cleave-conformance ${VERSION}" /moved-anywhere --version)
in_empty_root(0 "ran [1-9][0-9]* of" /moved-anywhere --case "frame-two-*")
in_empty_root(0 "FRAME-LEN-1: A reader MUST deliver" /moved-anywhere --show frame-one)
in_empty_root(1 "this system has no /bin/sh" /moved-anywhere --testee "python3 my.py")
in_empty_root(3 "say where the traces are with --traces" /moved-anywhere --traces /none)
in_empty_root(1 "1 fault" /cleave-inspect --layout python_int)

# Where there is a shell: what is missing is named in one line.
function(outside pattern)
    execute_process(COMMAND ${release}/cleave-conformance ${ARGN} ERROR_VARIABLE printed OUTPUT_QUIET)
    if(NOT printed MATCHES "${pattern}")
        message(FATAL_ERROR "${ARGN}: expected '${pattern}', found\n${printed}")
    endif()
endfunction()
file(WRITE ${WORK}/other_machine "\x7fELF is all that is right about this")
outside("exit code 127: the program was not found; install its interpreter" --testee "no-such-interpreter my.xy")
outside("exit code 126: the program cannot be executed" --testee ${WORK}/other_machine)
# The suite of the program is that of the folder.
execute_process(COMMAND ${release}/cleave-conformance --list OUTPUT_VARIABLE inside COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${release}/cleave-conformance --list --traces ${ROOT}/conformance/traces OUTPUT_VARIABLE outside
    COMMAND_ERROR_IS_FATAL ANY)
if(NOT inside STREQUAL outside)
    message(FATAL_ERROR "the cases inside are not those of conformance/traces")
endif()
