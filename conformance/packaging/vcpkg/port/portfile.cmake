# SPDX-License-Identifier: MIT
#
# An overlay port, of the copy of the repository that it lies in:
#
#     vcpkg install cleave --overlay-ports=PATH/conformance/packaging/vcpkg/port
cmake_path(SET SOURCE_PATH NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../../../..)

set(VCPKG_BUILD_TYPE release) # headers are the same for all
vcpkg_cmake_configure(SOURCE_PATH ${SOURCE_PATH}
    OPTIONS
        -DCLEAVE_TESTS=OFF
        -DCLEAVE_FUZZ=OFF
        -DCLEAVE_BENCH=OFF
        -DCLEAVE_REFERENCE_IMPLS=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/cleave)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/share/doc)
vcpkg_install_copyright(FILE_LIST ${SOURCE_PATH}/LICENSE)
file(INSTALL ${CMAKE_CURRENT_LIST_DIR}/usage DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT})
