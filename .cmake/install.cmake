# SPDX-License-Identifier: MIT
#
# What is installed, in two components:
#     development    headers, CMake package, pkg-config file
#     programs       what was built of the programs, their man pages and completions, and the cases of the suite
# CPack makes a Debian package of each. Nothing in them knows where it was built or installed: a tree can be moved.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(programs GLOBAL PROPERTY cleave_programs)
list(JOIN programs " " program_words)
set(has_programs FALSE)
if(programs)
    set(has_programs TRUE)
endif()
set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/cleave)
set(pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pkgconfig ${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH includedir_from_pkgconfig ${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(.cmake/cleave.pc.in cleave.pc @ONLY)
configure_package_config_file(.cmake/cleave-config.cmake.in cleave-config.cmake INSTALL_DESTINATION ${package_dir}
    PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(cleave-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME development)
install(TARGETS cleave EXPORT cleave FILE_SET HEADERS)
install(EXPORT cleave NAMESPACE cleave:: FILE cleave-targets.cmake DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/cleave-config.cmake ${PROJECT_BINARY_DIR}/cleave-config-version.cmake
    DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/cleave.pc DESTINATION ${pkgconfig_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libcleave-dev RENAME copyright)

if(programs)
    set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME programs)
    install(TARGETS ${programs} OPTIONAL)
    install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR} OPTIONAL)
    # Where Debian's zsh looks below /usr, and nowhere else.
    install(DIRECTORY ${PROJECT_BINARY_DIR}/share/zsh/site-functions/
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions OPTIONAL)
    install(DIRECTORY conformance/traces conformance/scaffold DESTINATION ${CMAKE_INSTALL_DATADIR}/cleave
        PATTERN .clang-format EXCLUDE)
    install(FILES conformance/SPEC.md DESTINATION ${CMAKE_INSTALL_DATADIR}/cleave)
    install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/cleave-tools RENAME copyright)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the maintainers of cleave <maintainers@cleave.invalid>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_CLEAVE_CHANGES ${PROJECT_SOURCE_DIR}/.github/CHANGELOG.md)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/.cmake/debian.cmake)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libcleave-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "C++20 headers: readers and writers of frames, of messages\n\
with a JSON header, and of files, for streams that the network cuts and glues\n\
as it likes. They open no sockets and allocate nothing; there is no library\n\
to link.")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME cleave-tools)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAMS_DESCRIPTION "Conformance suite, lens, servers and clients.\n\
cleave-conformance holds any codec, server or client to the rules, and\n\
cleave-inspect shows what is in a stream and why it broke. The rest are servers\n\
and clients: echo, messages, chat, remote commands, files, time.")
if(programs)
    list(APPEND CPACK_COMPONENTS_ALL programs)
    find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
    if(DPKG_SHLIBDEPS)
        set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS ON)
    endif()
endif()
include(CPack)
