#!/bin/sh
# SPDX-License-Identifier: MIT
#
# make.sh VERSION RELEASE OUTPUT: the npm package cleave-conformance-VERSION.tgz in the folder OUTPUT, of the folders
# linux-x86_64, linux-aarch64 in RELEASE that are there. Publishes nothing.
set -eu
version=$1 release=$2 output=$3
here=$(dirname "$0")
package=$output/package
rm -rf "$package" && mkdir -p "$package"
sed "s/@VERSION@/$version/" "$here/package.template.json" >"$package/package.json"
for name in cleave-conformance cleave-inspect; do cp "$here/cleave-conformance.js" "$package/$name.js"; done
cp "$here/../../../LICENSE" "$package/"
cp -r "$release" "$package/programs"
archive=cleave-conformance-$version.tgz
tar -C "$output" --sort=name --owner=0 --group=0 --numeric-owner -czf "$output/$archive" package && echo "$archive"
