# SPDX-License-Identifier: MIT
#
# The action's script as GitHub runs it: its log, its reports, its outputs, its exit code; and the matchers on that log.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PYTHON3 python3)
if(NOT EXISTS ${BUILD}/bin/cleave-conformance)
    skip("cleave-conformance was not built")
endif()
run(${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/../page_testee.py .)

# run_action(CODE TESTEE PROGRAM LOG)
function(run_action code testee program log)
    file(REMOVE_RECURSE ${WORK}/reports)
    execute_process(COMMAND ${CMAKE_COMMAND} -E env "CLEAVE_TESTEE=${testee}" "CLEAVE_OPTIONS=--no-proof --case frame-*"
        CLEAVE_PROGRAM=${program} CLEAVE_REPORTS=reports GITHUB_OUTPUT=${WORK}/output GITHUB_STEP_SUMMARY=${WORK}/summary
        sh ${CMAKE_CURRENT_LIST_DIR}/run.sh
        WORKING_DIRECTORY ${WORK} RESULT_VARIABLE ended OUTPUT_FILE ${WORK}/${log} ERROR_FILE ${WORK}/errors)
    if(NOT ended EQUAL code)
        file(READ ${WORK}/${log} printed)
        message(FATAL_ERROR "${testee}: expected exit code ${code}, found ${ended} and\n${printed}")
    endif()
endfunction()
run_action(0 "python3 good_testee.py" ${BUILD}/bin/cleave-conformance good.log)
run_action(1 "python3 bad_testee.py" ${BUILD}/bin/cleave-conformance bad.log)
run(${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/check.py .)
run_action(2 "python3 good_testee.py" no-such-program none.log)
file(READ ${WORK}/none.log printed)
if(NOT printed MATCHES "^::error::no program no-such-program: install")
    message(FATAL_ERROR "without the program: ${printed}")
endif()
