#!/bin/bash -eu
# SPDX-License-Identifier: MIT
#
# Builds every fuzz target for OSS-Fuzz and ClusterFuzzLite, as their images call it: CC, CXX, CFLAGS, CXXFLAGS,
# LIB_FUZZING_ENGINE, SRC, WORK and OUT are set. For each target X there is, in $OUT, under the names that the services
# look for:
#
#     fuzz_X                    the program
#     fuzz_X_seed_corpus.zip    corpus/X and the seeds made of the traces
#     fuzz_X.dict               where the target's source names a dictionary
#     fuzz_X.options            what the engine is told
set -eu # however it is called
fuzz=$SRC/cleave/fuzz

cmake -S "$fuzz/.." -B "$WORK/cleave" -G Ninja \
    -D CMAKE_BUILD_TYPE=None -D CMAKE_CXX_COMPILER="$CXX" -D CMAKE_CXX_FLAGS="$CXXFLAGS" \
    -D CLEAVE_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" -D CMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON \
    -D CLEAVE_TESTS=OFF -D CLEAVE_BENCH=OFF -D CLEAVE_INSTALL=OFF
# The services run the programs elsewhere: no library of this machine but libc may be needed. So no OpenSSL.
cmake --build "$WORK/cleave" --target fuzz_targets

for source in "$fuzz"/fuzz_*.cpp; do
    target=$(basename "$source" .cpp)
    name=${target#fuzz_}
    [[ -x $WORK/cleave/bin/$target ]] || continue
    cp "$WORK/cleave/bin/$target" "$OUT/"

    # An archive has no folders: what is kept and what is made of a trace may have one name.
    inputs=$WORK/inputs/$name
    mkdir -p "$inputs"
    if [[ -d $WORK/cleave/fuzz/seeds/$name ]]; then cp "$WORK/cleave/fuzz/seeds/$name"/* "$inputs/"; fi
    if [[ -d $fuzz/corpus/$name ]]; then
        for kept in "$fuzz/corpus/$name"/*; do cp "$kept" "$inputs/kept-$(basename "$kept")"; done
    fi
    rm -f "$OUT/${target}_seed_corpus.zip"
    zip -q -j -r "$OUT/${target}_seed_corpus.zip" "$inputs"

    dictionary=$(sed -n 's,^// dictionary: ,,p' "$source")
    [[ -z $dictionary ]] || cp "$fuzz/$dictionary" "$OUT/$target.dict"
    longest=$(sed -n 's,^// longest input: ,,p' "$source")
    printf '[libfuzzer]\nmax_len = %s\n' "${longest:-4096}" >"$OUT/$target.options"
done
