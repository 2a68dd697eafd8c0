# SPDX-License-Identifier: MIT
#
# FetchContent: from an archive with its digest, as of a release, and from a folder.
include(${CMAKE_CURRENT_LIST_DIR}/../run.cmake)

function(consume folder from)
    run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${folder} -D CMAKE_CXX_COMPILER=${CXX} "-DFROM=${from}")
    run(${CMAKE_COMMAND} --build ${folder})
    run(${folder}/consumer)
endfunction()

file(COPY ${ROOT}/CMakeLists.txt ${ROOT}/include DESTINATION ${WORK}/cleave)
run(${CMAKE_COMMAND} -E tar czf cleave.tar.gz cleave)
file(SHA256 ${WORK}/cleave.tar.gz digest)

consume(from_archive "URL ${WORK}/cleave.tar.gz URL_HASH SHA256=${digest} DOWNLOAD_EXTRACT_TIMESTAMP ON")
consume(from_folder "SOURCE_DIR ${ROOT}")
