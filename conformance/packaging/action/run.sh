#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the suite and shows each failure in the terms of GitHub's log. Its settings are CLEAVE_TESTEE, CLEAVE_OPTIONS,
# CLEAVE_PROGRAM and CLEAVE_REPORTS: see action.yml. Ends with the exit code of cleave-conformance.
set -eu
program=${CLEAVE_PROGRAM:-cleave-conformance} reports=${CLEAVE_REPORTS:-cleave-reports}

command -v "$program" >/dev/null || {
    echo "::error::no program $program: install cleave-conformance in a step before this one, or set 'program'"
    exit 2
}
mkdir -p "$reports"
set --
if [ -n "${CLEAVE_TESTEE:-}" ]; then set -- --testee "$CLEAVE_TESTEE"; fi
echo "::add-matcher::$(cd "$(dirname "$0")" && pwd)/problem_matcher.json"
code=0
# shellcheck disable=SC2086 # a list of words
"$program" "$@" ${CLEAVE_OPTIONS:-} --report-html "$reports/report.html" --report-json "$reports/report.json" \
    --report-badge "$reports/badge.json" --report-junit "$reports/junit.xml" >"$reports/report.txt" || code=$?
cat "$reports/report.txt"
echo "::remove-matcher owner=cleave::"
if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "reports=$reports" >>"$GITHUB_OUTPUT"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    { echo '```' && tail -n 40 "$reports/report.txt" && echo '```'; } >>"$GITHUB_STEP_SUMMARY"
fi
exit $code
