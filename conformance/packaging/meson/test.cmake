# SPDX-License-Identifier: MIT
#
# Meson: dependency() finds an installed copy; without one, the wrap brings the subproject.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(MESON meson)
need(PKG_CONFIG pkg-config pkgconf)
need(NINJA ninja)
set(ENV{CXX} ${CXX})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/meson.build ${CMAKE_CURRENT_LIST_DIR}/../main.cpp DESTINATION ${WORK}/program)

function(consume folder)
    run(${MESON} setup ${folder} program ${ARGN})
    run(${NINJA} -C ${folder})
    run(${folder}/consumer)
endfunction()

install_library(${WORK}/prefix)
set(ENV{PKG_CONFIG_PATH} ${WORK}/prefix/share/pkgconfig)
consume(from_prefix --wrap-mode=nofallback)

file(COPY ${ROOT}/CMakeLists.txt ${ROOT}/include DESTINATION ${WORK}/cleave)
run(${CMAKE_COMMAND} -E tar czf cleave.tar.gz cleave)
file(SHA256 ${WORK}/cleave.tar.gz digest)
set(url file://${WORK}/cleave.tar.gz)
configure_file(${CMAKE_CURRENT_LIST_DIR}/cleave.wrap.in ${WORK}/program/subprojects/cleave.wrap @ONLY)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/overlay/meson.build DESTINATION ${WORK}/program/subprojects/packagefiles/cleave)
consume(from_wrap --wrap-mode=forcefallback)
