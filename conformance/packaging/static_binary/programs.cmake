# SPDX-License-Identifier: MIT
#
# release-binaries: cleave-conformance and cleave-inspect in release/SYSTEM-PROCESSOR below the build, each one file that
# needs no library: static, stripped, cases and rules inside.

set(release ${PROJECT_BINARY_DIR}/release/linux-${CMAKE_SYSTEM_PROCESSOR})
set(static_binary ${CMAKE_CURRENT_LIST_DIR})
file(GLOB_RECURSE suite_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/traces/* ${CMAKE_CURRENT_SOURCE_DIR}/scaffold/*)
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/suite.bin
    COMMAND ${PYTHON3} ${static_binary}/pack_suite.py ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/suite.bin
    DEPENDS ${suite_files} SPEC.md ${static_binary}/pack_suite.py)
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/runner/static_main.cpp PROPERTIES
    OBJECT_DEPENDS ${PROJECT_BINARY_DIR}/suite.bin
    COMPILE_DEFINITIONS CLEAVE_SUITE="${PROJECT_BINARY_DIR}/suite.bin")

add_custom_target(release-binaries)
function(cleave_static_program name library source)
    add_executable(${name}-static ${source})
    target_link_libraries(${name}-static PRIVATE ${library})
    target_link_options(${name}-static PRIVATE -static -s -Wl,--gc-sections)
    set_target_properties(${name}-static PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${release})
    add_dependencies(release-binaries ${name}-static)
endfunction()
cleave_static_program(cleave-conformance cleave_runner ${CMAKE_CURRENT_SOURCE_DIR}/runner/static_main.cpp)
cleave_static_program(cleave-inspect cleave_inspect inspect/main.cpp)
