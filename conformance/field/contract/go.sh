#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the testee of the folder it is called in with the packages that Debian has, and no others.
set -eu
mkdir -p "$WORK/go/src/testee"
cp testee.go "$CONTRACT/contract.go" "$WORK/go/src/testee"
PATH=/usr/bin:$PATH GO111MODULE=off GOFLAGS= GOPROXY=off GOPATH=$WORK/go:/usr/share/gocode GOCACHE=$WORK/cache \
    go build -o "$WORK/testee" testee
