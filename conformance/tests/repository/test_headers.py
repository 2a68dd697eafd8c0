# SPDX-License-Identifier: MIT
"""What holds for the headers wherever they are compiled: one of them knows compilers, none needs a name that a platform
has for a macro, and a compiler that is told another standard says so first."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
INCLUDE = ROOT / "include"
HEADERS = sorted((INCLUDE / "cleave").rglob("*.hpp"))
CXX = os.environ.get("CXX", "g++")
MINGW = "x86_64-w64-mingw32-g++"

WINDOWS = ("winsock2.h", "ws2tcpip.h", "windows.h", "shellapi.h", "shlobj.h", "commctrl.h", "wincrypt.h", "mswsock.h",
           "winhttp.h", "iphlpapi.h", "objbase.h", "rpc.h", "winioctl.h", "setupapi.h", "dbghelp.h", "tchar.h")  # fmt: skip
X11 = ("X11/Xlib.h", "X11/Xutil.h", "X11/Xatom.h", "X11/keysym.h", "X11/Xresource.h", "X11/cursorfont.h")
CURSES = ("curses.h",)
# Of those that Debian has no header of, the words that are not prefixed.
QT = "signals slots emit foreach forever Q_OBJECT".split()
ARDUINO = """HIGH LOW INPUT OUTPUT INPUT_PULLUP PI HALF_PI TWO_PI DEG_TO_RAD EULER SERIAL DISPLAY LSBFIRST MSBFIRST CHANGE FALLING
    RISING DEFAULT EXTERNAL INTERNAL PROGMEM min( max( abs( constrain( round( radians( degrees( sq( interrupts( noInterrupts(
    lowByte( highByte( bitRead( bitSet( bitClear( bitWrite( bit( F( sei( cli(""".split()
OWN = "noinline always_inline cold hot target vector_size pure unused gnu likely( unlikely(".split()  # of a program

COMPILERS = re.compile(r"__\w|\bgnu\b|\bclang\b|\bmsvc\b|\basm\b|\b_M\w+|\b_WIN\w+|no_unique_address|#\s*pragma (?!once$)|__has_",
                       re.MULTILINE)  # fmt: skip


def code_of(path):
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', path.read_text(encoding="utf-8"))
    return re.sub(r"//[^\n]*", "", text)


def compiled(compiler, text, *options):
    """The compiler's words on a source; nothing when it is content."""
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
        source.write(text)
        source.flush()
        done = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", f"-I{INCLUDE}", *options, source.name],
                              capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})  # fmt: skip
    return done.stderr if done.returncode else ""


def macros(compiler, headers):
    """The macros that these headers leave behind: the name, with parentheses where it takes arguments."""
    text = "".join(f"#if __has_include(<{name}>)\n#include <{name}>\n#endif\n" for name in headers)
    done = subprocess.run([compiler, "-std=c++20", "-dM", "-E", "-x", "c++", "-"], input=text, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return set(re.findall(r"^#define (\w+\(?)", done.stdout, re.MULTILINE))


def standard_headers():
    return sorted({name for path in HEADERS for name in re.findall(r"^#include <([a-z_]+)>", path.read_text(), re.MULTILINE)})


class Headers(unittest.TestCase):
    def test_one_knows_compilers(self):
        found = {path.name for path in HEADERS if COMPILERS.search(code_of(path))}
        self.assertEqual(found, {"platform.hpp"})

    def test_say_which_standard_they_need_before_all_else_and_nothing_after_it(self):
        need = "cleave needs C++20: -std=c++20 or /std:c++20"
        for header in HEADERS:
            if header.name == "platform.hpp":
                continue
            with self.subTest(header=header.name):
                words = compiled(CXX, f"#include <{header.relative_to(INCLUDE)}>\n", "-std=c++17")
                errors = [line for line in words.splitlines() if "error: " in line]
                self.assertEqual(len(errors), 2, words)  # the second is what ends the compilation
                for line in errors:
                    self.assertIn(need, line)


class Macros(unittest.TestCase):
    """Each name is made a macro of nothing that compiles; what the standard library has of them stays."""

    def expect_no_clash(self, names):
        ours = "".join(f"#include <{name}>\n" for name in standard_headers())
        taken = macros(CXX, standard_headers())
        names = {name for name in names if name not in taken and name.rstrip("(") not in taken and not name.startswith("_")}
        text = ours + "".join(f"#undef {name.rstrip('(')}\n#define {name.replace('(', '(...)')} @ {name.rstrip('(')}\n"
                              for name in sorted(names))  # fmt: skip
        self.assertEqual(compiled(CXX, text + "#include <cleave/cleave.hpp>\n", "-w"), "")
        return len(names)

    def test_of_qt_and_arduino_and_names_of_attributes_are_not_used(self):
        self.expect_no_clash({*QT, *ARDUINO, *OWN})

    def test_of_windows_are_not_used(self):
        if not shutil.which(MINGW):
            self.skipTest(f"there is no {MINGW}")
        self.assertGreater(self.expect_no_clash(macros(MINGW, WINDOWS)), 5000)

    def test_of_x11_and_curses_are_not_used(self):
        there = macros(CXX, X11 + CURSES)
        if "XlibSpecificationRelease" not in there or "NCURSES_VERSION" not in there:
            self.skipTest("there are no headers of X11, or none of curses")
        self.assertGreater(self.expect_no_clash(there), 1000)

    def test_are_found_where_they_are_used(self):
        with self.assertRaises(AssertionError):
            self.expect_no_clash({"frame_buffer"})

    def test_of_windows_do_no_harm_when_its_headers_come_first(self):
        if not shutil.which(MINGW):
            self.skipTest(f"there is no {MINGW}")
        text = "#include <winsock2.h>\n#include <windows.h>\n#include <cleave/cleave.hpp>\n"
        self.assertEqual(compiled(MINGW, text, "-Wall", "-Wextra", "-Werror"), "")

    def test_of_x11_do_no_harm_when_its_headers_come_first(self):
        if "XlibSpecificationRelease" not in macros(CXX, X11):
            self.skipTest("there are no headers of X11")
        text = "#include <X11/Xlib.h>\n#include <cleave/cleave.hpp>\n"
        self.assertEqual(compiled(CXX, text, "-Wall", "-Wextra", "-Werror"), "")


if __name__ == "__main__":
    unittest.main()
