# SPDX-License-Identifier: MIT
#
# Run by CPack before it makes the packages: what Debian wants compressed is compressed, and each has its change log, in
# Debian's form, of what CHANGELOG.md says of this version.

function(compress path)
    execute_process(COMMAND gzip -9n ${path} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB pages ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/man/man*/*)
foreach(page IN LISTS pages)
    compress(${page})
endforeach()

file(READ ${CPACK_CLEAVE_CHANGES} changes)
string(FIND "${changes}" "\n## ${CPACK_PACKAGE_VERSION}" begin)
string(SUBSTRING "${changes}" ${begin} -1 changes)
string(REGEX REPLACE "^\n## [^\n]*\n" "" changes "${changes}")
string(REGEX REPLACE "\n## .*" "\n" changes "${changes}")
string(FIND "${changes}" "\n- " begin)
string(SUBSTRING "${changes}" ${begin} -1 entries)
string(REPLACE "\n  " "\n    " entries "${entries}")
string(REPLACE "\n- " "\n  * " entries "${entries}")
string(STRIP "${entries}" entries)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)

file(GLOB folders ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/doc/*)
foreach(folder IN LISTS folders)
    cmake_path(GET folder FILENAME package)
    file(WRITE ${folder}/changelog "${package} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n"
        "\n  ${entries}\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
    compress(${folder}/changelog)
endforeach()
