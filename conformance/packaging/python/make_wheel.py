#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a wheel of the release's programs: make_wheel.py VERSION RELEASE OUTPUT

RELEASE is a folder linux-x86_64 or linux-aarch64. A wheel is a zip whose RECORD has the digest of every file."""

import base64
import hashlib
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
NAME = "cleave_conformance"


def tags(machine):
    """Static programs need no C library: neither glibc's age nor musl matters."""
    return f"py3-none-manylinux2014_{machine}.musllinux_1_1_{machine}"


def metadata(version):
    return (
        f"Metadata-Version: 2.1\nName: cleave-conformance\nVersion: {version}\n"
        "Summary: Checks a length-prefixed codec, server or client in any language\nLicense: MIT\n"
        "Requires-Python: >=3.7\nClassifier: Framework :: Pytest\nDescription-Content-Type: text/markdown\n\n"
        + (HERE / "README.md").read_text(encoding="utf-8")
    )


def wheel(machine):
    lines = [f"Tag: py3-none-{platform}" for platform in tags(machine).split("-")[2].split(".")]
    return "\n".join(["Wheel-Version: 1.0", "Generator: make_wheel.py", "Root-Is-Purelib: false", *lines]) + "\n"


ENTRY_POINTS = f"""[console_scripts]
cleave-conformance = {NAME}:run_conformance
cleave-inspect = {NAME}:run_inspect

[pytest11]
cleave = {NAME}.pytest_plugin
"""


def record_line(path, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"


def main():
    version, release, output = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    machine, info = release.name.partition("-")[2], f"{NAME}-{version}.dist-info"
    files = {f"{NAME}/{path.name}": path.read_bytes() for path in sorted((HERE / NAME).glob("*.py"))}
    programs = {f"{NAME}/programs/{path.name}": path.read_bytes() for path in sorted(release.iterdir())}
    files |= programs
    files |= {f"{info}/{name}": text.encode() for name, text in
              [("METADATA", metadata(version)), ("WHEEL", wheel(machine)), ("entry_points.txt", ENTRY_POINTS)]}  # fmt: skip
    record = "".join(record_line(*one) for one in files.items()) + f"{info}/RECORD,,\n"
    output.mkdir(parents=True, exist_ok=True)
    made = output / f"{NAME}-{version}-{tags(machine)}.whl"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in [*files.items(), (f"{info}/RECORD", record.encode())]:
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))  # the same files make the same wheel
            entry.external_attr = (0o100755 if path in programs else 0o100644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    print(made)


main()
