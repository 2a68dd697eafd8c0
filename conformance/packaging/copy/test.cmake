# SPDX-License-Identifier: MIT
#
# The folder include/cleave, copied, and one -I. With and without asserts.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

file(COPY ${ROOT}/include/cleave DESTINATION ${WORK}/third_party)
build_consumer(-O0 -I third_party)
build_consumer(-O2 -DNDEBUG -I third_party)
