# SPDX-License-Identifier: MIT
#
# The npm package: packed, installed from the file, and run by npx. No registry is reached.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(NPM npm)
need(NODE node)
find_release()
set(offline ${CMAKE_COMMAND} -E env npm_config_offline=true npm_config_update_notifier=false npm_config_cache=${WORK}/cache)

run(${offline} sh ${CMAKE_CURRENT_LIST_DIR}/make.sh ${VERSION} ${BUILD}/release ${WORK}/packed)
file(WRITE ${WORK}/package.json "{\"private\": true}\n")
run(${offline} npm install --silent --no-audit --no-fund ./packed/cleave-conformance-${VERSION}.tgz)
set(testee "node ${ROOT}/conformance/testees/javascript/frame_decoder.js")

# expect(CODE PATTERN COMMAND...)
function(expect code pattern)
    execute_process(COMMAND ${offline} ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE ended OUTPUT_VARIABLE printed
        ERROR_VARIABLE printed)
    if(NOT ended EQUAL code OR NOT printed MATCHES "${pattern}")
        message(FATAL_ERROR "${ARGN}: expected exit code ${code} and '${pattern}', found ${ended} and\n${printed}")
    endif()
endfunction()
expect(0 "JavaScript: ran [1-9][0-9]* of" npx cleave-conformance --testee "${testee}" --case "frame-two-*")
expect(2 "expected an option" npx cleave-conformance --no-such-option)
expect(0 "^cleave-inspect ${VERSION}" npx cleave-inspect --version)

# What a machine sees that the package has no program for.
set(package ${WORK}/node_modules/cleave-conformance)
file(GLOB programs ${package}/programs/*)
file(RENAME ${package}/programs ${package}/elsewhere)
file(MAKE_DIRECTORY ${package}/programs/plan9-mips)
expect(3 "no program for linux-[a-z0-9_]*, only for plan9-mips; run it there" npx cleave-conformance)
