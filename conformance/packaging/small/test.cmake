# SPDX-License-Identifier: MIT
#
# On microcontrollers and in WebAssembly, at -Os and -O2: what needs the C++ library to link does not.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

need(ARM arm-none-eabi-g++)
need(QEMU qemu-system-arm)
need(LD wasm-ld)
need(NODE node)
run(sh ${CMAKE_CURRENT_LIST_DIR}/check)
