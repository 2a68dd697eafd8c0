# SPDX-License-Identifier: MIT
"""Runs the codecs of this folder and writes build/field.html; `sh conformance/field/run` prepares what it needs.

With --known-failures the failures are compared with each codec's known_failures.txt: exit code 1 says that one is new
or that one listed holds no more. --update-list writes these lists and README.md anew.
"""
import argparse
import concurrent.futures
import json
import os
import sys
import threading

import known
import page
import rows
import scoreboard
import servers
from catalog import BUILD, ROOT, all_codecs


def arguments():
    parser = argparse.ArgumentParser(prog="sh conformance/field/run", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("codecs", nargs="*", metavar="CODEC", help="folders of conformance/field; all, if none is named")
    parser.add_argument("--known-failures", action="store_true", help="compare with the lists of known failures")
    parser.add_argument("--update-list", action="store_true", help="write these lists and the scoreboard anew")
    parser.add_argument("--page", action="store_true", help="run nothing, and take the results of the last runs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="codecs at a time [one a core]")
    parser.add_argument("--packages", action="store_true", help="print the packages that the codecs need, and end")
    parser.add_argument("--needs-npm", action="store_true", help="exit code 0 if a codec comes from npm")
    return parser.parse_args()


def packages_of(codecs):
    packages = {package for codec in codecs for package in codec.packages}
    return packages | ({"nodejs", "npm"} if any(codec.npm for codec in codecs) else set())


def run_all(codecs, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(rows.play, codec): codec for codec in codecs}
        for count, done in enumerate(concurrent.futures.as_completed(waiting), 1):
            row = done.result()
            said = row.problem.splitlines()[-1] if row.problem else f"{len(row.failures)} failures, {len(row.facts)} facts"
            print(f"{count:3}/{len(codecs)} {row.codec.id:24} {row.seconds:5.0f} s  {said}", flush=True)
        return {waiting[one].id: one.result() for one in waiting}


def keep_servers():
    """Speaks to the real servers, and saves what came of it for the page."""
    found = []
    BUILD.mkdir(parents=True, exist_ok=True)
    for one in servers.check_all():
        found.append(one)
        print(f"server {one[0]}: {one[3]}", flush=True)
        (BUILD / "servers.json").write_text(json.dumps(found))


def kept_servers():
    return json.loads((BUILD / "servers.json").read_text()) if (BUILD / "servers.json").exists() else []


def main():
    options = arguments()
    codecs = all_codecs(options.codecs)
    if options.packages: return print(*sorted(packages_of(codecs) | (set() if options.codecs else {kind.package for kind in servers.SERVERS})))
    if options.needs_npm: return sys.exit(0 if any(codec.npm for codec in codecs) else 1)
    beside = threading.Thread(target=keep_servers) # they wait more than they work
    if not options.page and not options.codecs: beside.start()
    done = run_all([] if options.page else codecs, options.jobs)
    if beside.ident: beside.join()
    results = [row for codec in codecs if (row := done.get(codec.id) or rows.kept(codec))]
    shown = [row for codec in all_codecs() if (row := done.get(codec.id) or rows.kept(codec))]
    (ROOT / "build/field.html").write_text(page.page(shown, kept_servers()))
    print("the page: build/field.html")
    if options.update_list:
        for row in results: known.update(row)
        scoreboard.write(shown, kept_servers())
    elif options.known_failures:
        differences = [line for row in results for line in known.differences(row)]
        differences += [f"server {name}: {line}" for name, _, _, line, well in kept_servers() if not well and beside.ident]
        print(*differences, f"{len(differences)} differences from the lists of known failures", sep="\n")
        return sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
