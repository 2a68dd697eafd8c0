#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the testee of the folder it is called in with the crates that Debian has, and no others.
set -eu
mkdir -p "$WORK/src" "$WORK/.cargo"
cp Cargo.toml "$WORK"
cp testee.rs "$WORK/src/main.rs"
cp "$CONTRACT/contract.rs" "$WORK/src"
printf '[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "/usr/share/cargo/registry"\n' >"$WORK/.cargo/config.toml"
cd "$WORK"
PATH=/usr/bin:$PATH
rm -f Cargo.lock # it may be of another cargo
CARGO_HOME=$WORK/.cargo cargo build --quiet --offline --release
