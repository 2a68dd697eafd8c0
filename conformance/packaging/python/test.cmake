# SPDX-License-Identifier: MIT
#
# The wheel: made of files, installed by pip from the file, run, and its pytest plugin on a good testee and on a bad one.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(PYTHON3 python3)
find_release()
execute_process(COMMAND /usr/bin/python3 -c "import pip, pytest, venv" RESULT_VARIABLE missing ERROR_QUIET OUTPUT_QUIET)
if(missing)
    skip("there is no python3-pip, python3-venv or python3-pytest")
endif()
run(${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/make_wheel.py ${VERSION} ${release} ${WORK})
run(/usr/bin/python3 -m venv --system-site-packages --without-pip venv)
file(GLOB wheel ${WORK}/*.whl)
set(PATH_HERE ${CMAKE_COMMAND} -E env --unset=PYTHONPATH PATH=${WORK}/venv/bin:/usr/bin:/bin)
run(${PATH_HERE} /usr/bin/python3 -m pip --python ${WORK}/venv/bin/python3 install --quiet --no-index --no-deps ${wheel})
run(${PATH_HERE} cleave-conformance --quiet --case "frame-two-*")
run(${PATH_HERE} python3 -m cleave_conformance --version)
run(${PATH_HERE} cleave-inspect --version)

# The page's own codec, and the same with a fault.
execute_process(COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/../page_testee.py ${WORK} COMMAND_ERROR_IS_FATAL ANY)

# expect(CODE PATTERN TESTEE)
function(expect code pattern testee)
    execute_process(COMMAND ${PATH_HERE} PYTHONDONTWRITEBYTECODE=1 python3 -m pytest -p no:cacheprovider --cleave-testee ${testee} --cleave-options=--no-proof
        WORKING_DIRECTORY ${WORK} RESULT_VARIABLE ended OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
    if(NOT ended EQUAL code OR NOT printed MATCHES "${pattern}")
        message(FATAL_ERROR "${testee}: expected ${code} and '${pattern}', found ${ended} and\n${printed}")
    endif()
endfunction()
expect(0 "1 passed" "python3 good_testee.py")
expect(1 "\\([0-9][0-9]* cases\\).*again: .*--deliveries.*[0-9] failed, 1 passed" "python3 bad_testee.py")
expect(1 "exit code 127.*1 failed" "no-such-interpreter x")
